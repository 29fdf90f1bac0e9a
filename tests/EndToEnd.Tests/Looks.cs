using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>The same page under all the conditions in which people look at it, without loading it again.</summary>
static class Looks
{
    static readonly AxeRunOptions contrast = new() { RunOnly = new() { Type = "rule", Values = ["color-contrast"] } };

    /// <summary>From the narrowest (which is also 400 % at 1280) to the widest; dark; with wider text; with the colours of the system; on paper.</summary>
    public static async Task<List<string>> ComplaintsAsync(IPage page, Func<string, Task> shootAsync)
    {
        var wrong = new List<string>();
        async Task LookAsync(string how, int width)
        {
            await page.SetViewportSizeAsync(width, 900);
            // Colours change in a tenth of a second, and are looked at after that.
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => Promise.allSettled(document.getAnimations().map(each => each.finished)))");
            wrong.AddRange((await page.EvaluateAsync<string[]>(Lost)).Select(what => $"{how} at {width}: {what}"));
            await shootAsync($"{how}-{width}");
        }
        await LookAsync("light", 2560);
        await LookAsync("light", 320);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await LookAsync("dark", 1440);
        var axe = await page.RunAxe(contrast);
        wrong.AddRange(axe.Violations.SelectMany(violation => violation.Nodes).Select(node => $"dark: {node.Html}"));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ForcedColors = ForcedColors.Active });
        await LookAsync("forced", 1440);
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None, Media = Media.Print });
        await LookAsync("print", 794);
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.EvaluateAsync(Spaced);
        await LookAsync("spaced", 1440);
        await LookAsync("spaced", 320);
        return wrong;
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
