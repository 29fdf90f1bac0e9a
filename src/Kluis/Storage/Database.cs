using System.Data.Common;

namespace Kluis.Storage;

/// <summary>
/// The one database, SQLite or PostgreSQL, behind one SQL text. Reads run beside each other; writes are transactions that
/// commit whole or not at all.
/// </summary>
abstract class Database : IAsyncDisposable
{
    /// <summary>Runs a query on a connection of its own. Keep it short: a long read holds up the cleaning of the log.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop);

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction and returns when it is durable. It may run more than once, so it does
    /// SQL only. Only the journal calls this for state; see <c>Audit/Journal.cs</c>.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken stop);

    /// <summary>Inserts one row that stands by itself, and returns when it is durable: the short way for entries that change nothing.</summary>
    public abstract Task InsertAsync(NewRow row, CancellationToken stop);

    /// <summary>Inserts rows in the transaction that <see cref="WriteAsync"/> has given, in this order and in one turn to the store.</summary>
    public abstract Task InsertAsync(DbConnection connection, IReadOnlyList<NewRow> rows);

    public abstract ValueTask DisposeAsync();

    /// <summary>What this store calls a column of bytes. The one word in which the two SQLs differ.</summary>
    internal abstract string BytesType { get; }

    /// <summary>Brings the tables up to date, one process at a time; SQLite has one writer anyway.</summary>
    public virtual Task MigrateAsync(CancellationToken stop) => Migrations.RunAsync(this, stop);

    /// <summary>Whether the store itself finds nothing wrong with what it holds.</summary>
    public virtual Task<bool> IsSoundAsync(CancellationToken stop) => ReadAsync(_ => Task.FromResult(true), stop);

    /// <summary>Whether <see cref="TryEmptyLogAsync"/> can do anything here. PostgreSQL keeps its log as its own settings say.</summary>
    public virtual bool CanEmptyLog => false;

    /// <summary>
    /// Takes what was deleted or overwritten out of the store's own log and files, where it may lie for as long as nothing else happens.
    /// </summary>
    /// <returns>False while somebody reads in it: try again.</returns>
    public virtual Task<bool> TryEmptyLogAsync(CancellationToken stop) => Task.FromResult(false);

    /// <param name="setting"><c>sqlite:PATH</c> or a PostgreSQL connection string.</param>
    public static Database Open(string setting) =>
        setting.StartsWith("sqlite:", StringComparison.Ordinal)
            ? new SqliteDatabase(setting["sqlite:".Length..])
            : new PostgresDatabase(setting);
}
