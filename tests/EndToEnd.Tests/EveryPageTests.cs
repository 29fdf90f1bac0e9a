using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>Every page, in both languages, wide and narrow: accessible, nothing overflows, no key of a text is shown, no error in the console.</summary>
public sealed partial class EveryPageTests(DemoRun demo)
{
    public static TheoryData<string, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int>();
            foreach (var page in new[]
            {
                "sign-in", "search", "found", "nothing", "wrong-date", "sealed", "opened-call", "opened-chat", "opened-mail", "missing", "customer",
                "customer-missing", "customer-merge", "customer-merge-effect", "customer-split", "customer-split-effect", "pop-over", "no-permission",
                "unknown-address", "agent-search", "auditor-start", "approvals", "approval", "approval-wrong", "approval-own", "approval-done",
                "approval-read", "activities", "activities-none", "activity", "activity-missing", "activity-new", "activity-wrong", "activity-change",
                "activity-effect", "activity-help", "special",
            })
            {
                foreach (var language in new[] { "nl", "en" })
                {
                    foreach (var width in new[] { 1440, 360 })
                        cases.Add(page, language, width);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_page_is_accessible_fits_and_speaks_its_language(string name, string language, int width)
    {
        var complaints = new List<string>();
        var page = await OpenAsync(name, language, width, complaints);
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join('\n', axe.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}")));
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"The page is {overflow} px too wide.");
        // The codes of problems are shown on purpose, in an element of their own.
        await page.EvaluateAsync("() => document.querySelectorAll('.kl-code').forEach(code => code.remove())");
        Assert.Empty(Keys(await page.Locator("body").InnerTextAsync()));
        Assert.Empty(complaints);
    }

    async Task<IPage> OpenAsync(string name, string language, int width, List<string> complaints)
    {
        var role = name switch { "agent-search" => "agent", "auditor-start" => "auditor", "approval-own" => "administrator", "approval-read" => "dpo", _ => "privacy-officer" };
        var page = name == "sign-in" ? await demo.AnonymousAsync(width, language) : await demo.PageOfAsync(role, width, language);
        page.Console += (_, message) =>
        {
            // A page that answers 404 or 403 is reported by the browser itself; that is what these pages are for.
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        await page.GotoAsync(demo.Url + name switch
        {
            "sign-in" => "/sign-in",
            "missing" => "/conversations/01900000-0000-7000-8000-000000000000",
            "customer-missing" => "/customers/01900000-0000-7000-8000-000000000000",
            "pop-over" => "/screen-pops/nothing",
            "no-permission" => "/no-permission",
            "unknown-address" => "/there-is-nothing-here",
            "auditor-start" => "/",
            _ when name.StartsWith("approval", StringComparison.Ordinal) => "/approvals",
            "activities-none" => "/activities?find=niets",
            "activity-missing" => "/activities/01900000-0000-7000-8000-000000000000",
            "activity-new" or "activity-wrong" => "/activities/new",
            "activity-help" => "/help/activities",
            "activities" or "activity" or "activity-change" or "activity-effect" => "/activities",
            _ => "/search",
        });
        switch (name)
        {
            case "found":
                await FindAsync(page, "#queue", "Billing");
                break;
            case "nothing":
                await FindAsync(page, "main #find", "K-999999999");
                break;
            case "wrong-date":
                await FindAsync(page, "#from", "35-13-2026");
                break;
            case "customer" or "customer-merge" or "customer-merge-effect" or "customer-split" or "customer-split-effect":
                await CustomerAsync(page, name);
                break;
            case "approval" or "approval-own" or "approval-read":
                await page.Locator("tbody a").First.ClickAsync();
                break;
            case "approval-wrong":
                await page.Locator("tbody a").First.ClickAsync();
                await page.Locator(".kl-confirm .utrecht-button--secondary-action").ClickAsync();
                await page.Locator("#remark-e").WaitForAsync();
                break;
            case "approval-done":
                await page.Locator("tbody a").Last.ClickAsync();
                break;
            case "activity-wrong":
                await SendAsync(page);
                break;
            case "activity" or "activity-change" or "activity-effect":
                await page.Locator("tbody a").First.ClickAsync();
                await ChangeAsync(page, name);
                break;
            case "special":
                await page.Locator("tbody th a").First.ClickAsync();
                await page.Locator("a[href$=special]").ClickAsync();
                break;
            case "sealed":
                await page.Locator("tbody th a").First.ClickAsync();
                break;
            case "opened-call" or "opened-chat" or "opened-mail":
                await OpenFirstAsync(page, name["opened-".Length..]);
                break;
        }
        await page.WaitForLoadStateAsync();
        return page;
    }

    static async Task ChangeAsync(IPage page, string name)
    {
        await page.WaitForURLAsync("**/activities/**");
        if (name == "activity")
            return;
        await page.Locator("a[href$=change]").ClickAsync();
        if (name == "activity-change")
            return;
        await page.Locator("#term-chat").SelectOptionAsync("P7Y");
        await SendAsync(page);
        await page.Locator("#reason").WaitForAsync();
    }

    static async Task SendAsync(IPage page)
    {
        await page.Locator("main form button.utrecht-button--primary-action").ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    static async Task FindAsync(IPage page, string field, string text)
    {
        await page.Locator(field).FillAsync(text);
        await page.Locator("main form button").First.ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    static async Task CustomerAsync(IPage page, string name)
    {
        // Two people who are there from the start; the second is only compared with.
        var people = page.Locator("tbody td a[href^='/customers/']");
        var paths = await people.EvaluateAllAsync<string[]>("links => [...new Set(links.map(link => link.getAttribute('href')))]");
        var url = new Uri(page.Url).GetLeftPart(UriPartial.Authority) + paths[0];
        await page.GotoAsync(url + name switch
        {
            "customer" => "",
            "customer-merge" => "/merge",
            "customer-merge-effect" => "/merge?with=" + paths[1].Split('/')[2],
            _ => "/split",
        });
        if (name != "customer-split-effect")
            return;
        await page.Locator("input[name=chosen]").First.CheckAsync();
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("#reason").WaitForAsync();
    }

    static async Task OpenFirstAsync(IPage page, string channel)
    {
        await page.Locator("#channel").SelectOptionAsync(channel);
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("tbody th a").First.ClickAsync();
        await page.WaitForURLAsync("**/conversations/**");
        // An earlier case may have opened this one: an opening lasts a quarter of an hour.
        if (await page.Locator(".kl-sealed button").CountAsync() > 0)
        {
            await page.Locator("input[name=purpose]").First.CheckAsync();
            await page.Locator(".kl-sealed button").ClickAsync();
        }
        await page.Locator("form[data-close]").WaitForAsync();
    }

    // Texts are named like search.title; one that is missing would be shown as its name.
    static IEnumerable<string> Keys(string text)
    {
        var known = Kluis.Web.WordList.All.Keys.Select(key => key.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        return Dotted().Matches(text).Select(match => match.Value).Where(word => known.Contains(word.Split('.')[0]));
    }

    [GeneratedRegex(@"\b[a-z][a-z-]+\.[a-z][a-z-]+\b")]
    private static partial Regex Dotted();
}
