using System.Data.Common;
using System.Reflection;
using Dapper;

namespace Kluis.Storage;

/// <summary>Numbered <c>.sql</c> files, forward only, run at start under a lock. The files are inside the program.</summary>
static class Migrations
{
    const string Prefix = "Kluis.Storage.Migrations.";

    public static async Task RunAsync(Database database, CancellationToken stop)
    {
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync("create table if not exists migration (name text primary key)");
                var done = (await connection.QueryAsync<string>("select name from migration")).ToHashSet(StringComparer.Ordinal);
                foreach (var name in Names().Where(name => !done.Contains(name)))
                    await RunOneAsync(connection, name, database.BytesType);
                return true;
            },
            stop);
    }

    static async Task RunOneAsync(DbConnection connection, string name, string bytes)
    {
        foreach (var statement in Statements(name))
            await connection.ExecuteAsync(statement.Replace(" bytea", " " + bytes, StringComparison.Ordinal));
        await connection.ExecuteAsync("insert into migration (name) values (@name)", new { name });
    }

    static IEnumerable<string> Names() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    static string[] Statements(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        var lines = reader.ReadToEnd().Split('\n').Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal));
        return string.Join('\n', lines).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
