using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Kluis.Storage;

/// <summary>
/// The embedded default. One writer loop drains the waiting changes, gives each a savepoint and commits the whole batch
/// with one fsync: 64 clients share the price of one.
/// </summary>
sealed class SqliteDatabase : Database
{
    const int LargestBatch = 512;

    /// <summary>KiB of pages that the writer keeps: it changes them itself, so what it has read stays true, unless a verb on the host writes too.</summary>
    const int WriterCache = 32 * 1024;

    /// <summary>Pages in the log of the database after which they are copied into it: those that change with each row are then copied once, not each time.</summary>
    const int CheckpointAfter = 4_000;

    const int PatienceMilliseconds = 200;

    readonly string connectionString;
    readonly ConcurrentBag<ReusingConnection> readers = [];
    readonly Channel<WaitingWrite> waiting = Channel.CreateBounded<WaitingWrite>(
        new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    readonly ReusingConnection writer;
    readonly PreparedStatements statements;
    readonly Task loop;

    public SqliteDatabase(string path)
    {
        // Pooling keeps file handles of deleted databases open; this class keeps its own readers.
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
        writer = new ReusingConnection(Connect());
        writer.Execute($"pragma cache_size=-{WriterCache}; pragma wal_autocheckpoint={CheckpointAfter}");
        statements = new PreparedStatements(writer.Inner);
        loop = Task.Run(RunAsync);
    }

    internal override string BytesType => "blob";

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var connection = readers.TryTake(out var free) ? free : new ReusingConnection(Connect());
        try
        {
            return await read(connection);
        }
        catch (SqliteException exception) when (FaultOf(exception) is { } fault)
        {
            throw fault;
        }
        finally
        {
            readers.Add(connection);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken stop)
    {
        var item = new WaitingChange<T>(write);
        await waiting.Writer.WriteAsync(item, stop);
        return await item.Done;
    }

    public override Task<bool> IsSoundAsync(CancellationToken stop) =>
        ReadAsync(async connection => await connection.ExecuteScalarAsync<string>("pragma quick_check(1)") == "ok", stop);

    public override bool CanEmptyLog => true;

    // On a connection of its own, with little patience: while it waits for somebody who reads, whoever wants to write waits for it.
    public override async Task<bool> TryEmptyLogAsync(CancellationToken stop)
    {
        try
        {
            await using var connection = Connect();
            connection.Execute($"pragma busy_timeout={PatienceMilliseconds}");
            return await connection.QuerySingleAsync<long>(new CommandDefinition("pragma wal_checkpoint(truncate)", cancellationToken: stop)) == 0;
        }
        catch (SqliteException exception)
        {
            throw FaultOf(exception) ?? exception as Exception;
        }
    }

    public override Task InsertAsync(DbConnection connection, IReadOnlyList<NewRow> rows)
    {
        foreach (var row in rows)
            statements.Run(row.Insert, row.Values);
        return Task.CompletedTask;
    }

    public override async Task InsertAsync(NewRow row, CancellationToken stop)
    {
        var item = new WaitingInsert(row);
        await waiting.Writer.WriteAsync(item, stop);
        await item.Done;
    }

    public override async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await loop;
        statements.Dispose();
        await writer.DisposeAsync();
        while (readers.TryTake(out var reader))
            await reader.DisposeAsync();
    }

    SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            // secure_delete is a property of the connection, not of the file: set it on every one.
            connection.Execute("pragma journal_mode=wal; pragma synchronous=full; pragma secure_delete=on; pragma foreign_keys=on; pragma temp_store=memory; pragma busy_timeout=30000");
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw FaultOf(exception) ?? exception as Exception;
        }
    }

    async Task RunAsync()
    {
        var batch = new List<WaitingWrite>(LargestBatch);
        while (await waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && waiting.Reader.TryRead(out var item))
                batch.Add(item);
            await CommitAsync(batch);
            batch.Clear();
        }
    }

    async Task CommitAsync(List<WaitingWrite> batch)
    {
        try
        {
            statements.Run("begin immediate");
            foreach (var item in batch)
                await RunOneAsync(item);
            statements.Run("commit");
        }
        catch (Exception exception)
        {
            // Whatever it was, nobody in this batch may believe that it is stored.
            TryRollBack();
            var reason = exception is SqliteException sqlite ? FaultOf(sqlite) ?? exception : exception;
            batch.ForEach(item => item.Fail(reason));
        }
        batch.ForEach(item => item.Complete());
    }

    async Task RunOneAsync(WaitingWrite item)
    {
        try
        {
            await item.RunAsync(writer, statements);
        }
        catch (Exception exception) when (exception is not SqliteException { SqliteErrorCode: Full or IoError or ReadOnly })
        {
            item.Fail(exception);
        }
    }

    void TryRollBack()
    {
        try
        {
            statements.Run("rollback");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back by itself after the more serious errors.
        }
    }

    const int ReadOnly = 8, IoError = 10, Full = 13, CannotOpen = 14;

    static FaultException? FaultOf(SqliteException exception) => exception.SqliteErrorCode switch
    {
        Full => new("storage.full", "The disk of the database is full. Make room; nothing that was confirmed is lost.", exception),
        ReadOnly => new("storage.read-only", "The database cannot be written to. Check the rights on the data folder.", exception),
        IoError or CannotOpen => new("storage.unavailable", "The database cannot be read or written. Check the disk of the data folder.", exception),
        _ => null,
    };

    abstract class WaitingWrite
    {
        /// <summary>Makes the change whole, or none of it.</summary>
        public abstract Task RunAsync(DbConnection connection, PreparedStatements statements);
        public abstract void Fail(Exception exception);
        public abstract void Complete();
    }

    sealed class WaitingChange<T>(Func<DbConnection, Task<T>> write) : WaitingWrite
    {
        readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T? result;

        public Task<T> Done => done.Task;

        public override async Task RunAsync(DbConnection connection, PreparedStatements statements)
        {
            statements.Run("savepoint one");
            try
            {
                result = await write(connection);
                statements.Run("release one");
            }
            catch (Exception exception) when (exception is not SqliteException { SqliteErrorCode: Full or IoError or ReadOnly })
            {
                statements.Run("rollback to one");
                statements.Run("release one");
                throw;
            }
        }

        public override void Fail(Exception exception) => done.TrySetException(exception);

        public override void Complete() => done.TrySetResult(result!);
    }

    /// <summary>One statement undoes itself when it fails: it needs no savepoint.</summary>
    sealed class WaitingInsert(NewRow row) : WaitingWrite
    {
        readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => done.Task;

        public override Task RunAsync(DbConnection connection, PreparedStatements statements)
        {
            statements.Run(row.Insert, row.Values);
            return Task.CompletedTask;
        }

        public override void Fail(Exception exception) => done.TrySetException(exception);

        public override void Complete() => done.TrySetResult();
    }
}
