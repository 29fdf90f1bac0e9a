using System.Net;
using System.Net.Http.Json;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Conversations;

/// <summary>What each role finds, sees, opens and takes out: of its own, and of what is not its own.</summary>
public abstract class ScopeTests(Store store) : VaultTests(store)
{
    Guid inside, outside, activity;

    [Fact]
    public async Task A_team_lead_and_a_quality_reviewer_reach_their_own_and_nothing_else()
    {
        await StartAsync();
        using var lead = await Vault.ClientAsync(Role.TeamLead, team: Told.Team);
        using var reviewer = await Vault.ClientAsync(Role.Quality, queue: Told.Queue);
        foreach (var client in new[] { lead, reviewer })
        {
            Assert.Equal([inside], await client.FindAsync(new { }));
            Assert.Equal([inside], await client.FindAsync(new { phone = Known.CustomerPhone }));
            Assert.Empty(await client.FindAsync(new { queue = "queue-2" }));
            (await client.ViewAsync(inside)).Must(HttpStatusCode.OK);
            (await client.OpenAsync(inside)).Must(HttpStatusCode.Created);
            (await client.ExportAsync(inside)).Must(403, "permission.denied");
            (await client.SendVconAsync(Told.Chat(), activity)).Must(403, "permission.denied");
        }
    }

    [Fact]
    public async Task What_lies_outside_answers_exactly_like_what_does_not_exist()
    {
        await StartAsync();
        var unknown = Guid.CreateVersion7();
        using var lead = await Vault.ClientAsync(Role.TeamLead, team: Told.Team);
        using var reviewer = await Vault.ClientAsync(Role.Quality, queue: Told.Queue);
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        foreach (var ask in new Func<HttpClient, Guid, Task<Answer>>[]
        {
            (client, id) => client.ViewAsync(id),
            (client, id) => client.OpenAsync(id),
            (client, id) => client.OpenAsync(id, "nonsense"),
            (client, id) => client.OpenAsync(id, "legal-claim"),
            (client, id) => Answer.OfAsync(client.PlayAsync(id)),
            (client, id) => Answer.OfAsync(client.PlayAsync(id, method: HttpMethod.Get, purpose: null)),
            (client, id) => Answer.OfAsync(client.PlayAsync(id, opening: "0123456789abcdef0123456789abcdef")),
            (client, id) => client.ExportAsync(id),
            (client, id) => Answer.OfAsync(client.GetAsync($"/api/v1/conversations/{id}/content/dialog/0")),
            (client, id) => Answer.OfAsync(client.GetAsync($"/api/v1/conversations/{id}/recordings/0/peaks")),
        })
        {
            foreach (var client in new[] { lead, reviewer, telephony })
                Assert.Equal((await ask(client, unknown)).Untraced(), (await ask(client, outside)).Untraced());
        }
        Assert.True(await Vault.CountAsync(AuditAct.AccessDenied) > 0);
    }

    [Fact]
    public async Task An_agent_looks_up_one_customer_and_opens_the_own_conversations()
    {
        await StartAsync();
        using var agent = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, Told.Agent));
        (await agent.SearchAsync(new { })).Must(422, "identifier.required");
        (await agent.SearchAsync(new { queue = Told.Queue })).Must(422, "identifier.required");
        Assert.Equal(2, (await agent.FindAsync(new { phone = Known.CustomerPhone })).Count);
        (await agent.OpenAsync(inside)).Must(HttpStatusCode.Created);
        (await agent.OpenAsync(outside)).Must(403, "scope.outside");
        (await agent.ExportAsync(inside)).Must(403, "permission.denied");
        (await agent.SendRecordingAsync(Told.Call(activity), Sounds.Wav(1, 9))).Must(403, "permission.denied");
    }

    [Fact]
    public async Task An_agent_is_sent_no_number_and_no_address_at_all()
    {
        await StartAsync();
        using var agent = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, Told.Agent));
        var searched = (await agent.SearchAsync(new { phone = Known.CustomerPhone })).Must(HttpStatusCode.OK);
        var viewed = (await agent.ViewAsync(inside)).Must(HttpStatusCode.OK);
        foreach (var answer in new[] { searched, viewed })
        {
            Assert.Contains(Known.CustomerName, answer.Text, StringComparison.Ordinal);
            Assert.Contains("masked", answer.Text, StringComparison.Ordinal);
            foreach (var hidden in new[]
            {
                Known.CustomerPhone[1..], Known.CustomerPhoneAsDialled, "655501234", Known.CustomerMail, Known.CustomerNumber, Known.StaffMail, "1234 AB", "12 a", Known.FileName, "880001122",
            })
            {
                Assert.DoesNotContain(hidden, answer.Text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public async Task An_agent_sees_the_facts_of_whom_they_have_just_looked_up_and_of_nobody_else()
    {
        await StartAsync();
        using var agent = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, "agent-99"));
        using var other = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, "agent-98"));
        var unknown = (await agent.ViewAsync(Guid.CreateVersion7())).Untraced();
        Assert.Equal(unknown, (await agent.ViewAsync(inside)).Untraced());
        await agent.FindAsync(new { phone = Known.CustomerPhone });
        (await agent.ViewAsync(inside)).Must(HttpStatusCode.OK);
        (await agent.OpenAsync(inside)).Must(403, "scope.outside");
        Assert.Equal(unknown, (await other.ViewAsync(inside)).Untraced());
        Vault.Time.Set(FakeTime.Start.AddMinutes(31));
        Assert.Equal(unknown, (await agent.ViewAsync(inside)).Untraced());
    }

    [Fact]
    public async Task Nobody_asks_the_index_for_every_number_there_is()
    {
        await StartAsync();
        using var agent = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, Told.Agent));
        for (var i = 0; i < 60; i++)
            (await agent.SearchAsync(new { phone = $"+3165550{i:0000}" })).Must(HttpStatusCode.OK);
        (await agent.SearchAsync(new { phone = Known.CustomerPhone })).Must(429, "request.too-many");
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessDenied));
        Vault.Time.Set(FakeTime.Start.AddMinutes(2));
        Assert.Equal(2, (await agent.FindAsync(new { phone = Known.CustomerPhone })).Count);
    }

    [Fact]
    public async Task Another_system_reaches_what_it_brought_itself()
    {
        await StartAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        Assert.Equal([inside], await telephony.FindAsync(new { }));
        (await telephony.ViewAsync(inside)).Must(HttpStatusCode.OK);
        (await telephony.ExportAsync(inside)).Must(HttpStatusCode.OK);
        (await telephony.OpenAsync(inside)).Must(403, "permission.denied");
        (await Answer.OfAsync(telephony.PlayAsync(inside))).Must(403, "permission.denied");
    }

    [Fact]
    public async Task The_officers_reach_all_and_the_dpo_takes_nothing_out_or_in()
    {
        await StartAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var dpo = await Vault.ClientAsync(Role.Dpo);
        foreach (var client in new[] { officer, dpo })
        {
            Assert.Equal(2, (await client.FindAsync(new { })).Count);
            (await client.OpenAsync(outside)).Must(HttpStatusCode.Created);
        }
        (await officer.ExportAsync(outside)).Must(HttpStatusCode.OK);
        (await dpo.ExportAsync(outside)).Must(403, "permission.denied");
        (await dpo.SendVconAsync(Told.Chat(), activity)).Must(403, "permission.denied");
    }

    [Fact]
    public async Task Administrator_and_auditor_reach_no_conversation()
    {
        await StartAsync();
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        using var auditor = await Vault.ClientAsync(Role.Auditor);
        foreach (var client in new[] { administrator, auditor })
        {
            foreach (var answer in new[]
            {
                await client.SearchAsync(new { phone = Known.CustomerPhone }), await client.ViewAsync(inside), await client.OpenAsync(inside), await client.ExportAsync(inside),
                await Answer.OfAsync(client.PlayAsync(inside)), await client.SendVconAsync(Told.Chat(), activity),
            })
            {
                answer.Must(403, "permission.denied");
                Known.AssertNoneIn(answer.Text, "The answer");
            }
        }
        Assert.Equal(12, await Vault.CountAsync(AuditAct.AccessDenied));
    }

    [Fact]
    public async Task A_stranger_is_told_to_sign_in_and_nothing_more()
    {
        await StartAsync();
        using var wrong = Vault.ClientWith("kluis_" + new string('a', 43));
        foreach (var client in new[] { Vault.Http, wrong })
        {
            foreach (var answer in new[]
            {
                await client.SearchAsync(new { }), await client.ViewAsync(inside), await client.OpenAsync(inside), await client.ExportAsync(inside), await Answer.OfAsync(client.PlayAsync(inside)),
                await client.SendVconAsync(Told.Chat(), activity), await client.SendRecordingAsync(Told.Call(activity), Sounds.Wav(1, 3)),
                await Answer.OfAsync(client.PostAsJsonAsync("/api/v1/openings/x/close", new { })),
            })
            {
                answer.Must(401, "request.unauthenticated");
            }
        }
    }

    async Task StartAsync()
    {
        activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        using var elsewhere = await Vault.ClientAsync(Role.Integrator, source: "elsewhere");
        inside = await telephony.StoreAsync(Told.Call(activity), Sounds.Wav(1, 1));
        var others = Told.Call(activity).With("team", "team-2").With("queue", "queue-2").With("agentId", "agent-8");
        others["parties"]![1]!["agentId"] = "agent-8";
        outside = await elsewhere.StoreAsync(others, Sounds.Wav(1, 2));
    }
}

public sealed class ScopeTests_on_sqlite() : ScopeTests(Store.Sqlite);

public sealed class ScopeTests_on_postgres() : ScopeTests(Store.Postgres);
