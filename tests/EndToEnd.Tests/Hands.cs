using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>Somebody who uses no mouse: every act is a key, and what has the focus is seen and not covered.</summary>
sealed class Hands(IPage page)
{
    const int MostSteps = 250;

    public IPage Page => page;

    /// <summary>Until the page is whole. It is asked, not listened to: the event that says so may have come before somebody listens.</summary>
    public static Task LoadedAsync(IPage page) => page.WaitForFunctionAsync("() => document.readyState === 'complete'");

    /// <summary>The browser is at an address that fits, and has loaded what is there. Asked of the page: its event may be over before anybody listens.</summary>
    public static async Task ArriveAsync(IPage page, string address)
    {
        await page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await LoadedAsync(page);
    }

    public static async Task ArriveAsync(IPage page, Func<string, bool> fits)
    {
        await page.WaitForURLAsync(fits, new() { WaitUntil = WaitUntilState.Commit });
        await LoadedAsync(page);
    }

    /// <summary>Tab by tab to the first thing that fits.</summary>
    public async Task ToAsync(string selector)
    {
        for (var i = 0; i < MostSteps; i++)
        {
            if (await HasAsync(selector))
            {
                await AssertSeenAsync(selector);
                return;
            }
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"The keyboard does not reach {selector} on {page.Url}.");
    }

    /// <summary>Goes to a link or button and presses Enter; the page that comes is there.</summary>
    public async Task PressAsync(string selector)
    {
        await ToAsync(selector);
        await page.EvaluateAsync("() => window.before = true");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => !window.before && document.readyState === 'complete'");
        Assert.Equal(1, await page.Locator("h1").CountAsync());
    }

    /// <summary>Goes to a field, and types over what is in it.</summary>
    public async Task TypeAsync(string selector, string text)
    {
        await ToAsync(selector);
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Chooses in a list, by arrows.</summary>
    public async Task SelectAsync(string selector, string value)
    {
        await ToAsync(selector);
        await page.Keyboard.PressAsync("Home");
        for (var i = 0; i < 200 && await page.EvaluateAsync<string>("() => document.activeElement.value") != value; i++)
            await page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal(value, await page.EvaluateAsync<string>("() => document.activeElement.value"));
    }

    /// <summary>Chooses one of a group: the tab key meets the group once, arrows go through it.</summary>
    public async Task ChooseAsync(string name, string value)
    {
        await ToAsync($"input[type=radio][name='{name}']");
        for (var i = 0; i < 20 && !await HasAsync($"input[value='{value}']"); i++)
            await page.Keyboard.PressAsync("ArrowDown");
        Assert.True(await HasAsync($"input[name='{name}'][value='{value}']"), $"The arrows do not reach {value}.");
        await page.Keyboard.PressAsync("Space");
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.checked"));
    }

    public async Task CheckAsync(string selector)
    {
        await ToAsync(selector);
        await page.Keyboard.PressAsync("Space");
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.checked"));
    }

    Task<bool> HasAsync(string selector) => page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) ?? false", selector);

    // WCAG 2.4.7 and 2.4.11: it has a ring, it lies in the window, and nothing lies over it.
    async Task AssertSeenAsync(string selector)
    {
        var wrong = "";
        // The window glides to where the focus is.
        for (var i = 0; i < 50; i++)
        {
            if ((wrong = await page.EvaluateAsync<string>(Unseen)).Length == 0)
                return;
            await Task.Delay(50);
        }
        Assert.Fail($"{selector}: {wrong}");
    }

    const string Unseen =
        """
        () => {
            const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
            if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return 'no ring';
            if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return 'outside the window';
            const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
            const top = document.elementFromPoint(x, y);
            return top && (it.contains(top) || top.contains(it)) ? '' : 'covered by ' + top?.outerHTML.slice(0, 80);
        }
        """;
}
