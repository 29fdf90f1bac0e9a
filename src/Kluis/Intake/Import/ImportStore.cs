using System.Text;
using Dapper;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Intake.Import;

/// <summary>What became of one file.</summary>
enum ImportOutcome
{
    Stored,
    NewVersion,

    /// <summary>It was here already.</summary>
    Same,

    Quarantined,

    /// <summary>Its term is over: it is kept nowhere, quarantine included, and stays where it is.</summary>
    PastTerm,

    /// <summary>Serves another file.</summary>
    Beside,

    /// <summary>Nothing that is taken: it stays where it is.</summary>
    Foreign,

    /// <summary>Taken in at an earlier run, and unchanged since.</summary>
    Before,

    /// <summary>Sound without metadata, or metadata without sound, where the other half may yet come.</summary>
    Incomplete,

    /// <summary>It cannot be opened now: it stays where it is.</summary>
    Unreadable,
}

/// <summary>
/// Remembers which files of a source were taken in, so that a second run costs a look at each. Names stand there as keyed
/// hashes: they hold telephone numbers.
/// </summary>
sealed class ImportStore(Database database, KeyChain chain, TimeProvider time)
{
    /// <returns>What became of it; null where it was not taken in, or has changed since.</returns>
    public async Task<(ImportOutcome Outcome, string? Code)?> FindAsync(string source, string name, FileMark mark, CancellationToken stop)
    {
        var row = await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<Row?>(
                "select outcome as Outcome, code as Code from import_file where source = @source and name = @name and size = @Size and modified = @Modified",
                new { source, name = Hidden(source, name), mark.Size, mark.Modified }),
            stop);
        return row is null ? null : (Enum.Parse<ImportOutcome>(row.Outcome, ignoreCase: true), row.Code);
    }

    /// <param name="mark">Of the file as it was when it was read: one that changed meanwhile is taken in again.</param>
    public Task AddAsync(string source, string name, FileMark mark, ImportOutcome outcome, string? code, CancellationToken stop) =>
        database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                insert into import_file (source, name, size, modified, outcome, code, at) values (@source, @name, @Size, @Modified, @outcome, @code, @at)
                on conflict (source, name) do update set size = excluded.size, modified = excluded.modified, outcome = excluded.outcome, code = excluded.code, at = excluded.at
                """,
                new { source, name = Hidden(source, name), mark.Size, mark.Modified, outcome = outcome.ToString().ToLowerInvariant(), code, at = time.GetUtcNow().ToUnixTimeMilliseconds() }),
            stop);

    /// <summary>Its file is gone: one of the same name is another.</summary>
    public Task ForgetAsync(string source, string name, CancellationToken stop) =>
        database.WriteAsync(connection => connection.ExecuteAsync("delete from import_file where source = @source and name = @name", new { source, name = Hidden(source, name) }), stop);

    string Hidden(string source, string name) =>
        Convert.ToHexStringLower(chain.KeyedDigest([.. "import/v1"u8, .. Encoding.UTF8.GetBytes(source), 0, .. Encoding.UTF8.GetBytes(name)]));

    sealed record Row(string Outcome, string? Code);
}

/// <summary>By what a file is known to be unchanged.</summary>
readonly record struct FileMark(long Size, long Modified)
{
    public static FileMark Of(string path)
    {
        var file = new FileInfo(path);
        return new(file.Length, new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds());
    }
}
