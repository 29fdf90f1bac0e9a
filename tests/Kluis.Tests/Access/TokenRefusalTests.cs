using System.Net;
using System.Net.Http.Headers;
using Kluis.Access;

namespace Kluis.Tests.Access;

public abstract class TokenRefusalTests(SharedVault shared) : SharedVaultTests(shared)
{
    const string Route = "/api/v1/tokens";

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer kluis_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer ' or 1=1 --")]
    [InlineData("Basic a2x1aXM6a2x1aXM=")]
    [InlineData("{right}")]
    [InlineData("Token {right}")]
    [InlineData("Bearer {right}x")]
    [InlineData("Bearer {right},{right}")]
    public async Task A_wrong_token_is_refused(string authorization)
    {
        var (_, secret) = await Vault.TokenAsync(Role.Administrator);
        using var client = new HttpClient { BaseAddress = Vault.Http.BaseAddress };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization.Replace("{right}", secret, StringComparison.Ordinal));
        using var answer = await client.GetAsync(Route);
        await answer.AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("""{"label":"x","role":"wizard"}""")]
    [InlineData("""{"label":"x"}""")]
    [InlineData("""{"label":"","role":"auditor"}""")]
    [InlineData("""{"role":"auditor"}""")]
    [InlineData("""{"label":"x","role":"integrator"}""")]
    [InlineData("""{"label":"x","role":"integrator","source":""}""")]
    [InlineData("""{"label":"x","role":"auditor","days":0}""")]
    [InlineData("""{"label":"x","role":"auditor","days":367}""")]
    [InlineData("""{"label":"x","role":"auditor","days":-1}""")]
    [InlineData("""{"label":"x","role":"auditor","user":"019cadc6-9a80-7002-9e32-9dab826ef7e3"}""")]
    [InlineData("""{"label":"x","role":"privacy-officer"}""")]
    [InlineData("""{"label":"x","role":"dpo"}""")]
    [InlineData("""{"label":"x","role":"team-lead","team":"t"}""")]
    [InlineData("""{"label":"x","role":"quality","queue":"q"}""")]
    [InlineData("""{"label":"x","role":"agent","user":"019cadc6-9a80-7002-9e32-9dab826ef7e3"}""")]
    public async Task A_token_without_scope_or_with_content_is_not_made_over_the_API(string body)
    {
        var before = await Vault.ScalarAsync<long>("select count(*) from api_token");
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        await administrator.PostAsync(Route, content).AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "token.invalid");
        Assert.Equal(before + 1, await Vault.ScalarAsync<long>("select count(*) from api_token"));
    }
}

public sealed class TokenRefusalTests_on_sqlite(SqliteVault vault) : TokenRefusalTests(vault), IClassFixture<SqliteVault>;

public sealed class TokenRefusalTests_on_postgres(PostgresVault vault) : TokenRefusalTests(vault), IClassFixture<PostgresVault>;
