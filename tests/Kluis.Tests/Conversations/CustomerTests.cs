using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Conversations;

/// <summary>One person over all channels: what is told, to whom, and that it is in the log.</summary>
public abstract class CustomerTests(Store store) : VaultTests(store)
{
    Guid activity;
    HttpClient officer = null!;

    [Fact]
    public async Task A_customer_is_shown_over_all_channels_with_what_they_are_known_by_and_since_when()
    {
        var (call, chat, customer) = await StoredAsync();
        var answer = (await ViewAsync(officer, customer)).Must(HttpStatusCode.OK).Json;
        Assert.Equal(Known.CustomerName, (string)answer["name"]!);
        Assert.Equal([chat, call], answer["items"]!.AsArray().Select(item => Guid.Parse((string)item!["id"]!)));
        Assert.Equal(1, (int)answer["counts"]!["call"]!);
        Assert.Equal(1, (int)answer["counts"]!["chat"]!);
        var phone = Identifiers(answer).Single(known => (string)known["kind"]! == "tel");
        Assert.Equal(Known.CustomerPhone, (string)phone["value"]!);
        Assert.Equal(2, (int)phone["conversations"]!);
        Assert.Equal(chat.ToString(), (string)phone["newest"]!);
        Assert.True(DateTimeOffset.Parse((string)phone["first"]!, null) < DateTimeOffset.Parse((string)phone["last"]!, null));
        Assert.All(Identifiers(answer), known => Assert.True((bool)known["finds"]!));
        Assert.Equal(["tel", "mailto", "customer_number", "civicaddress"], Identifiers(answer).Select(known => (string)known["kind"]!).Distinct().Order(StringComparer.Ordinal).Reverse().OrderBy(kind => Array.IndexOf(["tel", "mailto", "customer_number", "civicaddress"], kind)));
        Assert.True(DateTimeOffset.Parse((string)answer["eraseAfter"]!["first"]!, null) <= DateTimeOffset.Parse((string)answer["eraseAfter"]!["last"]!, null));
    }

    [Fact]
    public async Task Every_view_of_a_customer_is_in_the_log_about_that_customer()
    {
        var (_, _, customer) = await StoredAsync();
        await ViewAsync(officer, customer);
        var entry = Assert.Single(await Vault.LogAsync(), entry => entry.Act == AuditAct.SubjectViewed.Name());
        Assert.Equal(customer.ToString(), entry.SubjectId);
    }

    [Fact]
    public async Task Pages_of_a_customer_go_to_the_end_without_a_gap_or_a_repeat()
    {
        var (call, chat, customer) = await StoredAsync();
        var stored = new List<Guid> { call, chat };
        for (var i = 0; i < 5; i++)
            stored.Add(await officer.StoreAsync(Told.Call(activity, "2026-02-01T10:00:00Z"), Sounds.Wav(0.1, 10 + i)));
        var found = new List<Guid>();
        for (string? cursor = null; ;)
        {
            var page = (await ViewAsync(officer, customer, $"?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}")).Must(HttpStatusCode.OK).Json;
            found.AddRange(page["items"]!.AsArray().Select(item => Guid.Parse((string)item!["id"]!)));
            cursor = (string?)page["next"];
            if (cursor is null)
                break;
        }
        Assert.Equal(stored.Order(), found.Order());
        (await ViewAsync(officer, customer, "?limit=0")).Must(422, "search.invalid");
        (await ViewAsync(officer, customer, "?limit=201")).Must(422, "search.invalid");
        (await ViewAsync(officer, customer, "?cursor=x")).Must(422, "search.invalid");
    }

    [Fact]
    public async Task Of_a_customer_with_hundreds_of_conversations_all_are_counted_and_the_first_and_last_date_hold()
    {
        var (_, _, customer) = await StoredAsync();
        const int More = 230;
        foreach (var calls in Enumerable.Range(0, More).Chunk(10))
            await Task.WhenAll(calls.Select(i => officer.StoreAsync(Told.Call(activity, $"2026-02-{1 + (i % 15):00}T10:00:00Z"), Sounds.Wav(0.1, i))));
        var answer = (await ViewAsync(officer, customer)).Must(HttpStatusCode.OK).Json;
        Assert.Equal(More + 1, (int)answer["counts"]!["call"]!);
        Assert.Equal(1, (int)answer["counts"]!["chat"]!);
        const string Dates = "(select erase_after from part union all select erase_after from call_metadata) as dates";
        Assert.Equal(await Vault.ScalarAsync<long>($"select min(erase_after) from {Dates}"), DateTimeOffset.Parse((string)answer["eraseAfter"]!["first"]!, null).ToUnixTimeMilliseconds());
        Assert.Equal(await Vault.ScalarAsync<long>($"select max(erase_after) from {Dates}"), DateTimeOffset.Parse((string)answer["eraseAfter"]!["last"]!, null).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_team_lead_and_a_reviewer_see_only_what_is_theirs_of_a_customer()
    {
        var (call, _, customer) = await StoredAsync();
        await officer.StoreAsync(Told.Call(activity, "2026-02-20T10:00:00Z").With("team", "team-2").With("queue", "queue-2").With("parties", new JsonArray(Told.Customer().With("mailto", "geheim@voorbeeld.example"))), Sounds.Wav(0.1, 3));
        using var lead = await Vault.ClientAsync(Role.TeamLead, team: Told.Team);
        using var reviewer = await Vault.ClientAsync(Role.Quality, queue: Told.Queue);
        foreach (var client in new[] { lead, reviewer })
        {
            var answer = (await ViewAsync(client, customer)).Must(HttpStatusCode.OK);
            Assert.Contains(call.ToString(), answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("geheim", answer.Text, StringComparison.Ordinal);
            Assert.Equal(1, (int)answer.Json["counts"]!["call"]!);
        }
    }

    [Fact]
    public async Task A_customer_outside_the_reach_answers_exactly_like_one_who_is_not_there()
    {
        var (call, _, customer) = await StoredAsync();
        using var lead = await Vault.ClientAsync(Role.TeamLead, team: "team-9");
        using var reviewer = await Vault.ClientAsync(Role.Quality, queue: "queue-9");
        using var system = await Vault.ClientAsync(Role.Integrator, source: "elsewhere");
        using var agent = await Vault.ClientAsync(Role.Agent);
        var staff = Guid.Parse(await Vault.ScalarAsync<string>("select id from data_subject where kind = 'staff' limit 1"));
        foreach (var client in new[] { lead, reviewer, system, agent })
        {
            var unknown = (await ViewAsync(client, Guid.CreateVersion7())).Must(404, "customer.not-found").Untraced();
            Assert.Equal(unknown, (await ViewAsync(client, customer)).Untraced());
            Assert.Equal(unknown, (await ViewAsync(client, staff)).Untraced());
            Assert.Equal(unknown, (await ViewAsync(client, call)).Untraced());
        }
        Assert.Equal(4, await Vault.CountAsync(AuditAct.AccessDenied));
        (await ViewAsync(officer, staff)).Must(404, "customer.not-found");
    }

    [Fact]
    public async Task An_agent_sees_whom_they_looked_up_for_half_an_hour_masked_and_else_their_own()
    {
        var (call, chat, customer) = await StoredAsync();
        using var agent = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, "agent-99"));
        using var own = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, Told.Agent));
        (await ViewAsync(agent, customer)).Must(404, "customer.not-found");
        await agent.FindAsync(new { phone = Known.CustomerPhone });
        var seen = (await ViewAsync(agent, customer)).Must(HttpStatusCode.OK);
        Assert.Equal(2, seen.Json["items"]!.AsArray().Count);
        foreach (var hidden in new[] { Known.CustomerPhone[1..], Known.CustomerMail, Known.CustomerNumber, "1234", Known.StaffMail })
            Assert.DoesNotContain(hidden, seen.Json["identifiers"]!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Known.CustomerName, seen.Text, StringComparison.Ordinal);
        Vault.Time.Set(FakeTime.Start.AddMinutes(31));
        (await ViewAsync(agent, customer)).Must(404, "customer.not-found");
        var mine = (await ViewAsync(own, customer)).Must(HttpStatusCode.OK);
        Assert.Contains(call.ToString(), mine.Text, StringComparison.Ordinal);
        Assert.Equal(mine.Text.Contains(chat.ToString(), StringComparison.Ordinal) ? 2 : 1, mine.Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_customer_who_said_no_name_has_none()
    {
        activity = await Vault.ActivityAsync();
        officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(activity).Without("parties", "caller", "called", "agentId"), Sounds.Wav(0.1, 1));
        var customer = Guid.Parse(await Vault.ScalarAsync<string>("select id from data_subject where kind = 'customer'"));
        var answer = (await ViewAsync(officer, customer)).Must(HttpStatusCode.OK).Json;
        Assert.Null(answer["name"]);
        Assert.Empty(Identifiers(answer));
    }

    static List<JsonNode> Identifiers(JsonNode answer) => [.. answer["identifiers"]!.AsArray().Select(known => known!)];

    static Task<Answer> ViewAsync(HttpClient client, Guid id, string more = "") => Answer.OfAsync(client.GetAsync($"/api/v1/customers/{id}{more}"));

    async Task<(Guid Call, Guid Chat, Guid Customer)> StoredAsync()
    {
        activity = await Vault.ActivityAsync();
        officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var call = await officer.StoreAsync(Told.Call(activity, "2026-02-10T10:00:00Z"), Sounds.Wav(0.1, 1));
        var chat = await officer.StoreVconAsync(Told.Chat(), activity);
        return (call, chat, Guid.Parse(await Vault.ScalarAsync<string>("select id from data_subject where kind = 'customer'")));
    }
}

public sealed class CustomerTests_on_sqlite() : CustomerTests(Store.Sqlite);

public sealed class CustomerTests_on_postgres() : CustomerTests(Store.Postgres);
