namespace Kluis.Tests;

/// <summary>One running product for all tests of a class: for those that only ask, and count what was there before.</summary>
public abstract class SharedVault(Store store) : IAsyncLifetime
{
    internal RunningVault Vault { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Vault = await RunningVault.StartAsync(store);

    public async ValueTask DisposeAsync()
    {
        await Vault.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteVault() : SharedVault(Store.Sqlite);

public sealed class PostgresVault() : SharedVault(Store.Postgres);

/// <summary>Tests that share a product; its promises are checked after each of them all the same.</summary>
public abstract class SharedVaultTests(SharedVault shared) : IAsyncDisposable
{
    private protected RunningVault Vault => shared.Vault;

    public async ValueTask DisposeAsync()
    {
        await Vault.CheckAsync();
        GC.SuppressFinalize(this);
    }
}
