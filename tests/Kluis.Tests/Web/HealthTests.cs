using System.Net;
using Kluis.Access;

namespace Kluis.Tests.Web;

public abstract class HealthTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task A_running_product_says_that_it_lives_and_is_ready()
    {
        Assert.Equal("ok\n", await Vault.Http.GetStringAsync("/healthz"));
        Assert.Equal("ready\n", await Vault.Http.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task An_administrator_lists_tokens_and_a_stranger_does_not()
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        Assert.Contains("test administrator", await administrator.GetStringAsync("/api/v1/tokens"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Vault.Http.GetAsync("/api/v1/tokens")).StatusCode);
    }
}

public sealed class HealthTests_on_sqlite() : HealthTests(Store.Sqlite);

public sealed class HealthTests_on_postgres() : HealthTests(Store.Postgres);
