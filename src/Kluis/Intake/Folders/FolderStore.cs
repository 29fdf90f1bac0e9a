using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Intake.Folders;

/// <summary>SQL of the watched folders. Looks are counted here without an entry: what they take in has its own.</summary>
sealed class FolderStore(Database database)
{
    const string Columns =
        """
        id as Id, source as Source, folder as Folder, activity_id as ActivityId, recipe as Recipe, pattern as Pattern, deletes_since as DeletesSince,
        stable_seconds as StableSeconds, off_since as OffSince, created_at as CreatedAt, changed_at as ChangedAt, looked_at as LookedAt, taken_at as TakenAt,
        taken as Taken, quarantined as Quarantined, fault as Fault, fault_at as FaultAt
        """;

    sealed record LeftRow(string FolderId, string Reason, long Files, long Oldest);

    /// <summary>By source. There are as many as there are systems that write files: tens at most.</summary>
    public Task<List<WatchedFolder>> AllAsync(CancellationToken stop) => database.ReadAsync(connection => ReadAsync(connection, null), stop);

    public Task<WatchedFolder?> FindAsync(Guid id, CancellationToken stop) =>
        database.ReadAsync(async connection => (await ReadAsync(connection, id.ToString())).FirstOrDefault(), stop);

    static async Task<List<WatchedFolder>> ReadAsync(DbConnection connection, string? id)
    {
        var which = id is null ? "" : " and id = @id";
        var rows = (await connection.QueryAsync<WatchedFolder>($"select {Columns} from watched_folder where removed_at is null{which} order by source, id", new { id })).AsList();
        var left = (await connection.QueryAsync<LeftRow>("select folder_id as FolderId, reason as Reason, files as Files, oldest as Oldest from watched_left")).ToLookup(row => row.FolderId);
        return [.. rows.Select(row => row with { Left = [.. left[row.Id].Select(each => new LeftFiles(Standings.Parse(each.Reason), each.Files, each.Oldest)).OrderBy(each => each.Reason)] })];
    }

    /// <returns>Whether the folder, or the source, is that of another one already.</returns>
    public static async Task<(bool Folder, bool Source)> AreTakenAsync(Change change, string folder, string source)
    {
        var rows = (await change.Connection.QueryAsync<(string Folder, string Source)>(
            "select folder as Folder, source as Source from watched_folder where removed_at is null and (folder = @folder or source = @source)", new { folder, source })).AsList();
        return (rows.Exists(row => row.Folder == folder), rows.Exists(row => row.Source == source));
    }

    public static Task AddAsync(Change change, WatchedFolder folder) =>
        change.Connection.ExecuteAsync(
            """
            insert into watched_folder (id, source, folder, activity_id, recipe, pattern, deletes_since, stable_seconds, off_since, created_at, changed_at, taken, quarantined)
            values (@Id, @Source, @Folder, @ActivityId, @Recipe, @Pattern, @DeletesSince, @StableSeconds, @OffSince, @CreatedAt, @ChangedAt, 0, 0)
            """,
            folder);

    /// <returns>False when it is not there any more.</returns>
    public static async Task<bool> ChangeAsync(Change change, WatchedFolder folder) =>
        await change.Connection.ExecuteAsync(
            """
            update watched_folder set activity_id = @ActivityId, recipe = @Recipe, pattern = @Pattern, deletes_since = @DeletesSince, stable_seconds = @StableSeconds,
                off_since = @OffSince, changed_at = @ChangedAt
            where id = @Id and removed_at is null
            """,
            folder) == 1;

    /// <returns>False when it is not there any more.</returns>
    public static async Task<bool> RemoveAsync(Change change, Guid id)
    {
        await change.Connection.ExecuteAsync("delete from watched_left where folder_id = @id", new { id = id.ToString() });
        return await change.Connection.ExecuteAsync("update watched_folder set removed_at = @Now where id = @id and removed_at is null", new { id = id.ToString(), change.Now }) == 1;
    }

    public Task LookedAsync(string id, LookTally tally, string? fault, long now, CancellationToken stop) =>
        database.WriteAsync(
            async connection =>
            {
                var (taken, quarantined) = (tally.Taken, tally.Quarantined);
                var found = await connection.ExecuteAsync(
                    """
                    update watched_folder set looked_at = @now, taken = taken + @taken, quarantined = quarantined + @quarantined,
                        taken_at = case when @taken + @quarantined > 0 then @now else taken_at end,
                        fault_at = case when cast(@fault as text) is null then null else coalesce(fault_at, @now) end, fault = cast(@fault as text)
                    where id = @id and removed_at is null
                    """,
                    new { id, now, taken = (long)taken, quarantined = (long)quarantined, fault });
                if (tally.Left is { } left && found == 1)
                {
                    await connection.ExecuteAsync("delete from watched_left where folder_id = @id", new { id });
                    await connection.ExecuteAsync(
                        "insert into watched_left (folder_id, reason, files, oldest) values (@id, @reason, @Files, @Oldest)",
                        left.Select(each => new { id, reason = each.Reason.Name(), each.Files, each.Oldest }));
                }
                return true;
            },
            stop);
}
