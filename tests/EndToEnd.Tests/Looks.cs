using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The same page under all the conditions in which people look at it, without loading it again.</summary>
static class Looks
{
    static readonly string axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What axe says against the page as it stands. Only that leaves the browser: what is in order is megabytes, and half of the time.</summary>
    /// <param name="rule">One rule; null: all of them.</param>
    public static async Task<string[]> AxeAsync(IPage page, string? rule = null)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(axe);
        return await page.EvaluateAsync<string[]>(
            """
            async rule => {
                const { violations } = await axe.run(document, { resultTypes: ['violations'], ...(rule && { runOnly: { type: 'rule', values: [rule] } }) });
                return violations.flatMap(violation => violation.nodes.map(node => `${violation.id}: ${node.html}`));
            }
            """,
            rule);
    }

    /// <summary>From the narrowest (which is also 400 % at 1280) to the widest; dark; with wider text; with the colours of the system; on paper.</summary>
    public static async Task<List<string>> ComplaintsAsync(IPage page, Func<string, Task> shootAsync)
    {
        var wrong = new List<string>();
        Task Look(string how, int width) => LookAsync(page, how, width, wrong, shootAsync);
        await Look("light", 2560);
        await Look("light", 320);
        await Look("light", 360);
        wrong.AddRange((await AxeAsync(page)).Select(what => "at 360: " + what));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Look("dark", 1440);
        wrong.AddRange((await AxeAsync(page, "color-contrast")).Select(what => "dark: " + what));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ForcedColors = ForcedColors.Active });
        await Look("forced", 1440);
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None, Media = Media.Print });
        await Look("print", 794);
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.EvaluateAsync(Spaced);
        await Look("spaced", 1440);
        await Look("spaced", 320);
        return wrong;
    }

    /// <summary>As on a desk.</summary>
    public static async Task<List<string>> WideAsync(IPage page, Func<string, Task> shootAsync)
    {
        var wrong = new List<string>();
        await LookAsync(page, "light", 1440, wrong, shootAsync);
        wrong.AddRange((await AxeAsync(page)).Select(what => "at 1440: " + what));
        return wrong;
    }

    static async Task LookAsync(IPage page, string how, int width, List<string> wrong, Func<string, Task> shootAsync)
    {
        await page.SetViewportSizeAsync(width, 900);
        // Colours change in a tenth of a second, and are looked at after that.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => Promise.allSettled(document.getAnimations().map(each => each.finished)))");
        wrong.AddRange((await page.EvaluateAsync<string[]>(Lost)).Select(what => $"{how} at {width}: {what}"));
        await shootAsync($"{how}-{width}");
    }

    // WCAG 1.4.12. A sheet that script makes is not a style in the page: the policy of the page stays as it is.
    const string Spaced =
        """
        () => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
            document.adoptedStyleSheets = [sheet];
        }
        """;

    // What stands beside the window, and text that its own box cuts off.
    const string Lost =
        """
        () => {
            const wrong = [], root = document.documentElement;
            if (root.scrollWidth > root.clientWidth) wrong.push(`${root.scrollWidth - root.clientWidth} px too wide`);
            for (const wrap of document.querySelectorAll('.kl-table-wrap:has([class*="kl-table--stack"])'))
                if (innerWidth < 400 && wrap.scrollWidth > wrap.clientWidth + 1) wrong.push('a list of blocks scrolls sideways: ' + wrap.getAttribute('aria-label'));
            for (const it of document.querySelectorAll('body *')) {
                const style = getComputedStyle(it);
                if (!['hidden', 'clip'].includes(style.overflowX) || it.clientWidth < 4 || it.closest('svg') || !it.innerText?.trim()) continue;
                if (it.scrollWidth > it.clientWidth + 2 || it.scrollHeight > it.clientHeight + 2) wrong.push('cut off: ' + it.outerHTML.slice(0, 120));
            }
            return wrong;
        }
        """;
}
