using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>Every page in Dutch, wide, and then in every other way in which people look at it.</summary>
public sealed class EveryPageTests_in_Dutch(DemoRun demo) : EveryPageTests(demo, "nl", 1440)
{
    // Dutch takes more room than English, so it stands for both.
    protected override Task<List<string>> LookFurtherAsync(IPage page, Func<string, Task> shootAsync) => Looks.ComplaintsAsync(page, shootAsync);
}

/// <summary>Every page in English, on a telephone, and then wide.</summary>
public sealed class EveryPageTests_in_English(DemoRun demo) : EveryPageTests(demo, "en", 360)
{
    protected override Task<List<string>> LookFurtherAsync(IPage page, Func<string, Task> shootAsync) => Looks.WideAsync(page, shootAsync);
}

/// <summary>Every page: accessible, nothing overflows, no key of a text is shown, no error in the console.</summary>
public abstract partial class EveryPageTests(DemoRun demo, string language, int width)
{
    /// <summary>All of them, or on a desk those whose names begin with KLUIS_PAGES.</summary>
    public static TheoryData<string> Names =>
        new(ConsolePages.All.Select(page => page.Name).Where(name => name.StartsWith(Environment.GetEnvironmentVariable("KLUIS_PAGES") ?? "", StringComparison.Ordinal)));

    [Fact]
    public async Task What_is_wrong_is_noticed()
    {
        var page = await demo.AnonymousAsync(width, language);
        await page.SetContentAsync("<html><body><h1>search.title</h1><img src='data:,'><div style='width: 9999px'>wide</div></body></html>");
        Assert.Contains(await Looks.AxeAsync(page), what => what.StartsWith("image-alt: ", StringComparison.Ordinal));
        Assert.Contains(await LookFurtherAsync(page, _ => Task.CompletedTask), what => what.EndsWith("px too wide", StringComparison.Ordinal));
        Assert.Equal(["search.title"], Keys(await page.Locator("body").InnerTextAsync()));
        await page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_is_accessible_fits_and_speaks_its_language(string name)
    {
        var complaints = new List<string>();
        var page = await OpenAsync(ConsolePages.All.First(each => each.Name == name), complaints);
        Task Shoot(string look) => ShootAsync(page, $"{name}-{language}-{look}");
        await Shoot($"{width}");
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        complaints.AddRange(await Looks.AxeAsync(page));
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"The page is {overflow} px too wide.");
        complaints.AddRange(await LookFurtherAsync(page, Shoot));
        // Codes of problems and examples for programs are shown on purpose, in elements of their own.
        await page.EvaluateAsync("() => document.querySelectorAll('.kl-code, pre, code').forEach(code => code.remove())");
        complaints.AddRange(Keys(await page.Locator("body").InnerTextAsync()));
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        await page.Context.CloseAsync();
    }

    /// <summary>What is wrong with the page when it is looked at in other ways, without loading it again.</summary>
    protected abstract Task<List<string>> LookFurtherAsync(IPage page, Func<string, Task> shootAsync);

    async Task<IPage> OpenAsync(ConsolePage wanted, List<string> complaints)
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
        await Hands.LoadedAsync(page);
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
