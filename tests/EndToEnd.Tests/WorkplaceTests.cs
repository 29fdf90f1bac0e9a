using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Tests;

/// <summary>What makes it a place to work in: a lock that keeps the work, keys, and one's own preferences. One person, as whom no other test signs in: a lock is one of the whole sign-in.</summary>
public sealed class WorkplaceTests(DemoRun demo)
{
    const string Role = "quality", Password = "linde waard energie demo", Typed = "werk dat blijft staan";

    [Fact]
    public async Task A_locked_screen_shows_nothing_and_unlocked_it_has_what_was_typed()
    {
        var page = await SearchAsync();
        await page.Locator("#queue").FillAsync(Typed);
        await page.Locator("#queue").FocusAsync();
        await LockAsync(page);
        await Expect(page.Locator("#lock #password")).ToBeFocusedAsync();
        await Expect(page.Locator(".kl-shell")).ToBeHiddenAsync();
        Assert.True(await page.Locator(".kl-shell").EvaluateAsync<bool>("shell => shell.inert && shell.hidden"));
        Assert.Contains("vergrendeld", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Gesprekken", await page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        // Nothing leads around it: not Esc, not the keys, not the address.
        for (var i = 0; i < 3; i++)
            await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#lock")).ToBeVisibleAsync();
        var answer = await page.APIRequest.GetAsync(demo.Url + "/api/v1/log");
        Assert.Contains("session.locked", await answer.TextAsync(), StringComparison.Ordinal);
        await page.Locator("#lock #password").FillAsync("niet het wachtwoord");
        await page.Locator("#lock #password").PressAsync("Enter");
        await Expect(page.Locator("#lock [role=alert][tabindex]")).ToBeVisibleAsync();
        await UnlockAsync(page);
        Assert.Equal(Typed, await page.Locator("#queue").InputValueAsync());
        Assert.EndsWith("/search", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task All_tabs_lock_together_and_open_together()
    {
        var page = await SearchAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(demo.Url + "/me");
        await page.Locator("#queue").FillAsync(Typed);
        await LockAsync(other);
        await Expect(page.Locator("#lock #password")).ToBeVisibleAsync();
        await UnlockAsync(other);
        await Expect(page.Locator("#queue")).ToBeVisibleAsync();
        Assert.Equal(Typed, await page.Locator("#queue").InputValueAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Without_script_a_form_that_was_sent_too_late_is_sent_after_unlocking()
    {
        var page = await demo.PageOfAsync(Role, script: false);
        await page.GotoAsync(demo.Url + "/search");
        await page.Locator("#queue").FillAsync("Billing");
        await page.Locator("#name, #channel").First.WaitForAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(demo.Url + "/search");
        await other.Locator(".kl-user summary").ClickAsync();
        await other.Locator("form[action='/locked?handler=Lock'] button").ClickAsync();
        await page.Locator("main form button").First.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("is bewaard");
        Assert.DoesNotContain("Billing", await page.ContentAsync(), StringComparison.Ordinal);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("form:has(#password) button").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Uw formulier is bewaard");
        await page.Locator("main form button").First.ClickAsync();
        Assert.Equal("Billing", await page.Locator("#queue").InputValueAsync());
        Assert.EndsWith("/search", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Keys_lead_to_the_find_field_and_the_list_and_can_be_switched_off()
    {
        var page = await SearchAsync();
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#q")).ToBeFocusedAsync();
        // In a field a key is a letter.
        await page.Keyboard.PressAsync("?");
        Assert.Equal("?", await page.Locator("#q").InputValueAsync());
        await page.Locator("h1").First.ClickAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys-dialog")).ToContainTextAsync("Naar het zoekveld");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#keys-dialog")).ToBeHiddenAsync();
        await SetKeysAsync(page, on: false);
        await page.GotoAsync(demo.Url + "/search");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys-dialog")).ToBeHiddenAsync();
        await Expect(page.Locator("#q")).Not.ToBeFocusedAsync();
        // The link works for everybody.
        await page.Locator(".kl-user summary").ClickAsync();
        await page.Locator("[data-keys-list]").ClickAsync();
        await Expect(page.Locator("#keys-dialog")).ToContainTextAsync("Staat uit");
        await page.Locator("#keys-dialog form button").ClickAsync();
        await SetKeysAsync(page, on: true);
        await page.Context.CloseAsync();
    }

    async Task<IPage> SearchAsync()
    {
        var page = await demo.PageOfAsync(Role);
        await page.GotoAsync(demo.Url + "/search");
        return page;
    }

    async Task SetKeysAsync(IPage page, bool on)
    {
        await page.GotoAsync(demo.Url + "/me");
        await page.Locator("#keys").SetCheckedAsync(on);
        await page.Locator("form:has(#keys) button").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-keys", on ? "on" : "off");
        // The language of this browser was forgotten with it.
        await page.Context.AddCookiesAsync([new() { Name = "kluis-language", Value = "nl", Url = demo.Url }]);
    }

    static async Task LockAsync(IPage page)
    {
        await page.Locator(".kl-user summary").ClickAsync();
        await page.Locator("form[action='/locked?handler=Lock'] button").ClickAsync();
        await page.Locator("#lock #password").WaitForAsync();
    }

    static async Task UnlockAsync(IPage page)
    {
        await page.Locator("#lock #password").FillAsync(Password);
        await page.Locator("#lock #password").PressAsync("Enter");
        await Expect(page.Locator(".kl-shell")).ToBeVisibleAsync();
        await Expect(page.Locator("#lock")).ToBeHiddenAsync();
    }
}
