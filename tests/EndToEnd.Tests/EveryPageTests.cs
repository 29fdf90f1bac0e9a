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
            foreach (var page in new[] { "sign-in", "search", "found", "nothing", "wrong-date", "sealed", "opened-call", "opened-chat", "opened-mail", "missing", "customer", "customer-missing", "customer-merge", "customer-merge-effect", "customer-split", "customer-split-effect", "pop-over", "no-permission", "unknown-address", "agent-search", "auditor-start", "log", "log-none", "log-wrong", "log-agent", "log-entry", "log-verify", "log-verified", "access", "conversation-access", "tokens", "token-new", "token-refused", "token-made", "token-revoke", "help" })
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
        var role = name switch { "agent-search" => "agent", "auditor-start" => "auditor", "log-agent" => "agent", "access" => "dpo", "tokens" or "token-new" or "token-refused" or "token-made" or "token-revoke" => "administrator", _ => "privacy-officer" };
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
            "log" or "log-agent" => "/log",
            "log-none" => "/log?purpose=legal-claim",
            "log-wrong" => "/log?from=35-13-2026",
            "log-entry" => "/log?act=conversation.stored",
            "log-verify" or "log-verified" => "/log/verify",
            "access" => "/access",
            "tokens" or "token-revoke" => "/tokens",
            "token-new" or "token-refused" or "token-made" => "/tokens/new",
            "help" => "/help/audit-log",
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
            case "log-entry":
                await page.Locator("tbody th a").First.ClickAsync();
                break;
            case "log-verified":
                await VerifyAsync(page);
                break;
            case "conversation-access":
                await page.Locator("tbody th a").First.ClickAsync();
                await page.Locator("a[href$='/access']").ClickAsync();
                break;
            case "token-revoke":
                await page.Locator("a[href$='/revoke']").First.ClickAsync();
                break;
            case "token-refused":
                await page.Locator("main form button").ClickAsync();
                break;
            case "token-made":
                await page.Locator("#label").FillAsync("Chatbot");
                await page.Locator("#source").FillAsync($"chatbot-{language}-{width}");
                await page.Locator("main form button").ClickAsync();
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
    // Started here or by an earlier case: in the end there is a result.
    static async Task VerifyAsync(IPage page)
    {
        if (await page.Locator("main form button").CountAsync() > 0)
            await page.Locator("main form button").ClickAsync();
        while (await page.Locator("#h-last").CountAsync() == 0)
            await page.ReloadAsync();
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
