using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Kluis.Storage;

/// <summary>For where one machine is not enough. Changes are serializable; one that lost a race is tried again, after a while.</summary>
sealed class PostgresDatabase : Database
{
    const int Tries = 20, Connections = 24, Prepared = 256, Turns = 4;

    readonly NpgsqlDataSource source;

    // Changes of one process that run at once. More of them do not get more done, they only lose more races against one another.
    readonly SemaphoreSlim turns = new(Turns);

    public PostgresDatabase(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false, ApplicationName = "kluis" };
        var said = builder.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A server takes a hundred by itself; several nodes and their verbs share them. Who needs more says so in the setting.
        if (!said.Contains("Maximum Pool Size"))
            builder.MaxPoolSize = Connections;
        // The server plans a statement once, not each time. Not behind a pooler that hands connections on: there the setting says 0.
        if (!said.Contains("Max Auto Prepare"))
            builder.MaxAutoPrepare = Prepared;
        source = NpgsqlDataSource.Create(builder);
    }

    internal override string BytesType => "bytea";

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(stop);
            return await read(connection);
        }
        catch (NpgsqlException exception) when (FaultOf(exception) is { } fault)
        {
            throw fault;
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            await turns.WaitAsync(stop);
            try
            {
                await using var connection = await source.OpenConnectionAsync(stop);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, stop);
                var result = await write(connection);
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (PostgresException exception) when (exception.SqlState is "40001" or "40P01" or "23505" && attempt < Tries)
            {
                // Lost a race (serialization failure, deadlock, a row that another has just added): the whole change runs again.
            }
            catch (NpgsqlException exception) when (FaultOf(exception) is { } fault)
            {
                throw fault;
            }
            finally
            {
                turns.Release();
            }
            // Not at the same moment as the other.
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1 << Math.Min(attempt, 8))), TimeProvider.System, stop);
        }
    }

    // One statement is a transaction of its own, and reads nothing that another could change.
    public override async Task InsertAsync(NewRow row, CancellationToken stop)
    {
        try
        {
            await using var command = source.CreateCommand(row.Insert);
            Bind(command.Parameters, row);
            await command.ExecuteNonQueryAsync(stop);
        }
        catch (NpgsqlException exception) when (FaultOf(exception) is { } fault)
        {
            throw fault;
        }
    }

    public override async Task InsertAsync(DbConnection connection, IReadOnlyList<NewRow> rows)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection);
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(row.Insert);
            Bind(command.Parameters, row);
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync();
    }

    static void Bind(NpgsqlParameterCollection parameters, NewRow row)
    {
        foreach (var (name, value) in row.Values)
            parameters.AddWithValue(name, value ?? DBNull.Value);
    }

    // Locked by the session, outside the transaction: a serializable one would see the tables as they were before it waited.
    public override Task MigrateAsync(CancellationToken stop) =>
        ReadAsync(
            async connection =>
            {
                await connection.ExecuteAsync("select pg_advisory_lock(5558547)");
                await base.MigrateAsync(stop);
                return await connection.ExecuteAsync("select pg_advisory_unlock_all()");
            },
            stop);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    static FaultException? FaultOf(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: "53100" } => new("storage.full", "The disk of the database server is full. Make room; nothing that was confirmed is lost.", exception),
        PostgresException { SqlState: "25006" } => new("storage.read-only", "The database server takes no changes now.", exception),
        PostgresException { SqlState: "57P01" or "57P03" or "53300" } => Away(exception),
        PostgresException { SqlState: "40001" or "40P01" } => new("storage.unavailable", "Too many changes met at once in the database. Try again.", exception),
        PostgresException => null,
        { InnerException: SocketException or IOException or TimeoutException } => Away(exception),
        _ => null,
    };

    static FaultException Away(Exception exception) =>
        new("storage.unavailable", "The database server does not answer. Kluis goes on by itself when it is back.", exception);
}
