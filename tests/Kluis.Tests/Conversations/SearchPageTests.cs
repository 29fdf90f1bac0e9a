using System.Net;
using System.Text;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Conversations;

/// <summary>The search page: every step goes by a form, nothing personal by an address.</summary>
public abstract class SearchPageTests(Store store) : VaultTests(store)
{
    Guid activity, user;

    [Fact]
    public async Task Filters_are_shown_as_chips_and_go_one_by_one()
    {
        using var browser = await StartAsync();
        var asked = new[] { ("find", Known.CustomerPhoneAsDialled), ("queue", "queue-2"), ("channel", "call") };
        var found = (await browser.PostAsync("/search", asked)).Must(HttpStatusCode.OK);
        Assert.Single(found.Conversations);
        found.Has($"Laat filter weg: {Known.CustomerPhoneAsDialled}").Has("Laat filter weg: Wachtrij queue-2").Has("Laat filter weg: Telefoongesprekken");
        Assert.Equal(3, (await browser.PostAsync("/search", [.. asked, ("drop", "queue")])).HasNot("Wachtrij queue-2").Conversations.Count);
        Assert.Equal(4, (await browser.PostAsync("/search", [.. asked, ("drop", "filters")])).HasNot("Wachtrij queue-2").Conversations.Count);
    }

    [Fact]
    public async Task Pages_go_on_and_back_and_end_where_they_began()
    {
        using var browser = await StartAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        for (var i = 0; i < 60; i++)
            await officer.StoreAsync(Told.Call(activity, $"2026-01-{1 + (i / 5):00}T10:00:00Z"), Sounds.Wav(0.01, 100 + i));
        foreach (var order in new[] { "newest", "oldest", "longest" })
        {
            var first = await browser.PostAsync("/search", ("sort", order));
            var second = await browser.PostAsync("/search", ("sort", order), ("next", first.ValueOf("next")!));
            var third = await browser.PostAsync("/search", ("sort", order), ("next", second.ValueOf("next")!));
            Assert.Null(third.ValueOf("next"));
            Assert.Equal(64, first.Conversations.Concat(second.Conversations).Concat(third.Conversations).Distinct().Count());
            var back = await browser.PostAsync("/search", ("sort", order), ("previous", third.ValueOf("previous")!));
            Assert.Equal(second.Conversations, back.Conversations);
            var start = await browser.PostAsync("/search", ("sort", order), ("previous", back.ValueOf("previous")!));
            Assert.Equal(first.Conversations, start.Conversations);
            Assert.Null(start.ValueOf("previous"));
        }
    }

    [Fact]
    public async Task Another_language_and_another_density_ask_the_same_again()
    {
        using var browser = await StartAsync();
        var asked = new[] { ("find", Known.CustomerPhoneAsDialled), ("sort", "oldest") };
        var before = await browser.PostAsync("/search", asked);
        Assert.Equal("en", before.ValueOf("language"));
        var again = (await browser.PostAsync("/search?handler=Language", [.. asked, ("language", "en")])).Must(HttpStatusCode.RedirectKeepVerb);
        Assert.Equal("/search", again.Location);
        var after = (await browser.PostAsync(again.Location!, asked)).Has("lang=\"en\"").Has("Oldest first");
        Assert.Equal(before.Conversations, after.Conversations);
        Assert.Equal("/search", (await browser.PostAsync("/search?handler=Density", [.. asked, ("density", "compact")])).Must(HttpStatusCode.RedirectKeepVerb).Location);
        (await browser.PostAsync("/search", asked)).Has("data-density=\"compact\"");
        (await browser.PostAsync("/search?handler=Language", [.. asked, ("language", "<script>")])).Must(HttpStatusCode.RedirectKeepVerb);
        (await browser.PostAsync("/search", asked)).Has("lang=\"en\"");
    }

    [Fact]
    public async Task A_kept_search_is_run_and_thrown_away_by_whose_it_is_and_by_nobody_else()
    {
        using var browser = await StartAsync();
        using var other = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        (await browser.PostAsync("/search?handler=Keep", ("find", Known.CustomerPhoneAsDialled), ("queue", "queue-2"), ("name", "Mina in rij 2"))).Must(HttpStatusCode.OK).Has("Mina in rij 2");
        var id = (await browser.GetAsync("/search")).Has("Mina in rij 2").ValueOf("which")!;
        Assert.Single((await browser.PostAsync("/search?handler=Kept", ("which", id))).Has("Wachtrij queue-2").Conversations);
        (await other.GetAsync("/search")).HasNot("Mina in rij 2");
        (await other.PostAsync("/search?handler=Kept", ("which", id))).Must(HttpStatusCode.Redirect);
        await other.PostAsync("/search?handler=Drop", ("which", id));
        (await browser.GetAsync("/search")).Has("Mina in rij 2");
        await browser.PostAsync("/search?handler=Drop", ("which", id));
        (await browser.GetAsync("/search")).HasNot("Mina in rij 2");
        Assert.Equal(1, await Vault.CountAsync(AuditAct.SearchKept));
        Assert.Equal(["refused", "ok"], (await Vault.LogAsync()).Where(entry => entry.Act == AuditAct.SearchDropped.Name()).Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task A_kept_search_lies_sealed_and_needs_a_name()
    {
        using var browser = await StartAsync();
        foreach (var name in new[] { "", " ", new string('x', 61), "a\u0001b" })
            (await browser.PostAsync("/search?handler=Keep", ("find", Known.CustomerPhone), ("name", name))).Has("1 tot 60 tekens");
        await browser.PostAsync("/search?handler=Keep", ("find", Known.CustomerPhone), ("name", Known.CustomerName));
        var rows = await Vault.Product.Database.ReadAsync(async connection => (await Dapper.SqlMapper.QueryAsync<byte[]>(connection, "select sealed from kept_search")).ToList(), default);
        var row = Assert.Single(rows);
        foreach (var value in new[] { Known.CustomerPhone, Known.CustomerName })
            Assert.DoesNotContain(value, Encoding.UTF8.GetString(row), StringComparison.Ordinal);
        for (var i = 0; i < 50; i++)
            await browser.PostAsync("/search?handler=Keep", ("find", Known.CustomerPhone), ("name", $"nummer {i}"));
        Assert.Equal(50, await Vault.ScalarAsync<long>("select count(*) from kept_search"));
    }

    [Fact]
    public async Task A_list_is_taken_out_as_a_file_whole_recorded_and_without_formulas()
    {
        using var browser = await StartAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(activity).With("queue", "=cmd()").With("parties", new System.Text.Json.Nodes.JsonArray(Told.Other().With("name", "@SUM(A1)"))), Sounds.Wav(0.1, 20));
        for (var i = 0; i < 30; i++)
            await officer.StoreAsync(Told.Call(activity, "2026-01-10T10:00:00Z"), Sounds.Wav(0.01, 100 + i));
        var file = (await browser.PostAsync("/search?handler=Export", ("sort", "newest"))).Must(HttpStatusCode.OK);
        Assert.Equal("text/csv; charset=utf-8", file.Type);
        var lines = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 4 + 1 + 30, lines.Length);
        Assert.All(lines.SelectMany(line => line.Split(';')), cell => Assert.False(cell.TrimStart('"') is ['=' or '+' or '-' or '@', ..], cell));
        file.Has("'=cmd()").Has("'@SUM(A1)").Has(Known.CustomerName);
        Assert.Single(await Vault.LogAsync(), entry => entry.Act == AuditAct.ConversationExported.Name() && entry.Outcome == "ok");
        var some = await browser.PostAsync("/search?handler=Export", ("queue", "queue-2"));
        Assert.Equal(2, some.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Who_may_not_export_gets_no_list()
    {
        await StartAsync();
        foreach (var role in new[] { Role.Dpo, Role.TeamLead, Role.Quality, Role.Agent })
        {
            using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(role, $"agent-{role}"));
            (await browser.GetAsync("/search")).HasNot("handler=Export");
            Assert.Equal("/no-permission", (await browser.PostAsync("/search?handler=Export", ("find", Known.CustomerPhone))).Must(HttpStatusCode.Redirect).Location);
        }
        Assert.Equal(0, await Vault.CountAsync(AuditAct.ConversationExported));
        Assert.Equal(4, await Vault.CountAsync(AuditAct.AccessDenied));
    }

    [Fact]
    public async Task Nothing_found_says_what_was_asked_and_offers_a_wider_search()
    {
        using var browser = await StartAsync();
        var none = await browser.PostAsync("/search", ("find", Known.CustomerPhoneAsDialled), ("queue", "queue-77"));
        none.Has($"Geen gesprekken gevonden met {Known.CustomerPhoneAsDialled}").Has("Laat filter weg: Wachtrij queue-77").Has("value=\"filters\"");
    }

    async Task<Browser> StartAsync()
    {
        activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(activity, "2026-02-01T10:00:00Z"), Sounds.Wav(0.2, 1));
        await officer.StoreAsync(Told.Call(activity, "2026-02-02T10:00:00Z").With("queue", "queue-2"), Sounds.Wav(0.3, 2));
        await officer.StoreAsync(Told.Call(activity, "2026-02-03T10:00:00Z"), Sounds.Wav(0.1, 3));
        await officer.StoreVconAsync(Told.Chat(), activity);
        user = await Vault.UserAsync(Role.PrivacyOfficer);
        var browser = await Browser.OfAsync(Vault, user);
        await browser.GetAsync("/search");
        return browser;
    }
}

public sealed class SearchPageTests_on_sqlite() : SearchPageTests(Store.Sqlite);

public sealed class SearchPageTests_on_postgres() : SearchPageTests(Store.Postgres);
