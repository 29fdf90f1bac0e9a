using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

[assembly: AssemblyFixture(typeof(Kluis.Tests.PostgresServer))]

namespace Kluis.Tests;

/// <summary>
/// One real PostgreSQL for the whole run, on a socket in a scratch folder, started by the first test that asks. Where
/// it is not installed those tests are skipped, and on a build server they fail.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    static readonly SemaphoreSlim gate = new(1, 1);
    static PostgresServer? running;
    static readonly ConcurrentBag<string> used = [];
    static int count;

    readonly string folder = Directory.CreateTempSubdirectory("kluis-pg-").FullName;

    /// <summary>The run's, made at its end if nobody asked for a database.</summary>
    public PostgresServer() => running ??= this;

    bool IsStarted { get; set; }

    string Data => Path.Combine(folder, "data");

    /// <summary>A fresh, empty schema: as good as a database of its own, and made a hundred times as fast.</summary>
    /// <returns>A connection string that sees nothing else.</returns>
    public static async Task<string> NewDatabaseAsync()
    {
        var server = running!;
        await gate.WaitAsync();
        try
        {
            await server.StartAsync();
        }
        finally
        {
            gate.Release();
        }
        var name = $"t{Interlocked.Increment(ref count)}";
        await ExecuteAsync(server.Connection, $"create schema {name}");
        return $"{server.Connection};Search Path={name}";
    }

    /// <summary>
    /// A schema that has its tables and no rows: a used one where there is one. Its address is known to whoever keeps
    /// prepared things by address (Dapper), and that is most of what starting a product costs.
    /// </summary>
    public static async Task<string> TakeAsync() => used.TryTake(out var one) ? one : await NewDatabaseAsync();

    /// <summary>Empties a schema for the next test.</summary>
    public static async Task GiveBackAsync(string connectionString)
    {
        await ExecuteAsync(
            connectionString,
            """
            set session_replication_role = replica;
            do $$ declare name text; begin
                for name in select tablename from pg_tables where schemaname = current_schema() and tablename <> 'migration' loop
                    execute 'delete from ' || quote_ident(name);
                end loop;
            end $$;
            """);
        used.Add(connectionString);
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (IsStarted)
            await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    async Task StartAsync()
    {
        if (IsStarted)
            return;
        if (Binaries is null && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip("PostgreSQL is not installed (apt-get install postgresql).");
        if (Environment.IsPrivilegedProcess)
            await CheckedAsync("chown", ["postgres", folder]);
        await RunAsync("initdb", "-D", Data, "-U", "kluis", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
        // Durability is the server's business, not what these tests look at; without it they take half the time.
        await RunAsync(
            "pg_ctl", "-D", Data, "-l", Path.Combine(folder, "log"), "-w", "-o",
            $"-k {folder} -c listen_addresses= -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off "
            + "-c fsync=off -c synchronous_commit=off -c full_page_writes=off", "start");
        IsStarted = true;
        WatchOverRun();
    }

    // However the run ends, also by kill -9, it leaves no server behind.
    void WatchOverRun()
    {
        var script = $"tail --pid={Environment.ProcessId} -f /dev/null; kill -INT $(head -1 {Data}/postmaster.pid); rm -rf {folder}";
        using var watch = Process.Start("setsid", ["sh", "-c", $"({script}) >/dev/null 2>&1 &"]);
    }

    string Connection => $"Host={folder};Username=kluis;Database=postgres";

    static string? Binaries =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;

    // The server refuses to run as root.
    static Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries ?? throw new FileNotFoundException("PostgreSQL is not installed."), program);
        return Environment.IsPrivilegedProcess
            ? CheckedAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : CheckedAsync(path, arguments);
    }

    static async Task CheckedAsync(string program, string[] arguments)
    {
        // Its output goes nowhere: pg_ctl leaves a server behind that would keep a pipe open.
        var shell = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments])
        {
            WorkingDirectory = "/",
        };
        using var process = Process.Start(shell)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
