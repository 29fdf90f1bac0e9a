namespace Kluis.Tests;

/// <summary>
/// Tests with a running product of their own, on both databases: derive an abstract class with the tests, and from it
/// <c>X_on_sqlite</c> and <c>X_on_postgres</c>. After each test the product's promises are checked.
/// </summary>
public abstract class VaultTests(Store store) : IAsyncLifetime
{
    private protected RunningVault Vault { get; private set; } = null!;

    /// <summary>Settings beyond those that every test has.</summary>
    private protected virtual (string Name, string Value)[] More => [];

    public async ValueTask InitializeAsync() => Vault = await RunningVault.StartAsync(store, null, More);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (TestContext.Current.TestState?.Result != TestResult.Failed)
                await CheckAsync();
        }
        finally
        {
            await Vault.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>A test that broke the log on purpose has nothing to check.</summary>
    private protected virtual Task CheckAsync() => Vault.CheckAsync();
}
