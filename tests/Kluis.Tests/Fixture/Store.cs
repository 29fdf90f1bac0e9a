namespace Kluis.Tests;

/// <summary>The databases that every test of the application runs on.</summary>
public enum Store
{
    Sqlite,
    Postgres,
}

public static class Stores
{
    public static TheoryData<Store> Both => [Store.Sqlite, Store.Postgres];

    /// <summary>The setting <c>KLUIS_DATABASE</c> of a fresh database.</summary>
    public static async Task<string> NewAsync(this Store store, string folder) =>
        store == Store.Sqlite ? $"sqlite:{Path.Combine(folder, "kluis.db")}" : await PostgresServer.NewDatabaseAsync();
}
