using System.Net;
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
}

public sealed class TokenTests_on_sqlite() : TokenTests(Store.Sqlite);

public sealed class TokenTests_on_postgres() : TokenTests(Store.Postgres);
