using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Access;

public abstract class TokenPageTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task The_examples_beside_a_new_token_work_as_they_are_shown()
    {
        var activity = await Vault.ActivityAsync();
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var made = await administrator.PostFormAsync("/tokens/new", null, ("label", "exchange"), ("role", "integrator"), ("source", "pbx-1"), ("days", "30"), ("activity", activity.ToString()));
        var examples = Regex.Matches(made.Text, "data-example[^>]*>([^<]+)</pre>").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
        Assert.Equal(3, examples.Count);
        using var scratch = new Scratch();
        await File.WriteAllBytesAsync(scratch["call.wav"], Sounds.Wav(1, 1));
        var answers = new List<string>();
        foreach (var example in examples)
            answers.Add(await RunAsync(example, scratch.Path));
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from conversation where source = 'pbx-1'"));
        Assert.Equal(2, Regex.Count(answers[2], "\"channel\""));
    }

    [Fact]
    public async Task The_secret_is_in_one_answer_and_never_again()
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var made = await administrator.PostFormAsync("/tokens/new", null, ("label", "auditor's tool"), ("role", "auditor"), ("days", "30"));
        var secret = Regex.Match(made.Text, "kluis_[A-Za-z0-9_-]{40,}").Value;
        Assert.NotEmpty(secret);
        foreach (var address in new[] { "/tokens", "/tokens/new", "/tokens?handler=csv" })
            Assert.DoesNotContain(secret, await administrator.GetStringAsync(address), StringComparison.Ordinal);
        using var client = Vault.ClientWith(secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/log")).StatusCode);
    }

    [Theory]
    [InlineData("privacy-officer", "x", "s", "30", "role")]
    [InlineData("wizard", "x", "s", "30", "role")]
    [InlineData("integrator", "", "s", "30", "label")]
    [InlineData("integrator", "x", "", "30", "source")]
    [InlineData("integrator", "x", "taken", "30", "source")]
    [InlineData("auditor", "x", "", "0", "days")]
    [InlineData("auditor", "x", "", "many", "days")]
    public async Task What_the_API_refuses_the_page_refuses_with_the_field(string role, string label, string source, string days, string field)
    {
        await Vault.TokenAsync(Role.Integrator, source: "taken");
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var before = await Vault.ScalarAsync<long>("select count(*) from api_token");
        var answer = await administrator.PostFormAsync("/tokens/new", null, ("label", label), ("role", role), ("source", source), ("days", days));
        Assert.Contains($"href=\"#{field}\"", answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await Vault.ScalarAsync<long>("select count(*) from api_token"));
    }

    [Fact]
    public async Task A_token_that_opens_content_is_asked_for_decided_by_another_and_picked_up_once()
    {
        using var administrator = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator));
        using var officer = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        (await administrator.GetAsync("/tokens/new")).Has("href=\"/tokens/content\"");
        await administrator.GetAsync("/tokens/content");
        var request = (await administrator.PostAsync("/tokens/content", Wish())).Must(HttpStatusCode.Redirect).Location!;
        (await administrator.GetAsync(request)).Has("Dit wacht op een tweede persoon.");
        (await officer.GetAsync(request)).Has("Kwaliteitsmonitor").Has("Zij beluistert elke week een steekproef.");
        await officer.PostAsync(request + "?handler=Approve");
        (await administrator.GetAsync(request)).Has($"{request}/token");
        await administrator.GetAsync(request + "/token");
        var secret = Regex.Match((await administrator.PostAsync(request + "/token")).Text, "kluis_[A-Za-z0-9_-]{40,}").Value;
        using var client = Vault.ClientWith(secret);
        (await client.SearchAsync(new { })).Must(HttpStatusCode.OK);
        (await administrator.PostAsync(request + "/token")).Has("Dit is al afgehaald.").HasNot("kluis_");
    }

    [Theory]
    [InlineData("role", "administrator", "role")]
    [InlineData("role", "wizard", "role")]
    [InlineData("role", "team-lead", "team")]
    [InlineData("queue", "", "queue")]
    [InlineData("label", "", "label")]
    [InlineData("days", "367", "days")]
    [InlineData("days", "veel", "days")]
    [InlineData("reason", "daarom", "reason")]
    public async Task A_token_that_opens_content_is_refused_at_the_field_that_is_wrong(string name, string value, string field)
    {
        using var administrator = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator));
        await administrator.GetAsync("/tokens/content");
        (await administrator.PostAsync("/tokens/content", Wish((name, value)))).Must(HttpStatusCode.UnprocessableEntity).Has($"href=\"#{field}\"");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from approval"));
    }

    [Fact]
    public async Task A_token_asks_for_no_token_and_the_refusal_of_the_API_says_where_to_ask()
    {
        using var token = await Vault.ClientAsync(Role.Administrator);
        var refused = await token.PostFormAsync("/tokens/content", null, Wish());
        Assert.Contains("Een token vraagt en beslist niet", refused.Text, StringComparison.Ordinal);
        var answer = (await Answer.OfAsync(token.PostAsync("/api/v1/tokens", Calls.Json("""{"label":"x","role":"quality","queue":"q"}""")))).Must(422, "token.invalid");
        Assert.Contains("POST /api/v1/tokens/content", (string)answer.Json["detail"]!, StringComparison.Ordinal);
    }

    static (string Name, string Value)[] Wish((string Name, string Value)? other = null) =>
    [
        .. new[] { ("label", "Kwaliteitsmonitor"), ("role", "quality"), ("queue", "queue-1"), ("days", "30"), ("reason", "Zij beluistert elke week een steekproef.") }
            .Select(field => field.Item1 == other?.Name ? other.Value : field),
    ];

    [Fact]
    public async Task A_token_shows_how_it_stands_and_ends_after_it_was_asked_twice()
    {
        var (id, secret) = await Vault.TokenAsync(Role.Auditor, days: 10);
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        Assert.Contains($"/tokens/{id}/revoke", await administrator.GetStringAsync("/tokens?state=EndsSoon"), StringComparison.Ordinal);
        Assert.Contains("test auditor", await administrator.GetStringAsync($"/tokens/{id}/revoke"), StringComparison.Ordinal);
        using var client = Vault.ClientWith(secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/log")).StatusCode);
        await administrator.PostFormAsync($"/tokens/{id}/revoke");
        await client.GetAsync("/api/v1/log").AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
        Assert.Contains("test auditor", await administrator.GetStringAsync("/tokens?state=Revoked"), StringComparison.Ordinal);
        Assert.Equal(1, await Vault.CountAsync(AuditAct.TokenRevoked));
    }

    [Theory]
    [InlineData("dpo")]
    [InlineData("auditor")]
    public async Task Who_only_reads_has_no_button_and_no_way_round_it(string role)
    {
        var (id, _) = await Vault.TokenAsync(Role.Auditor);
        using var client = await Vault.ClientAsync(Roles.Parse(role)!.Value);
        var page = await client.GetStringAsync("/tokens");
        Assert.DoesNotContain("/tokens/new", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/revoke", page, StringComparison.Ordinal);
        await client.PostFormAsync($"/tokens/{id}/revoke", from: "/tokens");
        await client.PostFormAsync("/tokens/new", "/tokens", ("label", "x"), ("role", "auditor"), ("days", "3"));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from api_token where revoked_at is not null or label = 'x'"));
    }

    static async Task<string> RunAsync(string command, string folder)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(command + "\n");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command}\n{error}{output}");
        return output;
    }
}

public sealed class TokenPageTests_on_sqlite() : TokenPageTests(Store.Sqlite);

public sealed class TokenPageTests_on_postgres() : TokenPageTests(Store.Postgres);
