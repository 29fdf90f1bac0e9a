using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;

namespace Kluis.Tests.Access;

/// <summary>The overview says what the door does: each one it lists gets in, each one it does not list is turned away.</summary>
public abstract class WhoMayTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Who_is_listed_gets_in_and_who_is_not_listed_is_turned_away()
    {
        var id = await FillAsync();
        var marks = new ConversationMarks("team-1", "queue-1", Told.Agent, "telephony");
        var listed = await Vault.Get<WhoMay>().ReachAsync(marks, default);
        var everybody = await Vault.Get<WhoMay>().EverybodyAsync(default);
        Assert.True(everybody.Count > 20);
        var reader = Vault.Get<ConversationReader>();
        foreach (var holder in everybody)
        {
            var (opening, _) = await reader.OpenAsync(id, holder.Caller, "service", default);
            Assert.True(IsListed(holder, Permission.OpenContent) == (opening == ReadRefusal.None), $"{holder.Caller.Role}, open: {opening}");
            var (export, _, _) = await reader.ExportAsync(holder.Caller, id, "service", default);
            Assert.True(IsListed(holder, Permission.Export) == (export == ReadRefusal.None), $"{holder.Caller.Role}, export: {export}");
        }
        Assert.Contains(listed, allowed => allowed.Reach == Reach.OwnSource);
        Assert.Contains(listed, allowed => allowed.Reach == Reach.Own);

        bool IsListed(Holder holder, Permission permission) => listed.Any(allowed => allowed.Holder.Caller.Actor.Id == holder.Caller.Actor.Id && allowed.Permission == permission);
    }

    [Fact]
    public async Task Tokens_that_let_nobody_in_are_not_listed()
    {
        var (revoked, _) = await Vault.TokenAsync(Role.PrivacyOfficer);
        var (expired, _) = await Vault.TokenAsync(Role.PrivacyOfficer, days: 1);
        var (open, _) = await Vault.TokenAsync(Role.PrivacyOfficer, days: 30);
        await Vault.Get<Tokens>().RevokeAsync(Actor.Product("test"), revoked.ToString(), default);
        Vault.Time.Set(FakeTime.Start.AddDays(1));
        var listed = (await Vault.Get<WhoMay>().EverybodyAsync(default)).Select(holder => holder.Caller.Actor.Id).ToList();
        Assert.Contains(open.ToString(), listed);
        Assert.DoesNotContain(expired.ToString(), listed);
        Assert.DoesNotContain(revoked.ToString(), listed);
    }

    [Fact]
    public async Task The_page_of_a_conversation_gives_the_reason_and_who_has_opened_it()
    {
        var id = await FillAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.OpeningAsync(id);
        var page = WebUtility.HtmlDecode(await EnglishAsync(officer, $"/conversations/{id}/access"));
        Assert.Contains("Team lead of team-1: the conversation is of this team.", page, StringComparison.Ordinal);
        Assert.Contains($"as agent {Told.Agent}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("team-2", page, StringComparison.Ordinal);
        Assert.Contains("Content opened by you", page, StringComparison.Ordinal);
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessViewed));
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("administrator")]
    [InlineData("agent")]
    public async Task Who_may_not_know_the_customer_does_not_see_the_access_of_a_conversation(string role)
    {
        var id = await FillAsync();
        using var client = await Vault.ClientAsync(Roles.Parse(role)!.Value);
        Assert.DoesNotContain("team-1", await client.GetStringAsync($"/conversations/{id}/access"), StringComparison.Ordinal);
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessDenied));
    }

    [Theory]
    [InlineData("dpo")]
    [InlineData("administrator")]
    [InlineData("auditor")]
    public async Task The_overview_and_its_file_list_everybody_by_role(string role)
    {
        await FillAsync();
        using var client = await Vault.ClientAsync(Roles.Parse(role)!.Value);
        var page = await EnglishAsync(client, "/access?role=team-lead");
        Assert.Contains("team team-2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("queue-1</b>", page, StringComparison.Ordinal);
        var lines = (await EnglishAsync(client, "/access?handler=csv")).TrimEnd().Split("\r\n");
        Assert.Equal((await Vault.Get<WhoMay>().EverybodyAsync(default)).Count + 1, lines.Length);
    }

    // Accounts and tokens of each role, inside and outside of the scope of one conversation.
    async Task<Guid> FillAsync()
    {
        var activity = await Vault.ActivityAsync();
        using var exchange = await Vault.ClientAsync(Role.Integrator, source: "telephony");
        var id = await exchange.StoreAsync((JsonObject)Told.Call(activity), Sounds.Wav(1, 1));
        var own = await Vault.UserAsync(Role.Agent, Told.Agent);
        var other = await Vault.UserAsync(Role.Agent, "agent-8");
        foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.Agent))
            await Vault.UserAsync(role);
        foreach (var end in new[] { "1", "2" })
        {
            await Vault.TokenAsync(Role.TeamLead, team: "team-" + end);
            await Vault.TokenAsync(Role.Quality, queue: "queue-" + end);
            await Vault.TokenAsync(Role.Integrator, source: "source-" + end);
            await Vault.TokenAsync(Role.Agent, user: end == "1" ? own : other);
        }
        foreach (var role in new[] { Role.PrivacyOfficer, Role.Dpo, Role.Administrator, Role.Auditor })
            await Vault.TokenAsync(role);
        return id;
    }

    static async Task<string> EnglishAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Cookie", "kluis-language=en" } } };
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}

public sealed class WhoMayTests_on_sqlite() : WhoMayTests(Store.Sqlite);

public sealed class WhoMayTests_on_postgres() : WhoMayTests(Store.Postgres);
