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

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    public async Task Who_asks_for_the_head_alone_gets_the_answer_without_its_body(string address)
    {
        using var whole = await Vault.Http.GetAsync(address);
        using var head = await Vault.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (whole.StatusCode, head.StatusCode));
        Assert.Equal(whole.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.True(head.Content.Headers.ContentLength > 0);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
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
