using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Access;

public abstract class TokenTests(Store store) : VaultTests(store)
{
    const string Route = "/api/v1/tokens";

    [Fact]
    public async Task A_token_lets_in_until_it_expires()
    {
        var (_, secret) = await Vault.TokenAsync(Role.Administrator, days: 1);
        using var client = Vault.ClientWith(secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Route)).StatusCode);
        Vault.Time.Set(FakeTime.Start.AddDays(1).AddMilliseconds(-1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Route)).StatusCode);
        Vault.Time.Set(FakeTime.Start.AddDays(1));
        await client.GetAsync(Route).AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
    }

    [Fact]
    public async Task A_revoked_token_lets_nobody_in_from_that_moment_on()
    {
        var (id, secret) = await Vault.TokenAsync(Role.Auditor);
        using var client = Vault.ClientWith(secret);
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Route)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.DeleteAsync($"{Route}/{id}")).StatusCode);
        await client.GetAsync(Route).AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
        await administrator.DeleteAsync($"{Route}/{id}").AssertProblemAsync(HttpStatusCode.NotFound, "token.not-found");
        await administrator.DeleteAsync($"{Route}/{Guid.NewGuid()}").AssertProblemAsync(HttpStatusCode.NotFound, "token.not-found");
        Assert.Equal(["ok", "refused", "refused"], (await Vault.LogAsync()).Where(entry => entry.Act == "token.revoked").Select(entry => entry.Outcome));
    }

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

    [Fact]
    public async Task A_token_is_not_taken_from_a_cookie_or_the_address()
    {
        var (_, secret) = await Vault.TokenAsync(Role.Administrator);
        await Vault.Http.GetAsync($"{Route}?access_token={secret}").AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
        using var request = new HttpRequestMessage(HttpMethod.Get, Route) { Headers = { { "Cookie", $"kluis={secret}; __Host-kluis={secret}" } } };
        await Vault.Http.SendAsync(request).AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
    }

    [Fact]
    public async Task The_first_use_of_a_token_is_in_the_log_once_even_if_many_come_at_once()
    {
        var (id, secret) = await Vault.TokenAsync(Role.Administrator);
        using var client = Vault.ClientWith(secret);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.GetAsync(Route)));
        var used = (await Vault.LogAsync()).Where(entry => entry.Act == "token.used-first").ToList();
        Assert.Single(used, entry => entry.Outcome == "ok");
        Assert.All(used, entry => Assert.Equal(id.ToString(), entry.ActorId));
        await client.GetAsync(Route);
        Assert.Equal(used.Count, await Vault.CountAsync(AuditAct.TokenUsedFirst));
    }

    [Fact]
    public async Task The_secret_of_a_token_is_shown_once_and_kept_as_its_hash()
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        using var answer = await administrator.PostAsJsonAsync(Route, new { label = "telephony", role = "integrator", source = "pbx" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var secret = (await answer.JsonAsync()).GetProperty("secret").GetString()!;
        Assert.StartsWith("kluis_", secret, StringComparison.Ordinal);
        Assert.True(secret.Length > 40);
        Assert.DoesNotContain(secret, await administrator.GetStringAsync(Route), StringComparison.Ordinal);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from api_token where secret_hash = @hash", new { hash = Secret.Hash(secret) }));
        using var client = Vault.ClientWith(secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/activities")).StatusCode);
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
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        await administrator.PostAsync(Route, content).AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "token.invalid");
        Assert.Equal(1, await Vault.CountAsync(AuditAct.TokenCreated));
    }

    [Fact]
    public async Task A_second_token_for_a_source_is_not_made_over_the_API()
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var body = new { label = "telephony", role = "integrator", source = "pbx" };
        Assert.Equal(HttpStatusCode.Created, (await administrator.PostAsJsonAsync(Route, body)).StatusCode);
        await administrator.PostAsJsonAsync(Route, body).AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "token.invalid");
    }

    [Fact]
    public async Task A_token_of_a_role_that_this_version_does_not_know_lets_nobody_in()
    {
        var (id, secret) = await Vault.TokenAsync(Role.Administrator);
        await Vault.TamperAsync("update api_token set role = 'wizard' where id = @id", new { id = id.ToString() });
        using var client = Vault.ClientWith(secret);
        await client.GetAsync(Route).AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
    }

    [Fact]
    public void Two_secrets_are_never_the_same_and_their_hash_is_SHA256()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => Secret.New()).ToList();
        Assert.Equal(1000, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Equal(43, secret.Length));
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(Secret.Hash("abc")));
    }
}

public sealed class TokenTests_on_sqlite() : TokenTests(Store.Sqlite);

public sealed class TokenTests_on_postgres() : TokenTests(Store.Postgres);
