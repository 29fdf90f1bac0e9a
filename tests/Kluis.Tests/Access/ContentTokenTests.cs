using System.Net;
using System.Net.Http.Json;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Access;

/// <summary>A token that opens content, over HTTP: an administrator asks, an officer decides, the administrator picks it up once.</summary>
public abstract class ContentTokenTests(Store store) : VaultTests(store)
{
    const string Ask = "/api/v1/tokens/content", Reason = "The quality system listens to samples.";

    static object Body(string role = "quality", string? queue = "queue-1", string? reason = Reason) => new { label = "quality system", role, queue, days = 30, reason };

    [Fact]
    public async Task A_token_that_two_people_agree_on_is_shown_once_to_who_asked()
    {
        var ((_, administrator), (_, officer)) = (await Vault.PersonAsync(Role.Administrator), await Vault.PersonAsync(Role.PrivacyOfficer));
        var id = await AskAsync(administrator);
        (await PickUpAsync(administrator, id)).Must(409, "approval.not-approved");
        var seen = (await Answer.OfAsync(officer.GetAsync($"/api/v1/approvals/{id}"))).Must(HttpStatusCode.OK).Json;
        Assert.Equal(("quality", Reason, 30, true), ((string)seen["asks"]!["role"]!, (string)seen["reason"]!, (int)seen["effect"]!["now"]!["days"]!, (bool)seen["approval"]!["mayDecide"]!));
        (await DecideAsync(officer, id, true)).Must(HttpStatusCode.NoContent);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from api_token"));
        var made = (await PickUpAsync(administrator, id)).Must(HttpStatusCode.Created);
        using var client = Vault.ClientWith((string)made.Json["secret"]!);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/conversations/search", new { })).StatusCode);
        Assert.Equal("queue-1", await Vault.ScalarAsync<string>("select queue from api_token where id = @id and role = 'quality'", new { id = made.Id.ToString() }));
        (await PickUpAsync(administrator, id)).Must(409, "approval.used");
        Assert.Equal(1, await Vault.CountAsync(AuditAct.TokenCreated));
    }

    [Fact]
    public async Task Of_many_who_pick_up_at_once_one_gets_a_token()
    {
        var ((_, administrator), (_, officer)) = (await Vault.PersonAsync(Role.Administrator), await Vault.PersonAsync(Role.PrivacyOfficer));
        var id = await AskAsync(administrator);
        (await DecideAsync(officer, id, true)).Must(HttpStatusCode.NoContent);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PickUpAsync(administrator, id)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from api_token"));
    }

    [Fact]
    public async Task What_is_not_picked_up_in_time_is_gone()
    {
        var ((_, administrator), (_, officer)) = (await Vault.PersonAsync(Role.Administrator), await Vault.PersonAsync(Role.PrivacyOfficer));
        var id = await AskAsync(administrator);
        (await DecideAsync(officer, id, true)).Must(HttpStatusCode.NoContent);
        Vault.Time.Set(Vault.Time.GetUtcNow() + TimeSpan.FromDays(7));
        await Vault.WakeAsync();
        (await PickUpAsync(administrator, id)).Must(409, "approval.expired");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from api_token"));
    }

    [Fact]
    public async Task Nobody_but_the_asker_picks_up()
    {
        var ((_, administrator), (_, officer), (_, colleague)) = (await Vault.PersonAsync(Role.Administrator), await Vault.PersonAsync(Role.PrivacyOfficer), await Vault.PersonAsync(Role.Administrator));
        var id = await AskAsync(administrator);
        (await DecideAsync(officer, id, true)).Must(HttpStatusCode.NoContent);
        (await PickUpAsync(colleague, id)).Must(404, "approval.not-found");
        (await PickUpAsync(officer, id)).Must(403, "permission.denied");
    }

    [Fact]
    public async Task An_administrator_alone_gets_no_further_and_a_token_not_even_that_far()
    {
        var (_, administrator) = await Vault.PersonAsync(Role.Administrator);
        var (_, colleague) = await Vault.PersonAsync(Role.Administrator);
        var id = await AskAsync(administrator);
        (await DecideAsync(administrator, id, true)).Must(403, "approval.own");
        (await DecideAsync(colleague, id, true)).Must(404, "approval.not-found");
        using var officerToken = await Vault.ClientAsync(Role.PrivacyOfficer);
        (await DecideAsync(officerToken, id, true)).Must(403, "approval.person-needed");
        using var token = await Vault.ClientAsync(Role.Administrator);
        (await Answer.OfAsync(token.PostAsJsonAsync(Ask, Body()))).Must(403, "approval.person-needed");
    }

    [Theory]
    [InlineData("integrator", "q", Reason, "token.invalid")]
    [InlineData("auditor", "q", Reason, "token.invalid")]
    [InlineData("wizard", "q", Reason, "token.invalid")]
    [InlineData("quality", null, Reason, "token.invalid")]
    [InlineData("quality", "q", "why", "approval.reason-needed")]
    [InlineData("agent", null, Reason, "token.invalid")]
    public async Task What_needs_no_second_person_or_has_no_scope_or_reason_is_not_asked(string role, string? queue, string reason, string code)
    {
        var (_, administrator) = await Vault.PersonAsync(Role.Administrator);
        (await Answer.OfAsync(administrator.PostAsJsonAsync(Ask, Body(role, queue, reason)))).Must(422, code);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from approval"));
    }

    [Fact]
    public async Task A_no_over_the_API_says_why_and_leaves_nothing_to_pick_up()
    {
        var ((_, administrator), (_, officer)) = (await Vault.PersonAsync(Role.Administrator), await Vault.PersonAsync(Role.PrivacyOfficer));
        var id = await AskAsync(administrator);
        (await DecideAsync(officer, id, false)).Must(422, "approval.remark-needed");
        (await Answer.OfAsync(officer.PostAsJsonAsync($"/api/v1/approvals/{id}/decision", new { remark = "Not this way." }))).Must(422, "approval.invalid");
        (await DecideAsync(officer, id, false, "The samples hold card numbers.")).Must(HttpStatusCode.NoContent);
        (await DecideAsync(officer, id, true)).Must(409, "approval.not-open");
        (await PickUpAsync(administrator, id)).Must(409, "approval.not-approved");
        (await Answer.OfAsync(administrator.PostAsync($"/api/v1/approvals/{id}/withdrawal", null))).Must(409, "approval.not-open");
    }

    [Fact]
    public async Task The_effect_counts_the_conversations_that_the_token_could_open()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: activity);
        await telephony.StoreAsync(Told.Call(activity), Sounds.Wav(0.2, 1));
        var ((_, administrator), (_, officer)) = (await Vault.PersonAsync(Role.Administrator), await Vault.PersonAsync(Role.PrivacyOfficer));
        var all = (await Answer.OfAsync(administrator.PostAsJsonAsync(Ask, Body("dpo", null)))).Must(HttpStatusCode.Accepted).Id;
        var none = (await Answer.OfAsync(administrator.PostAsJsonAsync(Ask, Body("quality", "another")))).Must(HttpStatusCode.Accepted).Id;
        Assert.Equal(1, await ReachAsync(officer, all, "whenAsked"));
        Assert.Equal(0, await ReachAsync(officer, none, "whenAsked"));
        await telephony.StoreAsync(Told.Call(activity), Sounds.Wav(0.2, 2));
        Assert.Equal(2, await ReachAsync(officer, all, "now"));
    }

    static async Task<int> ReachAsync(HttpClient client, Guid id, string when) =>
        (int)(await Answer.OfAsync(client.GetAsync($"/api/v1/approvals/{id}"))).Must(HttpStatusCode.OK).Json["effect"]![when]!["reach"]!;

    static async Task<Guid> AskAsync(HttpClient administrator) => (await Answer.OfAsync(administrator.PostAsJsonAsync(Ask, Body()))).Must(HttpStatusCode.Accepted).Id;

    static Task<Answer> PickUpAsync(HttpClient client, Guid id) => Answer.OfAsync(client.PostAsync($"{Ask}/{id}", null));

    static Task<Answer> DecideAsync(HttpClient client, Guid id, bool approve, string? remark = null) =>
        Answer.OfAsync(client.PostAsJsonAsync($"/api/v1/approvals/{id}/decision", new { approve, remark }));
}

public sealed class ContentTokenTests_on_sqlite() : ContentTokenTests(Store.Sqlite);

public sealed class ContentTokenTests_on_postgres() : ContentTokenTests(Store.Postgres);
