using Npgsql;

namespace Kluis.Bench;

/// <summary>A PostgreSQL of this run's own, durable as it comes, on a socket in a folder that goes at the end.</summary>
sealed class PostgresPeer : IAsyncDisposable
{
    readonly string binaries;
    readonly string folder;

    PostgresPeer(string binaries, string folder) => (this.binaries, this.folder) = (binaries, folder);

    public string ConnectionString => new NpgsqlConnectionStringBuilder { Host = folder, Username = "kluis", Database = "postgres" }.ToString();

    string Data => Path.Combine(folder, "data");

    /// <returns>Null where it is not installed.</returns>
    public static async Task<PostgresPeer?> StartAsync(Place place)
    {
        if (Find() is not { } binaries)
            return null;
        // A socket's path is short, and the server refuses to run as root: hence a folder of its own.
        var server = new PostgresPeer(binaries, Directory.CreateTempSubdirectory("kluis-bench-").FullName);
        if (Environment.IsPrivilegedProcess)
            await Tool.RunAsync("chown postgres \"$1\"", server.folder);
        await server.RunAsync("initdb", "-D", server.Data, "-U", "kluis", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        await server.RunAsync("pg_ctl", "-D", server.Data, "-l", Path.Combine(server.folder, "log"), "-w", "-o", $"-k {server.folder} -c listen_addresses= -c max_connections=100", "start");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    static string? Find() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;

    // Its output goes nowhere: pg_ctl leaves a server behind that would keep a pipe open.
    Task RunAsync(string program, params string[] arguments)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        return Tool.RunAsync("cd / && exec \"$@\" >/dev/null 2>&1", [.. command, Path.Combine(binaries, program), .. arguments]);
    }
}
