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
            foreach (var page in ConsolePages.All)
            {
                foreach (var language in new[] { "nl", "en" })
                {
                    foreach (var width in new[] { 1440, 360 })
                        cases.Add(page.Name, language, width);
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
        var page = await OpenAsync(ConsolePages.All.First(each => each.Name == name), language, width, complaints);
        await ShootAsync(page, $"{name}-{language}-{width}");
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join('\n', axe.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}")));
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"The page is {overflow} px too wide.");
        // Codes of problems and examples for programs are shown on purpose, in elements of their own.
        await page.EvaluateAsync("() => document.querySelectorAll('.kl-code, pre, code').forEach(code => code.remove())");
        Assert.Empty(Keys(await page.Locator("body").InnerTextAsync()));
        // Dutch takes more room, so it stands for both.
        if (language == "nl" && width == 1440)
            complaints.AddRange(await Looks.ComplaintsAsync(page, look => ShootAsync(page, $"{name}-{look}")));
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        await page.Context.CloseAsync();
    }

    async Task<IPage> OpenAsync(ConsolePage wanted, string language, int width, List<string> complaints)
    {
        var page = wanted.Role is null ? await demo.AnonymousAsync(width, language) : await demo.PageOfAsync(wanted.Role, width, language);
        page.Console += (_, message) =>
        {
            // A page that answers 404 or 403 is reported by the browser itself; that is what these pages are for.
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        // Whoever is half signed in is met in the language of their account, unless another was chosen in this browser.
        if (wanted is { Role: null, Then: not null })
            await page.Context.AddCookiesAsync([new() { Name = "kluis-language", Value = language, Url = demo.Url }]);
        await page.GotoAsync(demo.Url + wanted.Path);
        if (wanted.Then is { } then)
            await then(page);
        await page.WaitForLoadStateAsync();
        return page;
    }

    // For whoever wants to look at them all: KLUIS_SHOTS names a folder.
    static Task ShootAsync(IPage page, string name) =>
        Environment.GetEnvironmentVariable("KLUIS_SHOTS") is { Length: > 0 } folder
            ? page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true })
            : Task.CompletedTask;

    // Texts are named like search.title; one that is missing would be shown as its name.
    static IEnumerable<string> Keys(string text)
    {
        var known = Kluis.Web.WordList.All.Keys.Select(key => key.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        return Dotted().Matches(text).Select(match => match.Value).Where(word => known.Contains(word.Split('.')[0]));
    }

    [GeneratedRegex(@"\b[a-z][a-z-]+\.[a-z][a-z-]+\b")]
    private static partial Regex Dotted();
}
