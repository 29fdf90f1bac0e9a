using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Web;

namespace Kluis.Tests.Web;

/// <summary>Every refusal and every fault has one form, and tells nothing that it should not.</summary>
public abstract partial class ProblemTests(SharedVault shared) : SharedVaultTests(shared)
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound, "request.not-found")]
    [InlineData("GET", "/api", HttpStatusCode.NotFound, "request.not-found")]
    [InlineData("GET", "/api/v1/activities/1", HttpStatusCode.NotFound, "request.not-found")]
    [InlineData("PUT", "/api/v1/tokens", HttpStatusCode.MethodNotAllowed, "request.method-not-allowed")]
    [InlineData("POST", "/api/v1/tokens", HttpStatusCode.UnsupportedMediaType, "request.unsupported-type")]
    public async Task What_is_not_there_is_answered_in_the_one_form(string method, string path, HttpStatusCode status, string code)
    {
        using var client = await Vault.ClientAsync(Role.Administrator);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = new StringContent("<x/>", Encoding.UTF8, "application/xml");
        using var answer = await client.SendAsync(request);
        await answer.AssertProblemAsync(status, code);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var client = await Vault.ClientAsync(Role.Administrator);
        var body = new StringContent($$"""{"label":"{{new string('x', 2 << 20)}}"}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync("/api/v1/tokens", body);
        await answer.AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, "request.too-large");
    }

    [Fact]
    public async Task A_bug_is_a_500_that_tells_nothing_and_a_line_in_the_log_without_what_was_asked()
    {
        using var client = await Vault.ClientAsync(Role.Administrator);
        await client.GetAsync("/api/v1/tokens");
        await Vault.TamperAsync("alter table api_token rename column label to gone");
        using var answer = await client.GetAsync($"/api/v1/tokens?q={Known.CustomerMail}");
        var problem = await answer.AssertProblemAsync(HttpStatusCode.InternalServerError, "internal");
        Assert.False(problem.TryGetProperty("detail", out _));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.All(["label", "column", "select", "Exception", "Kluis.", " at "], word => Assert.DoesNotContain(word, body.Replace("urn:kluis", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains(problem.GetProperty("trace").GetString()!, Vault.Log.ToString(), StringComparison.Ordinal);
        await Vault.TamperAsync("alter table api_token rename column gone to label");
    }

    [Fact]
    public async Task A_fault_is_a_503_that_says_when_to_come_back()
    {
        Vault.Database.FailWith("storage.full");
        using var answer = await Vault.Http.GetAsync("/readyz");
        Vault.Database.Recover();
        await answer.AssertProblemAsync(HttpStatusCode.ServiceUnavailable, "storage.full");
        Assert.Equal(TimeSpan.FromSeconds(10), answer.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain(Vault.Settings.Keyring, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Vault.Settings.Data, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("ready\n", await Vault.Http.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task Each_answer_has_a_trace_of_its_own()
    {
        var traces = new HashSet<string>();
        for (var i = 0; i < 5; i++)
            traces.Add((await (await Vault.Http.GetAsync("/api/v1/log")).JsonAsync()).GetProperty("trace").GetString()!);
        Assert.Equal(5, traces.Count);
    }

    [Fact]
    public async Task Another_name_for_this_machine_gets_no_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/tokens") { Headers = { Host = "evil.example" } };
        using var answer = await Vault.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public void Every_code_has_its_form_a_status_of_refusal_or_fault_and_a_sentence()
    {
        Assert.All(ProblemCodes.Codes, code =>
        {
            Assert.Matches(Form(), code);
            Assert.InRange(ProblemCodes.StatusOf(code), 400, 599);
            Assert.True(ProblemCodes.SentenceOf(code).Length > 15 && ProblemCodes.SentenceOf(code).EndsWith('.'), code);
        });
        Assert.Equal(500, ProblemCodes.StatusOf("of.no-such-code"));
    }

    [GeneratedRegex("^([a-z]+\\.[a-z]+(-[a-z]+)*|internal)$")]
    private static partial Regex Form();
}

public sealed class ProblemTests_on_sqlite(SqliteVault vault) : ProblemTests(vault), IClassFixture<SqliteVault>;

public sealed class ProblemTests_on_postgres(PostgresVault vault) : ProblemTests(vault), IClassFixture<PostgresVault>;
