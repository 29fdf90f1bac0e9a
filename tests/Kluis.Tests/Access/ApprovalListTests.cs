using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;

namespace Kluis.Tests.Access;

/// <summary>The list of what takes a second person: narrowed, ordered, page by page, as a file, and by the API alike.</summary>
public abstract class ApprovalListTests(Store store) : VaultTests(store)
{
    readonly List<Guid> all = [];
    Caller asker = null!, officer = null!;
    Guid colleague;

    [Fact]
    public async Task What_waits_for_the_reader_stands_on_top_what_ends_first_first()
    {
        await FillAsync(3);
        using var browser = await Browser.OfAsync(Vault, officer.User!.Value);
        var page = (await browser.GetAsync("/approvals")).Has("Op u wacht").Has("Alle aanvragen");
        Assert.Equal([.. all, .. all.AsEnumerable().Reverse()], IdsOn(page));
        using var administrator = await Browser.OfAsync(Vault, asker.User!.Value);
        Assert.Equal(all.AsEnumerable().Reverse(), IdsOn((await administrator.GetAsync("/approvals")).Has("Er wacht niets op u.")));
        using var other = await Browser.OfAsync(Vault, colleague);
        Assert.Empty(IdsOn((await other.GetAsync("/approvals")).Has("Er is nog niets gevraagd.")));
    }

    [Fact]
    public async Task It_is_narrowed_by_state_kind_and_whose()
    {
        await FillAsync(4);
        await DecideAsync(all[0], true);
        await DecideAsync(all[1], false);
        await Vault.Get<Approvals>().WithdrawAsync(asker, all[2], default);
        using var browser = await Browser.OfAsync(Vault, officer.User!.Value);
        async Task<IReadOnlyList<Guid>> FindAsync(string query) => IdsOn(await browser.GetAsync("/approvals?" + query));
        Assert.Equal([all[0]], await FindAsync("state=approved"));
        Assert.Equal([all[1]], await FindAsync("state=refused"));
        Assert.Equal([all[2]], await FindAsync("state=withdrawn"));
        Assert.Equal([all[3]], await FindAsync("state=open"));
        Assert.Equal([all[3]], await FindAsync("whose=to-decide"));
        Assert.Equal([all[1], all[0]], await FindAsync("whose=decided"));
        Assert.Equal([], await FindAsync("whose=asked"));
        Assert.Equal([], await FindAsync("kind=account.role"));
        Assert.Equal(4, (await FindAsync("kind=token.content")).Count);
        browser.Last.HasNot("Op u wacht");
        (await browser.GetAsync("/approvals?state=approved&whose=asked")).Has("Geen aanvragen gevonden.");
        // What nobody decided in time counts as expired, whether or not the sweep came by.
        Vault.Time.Set(Vault.Time.GetUtcNow() + TimeSpan.FromDays(8));
        using var later = await Browser.OfAsync(Vault, officer.User!.Value);
        Assert.Equal([all[3]], IdsOn(await later.GetAsync("/approvals?state=expired")));
        (await later.GetAsync("/approvals")).Has("Er wacht niets op u.");
    }

    [Fact]
    public async Task It_goes_page_by_page_in_either_order_and_names_each_once()
    {
        await FillAsync(60);
        await DecideAsync(all[40], true);
        using var browser = await Browser.OfAsync(Vault, asker.User!.Value);
        Assert.Equal(all.AsEnumerable().Reverse(), await PagesAsync(browser, "/approvals"));
        Assert.Equal(all, await PagesAsync(browser, "/approvals?up=1"));
        Assert.Equal(all[40], (await PagesAsync(browser, "/approvals?sort=decided&up=1"))[0]);
        Assert.Equal(60, (await PagesAsync(browser, "/approvals?sort=decided")).Distinct().Count());
        (await browser.GetAsync("/approvals?cursor=verzonnen")).Must(HttpStatusCode.OK);
        using var reader = await Browser.OfAsync(Vault, officer.User!.Value);
        (await reader.GetAsync("/approvals")).Has("href=\"/approvals?whose=to-decide&up=1\"");
    }

    [Fact]
    public async Task As_a_file_it_holds_everything_that_was_asked_for()
    {
        await FillAsync(3);
        await DecideAsync(all[0], false);
        using var browser = await Browser.OfAsync(Vault, officer.User!.Value);
        var lines = (await browser.GetAsync("/approvals?handler=Csv&state=refused")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("Een token dat inhoud opent;Annelotte Zwaardemaker;2026-03-02T", lines[1], StringComparison.Ordinal);
        Assert.Contains(";Geweigerd;u;", lines[1], StringComparison.Ordinal);
        Assert.Equal(4, (await browser.GetAsync("/approvals?handler=Csv")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_API_narrows_and_pages_alike()
    {
        await FillAsync(5);
        await DecideAsync(all[4], true);
        using var client = await Vault.ClientAsync(Role.Dpo);
        async Task<(List<Guid> Ids, string? Next)> ListAsync(string query)
        {
            var answer = (await Answer.OfAsync(client.GetAsync("/api/v1/approvals?" + query))).Must(HttpStatusCode.OK);
            return ([.. answer.Json["items"]!.AsArray().Select(item => Guid.Parse((string)item!["id"]!))], (string?)answer.Json["next"]);
        }
        Assert.Equal([all[4]], (await ListAsync("state=approved")).Ids);
        var (first, next) = await ListAsync("limit=3");
        var (second, end) = await ListAsync("limit=3&cursor=" + next);
        Assert.Equal(all.AsEnumerable().Reverse(), first.Concat(second));
        Assert.Null(end);
        Assert.Empty((await ListAsync("whose=to-decide")).Ids);
        foreach (var wrong in new[] { "limit=0", "limit=201", "state=lost", "whose=mine", "cursor=verzonnen" })
            (await Answer.OfAsync(client.GetAsync("/api/v1/approvals?" + wrong))).Must(422, "search.invalid");
    }

    async Task FillAsync(int count)
    {
        var (first, browser) = await Vault.PersonAsync(Role.Administrator);
        browser.Dispose();
        (asker, colleague) = (first, await Vault.UserAsync(Role.Administrator));
        (officer, browser) = await Vault.PersonAsync(Role.PrivacyOfficer);
        browser.Dispose();
        for (var i = 0; i < count; i++)
        {
            // In one and the same moment some of them: the order does not hang on the clock.
            Vault.Time.Set(Vault.Time.GetUtcNow() + TimeSpan.FromMilliseconds(i % 3));
            var (problem, refusal, id) = await Vault.Get<ContentTokens>().AskAsync(asker, new TokenWish($"Monitor {i}", Role.Quality) { Queue = "queue-1" }, "Zij beluistert een steekproef.", default);
            Assert.Equal((null, ApprovalRefusal.None), (problem, refusal));
            all.Add(id);
        }
        all.Sort((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));
    }

    async Task DecideAsync(Guid id, bool approve) =>
        Assert.Equal(ApprovalRefusal.None, await Vault.Get<Approvals>().DecideAsync(officer, id, approve, "Daar is een reden voor.", default));

    static async Task<List<Guid>> PagesAsync(Browser browser, string path)
    {
        var found = new List<Guid>();
        for (string? next = path; next is not null; next = Regex.Match(browser.Last.Text, "rel=\"next\" href=\"([^\"]+)\"") is { Success: true } match ? match.Groups[1].Value : null)
            found.AddRange(IdsOn(await browser.GetAsync(next)));
        return found;
    }

    static List<Guid> IdsOn(Shown page) => [.. Regex.Matches(page.Text, "<th scope=\"row\"[^>]*><a href=\"/approvals/([0-9a-f-]{36})\"").Select(match => Guid.Parse(match.Groups[1].Value))];
}

public sealed class ApprovalListTests_on_sqlite() : ApprovalListTests(Store.Sqlite);

public sealed class ApprovalListTests_on_postgres() : ApprovalListTests(Store.Postgres);
