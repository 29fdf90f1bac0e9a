using Kluis.Storage;

namespace Kluis.Tests.Storage;

/// <summary>A migrated database without a product, and a way to open it again beside itself.</summary>
sealed class OpenDatabase : IAsyncDisposable
{
    readonly Scratch scratch = new();
    readonly List<Database> all = [];

    public Database Database => all[0];

    public string Setting { get; private set; } = "";

    public static async Task<OpenDatabase> NewAsync(Store store, bool migrated = true)
    {
        var opened = new OpenDatabase();
        opened.Setting = await store.NewAsync(opened.scratch.Path);
        opened.Again();
        if (migrated)
            await opened.Database.MigrateAsync(default);
        return opened;
    }

    /// <summary>Another instance on the same data, as a second process has.</summary>
    public Database Again()
    {
        var database = Database.Open(Setting);
        all.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in all)
            await database.DisposeAsync();
        scratch.Dispose();
    }
}
