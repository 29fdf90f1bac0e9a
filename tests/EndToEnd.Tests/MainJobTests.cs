using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Tests;

/// <summary>The main job, as a person does it: find a customer's call, open it for a purpose, hear it, see oneself in the time line.</summary>
public sealed partial class MainJobTests(DemoRun demo)
{
    // The customer of the demo whose number stands in its first conversations; written as somebody on the line would say it.
    async Task<string> NumberOfFirstCallAsync(IPage page)
    {
        await GoAsync(page, "/search");
        await page.Locator("#channel").SelectOptionAsync("call");
        await page.Locator("main form").First.EvaluateAsync("form => form.requestSubmit()");
        await page.Locator("tbody th a").First.ClickAsync();
        var text = await page.Locator("main").InnerTextAsync();
        return Telephone().Match(text).Value;
    }

    [Fact]
    public async Task An_officer_finds_a_call_opens_it_for_a_purpose_hears_it_and_stands_in_the_time_line()
    {
        var page = await demo.PageOfAsync("privacy-officer");
        var number = await NumberOfFirstCallAsync(page);
        Assert.NotEqual("", number);

        await GoAsync(page, "/search");
        await page.Locator("main #find").FillAsync(number);
        await page.Locator("main #find").PressAsync("Enter");
        Assert.DoesNotContain(number, page.Url, StringComparison.Ordinal);
        await page.Locator("tbody tr", new() { Has = page.Locator("text=/Telefoongesprek/") }).First.Locator("th a").ClickAsync();

        await SealAgainAsync(page);
        await page.Locator("input[name=purpose][value=service]").CheckAsync();
        await page.Locator(".kl-sealed button").ClickAsync();
        await Expect(page.Locator(".kl-player").First).ToBeVisibleAsync();
        await Expect(page.Locator("[data-waves] svg rect, [data-waves] svg path").First).ToBeAttachedAsync();
        await page.Locator("[data-do=toggle]").First.ClickAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('audio').currentTime > 0.5");
        await page.Locator("form[data-close] button").ClickAsync();
        await Expect(page.Locator(".kl-sealed")).ToBeVisibleAsync();
        var timeLine = await page.Locator(".kl-log").First.InnerTextAsync();
        Assert.Contains("door u", timeLine, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_main_job_works_without_script()
    {
        var page = await demo.PageOfAsync("dpo", script: false);
        await GoAsync(page, "/search");
        await page.Locator("#channel").SelectOptionAsync("call");
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("tbody th a").First.ClickAsync();
        await SealAgainAsync(page);
        await page.Locator("input[name=purpose][value=service]").CheckAsync();
        await page.Locator(".kl-sealed button").ClickAsync();
        var audio = page.Locator("audio").First;
        await Expect(audio).ToBeVisibleAsync();
        var answer = await page.APIRequest.GetAsync(demo.Url + await audio.GetAttributeAsync("src"), new() { Headers = new Dictionary<string, string> { ["Range"] = "bytes=0-99" } });
        Assert.Equal(206, answer.Status);
    }

    [Fact]
    public async Task The_main_job_works_with_the_keyboard_alone()
    {
        var page = await demo.PageOfAsync("privacy-officer");
        await GoAsync(page, "/search");
        await TabToAsync(page, "#channel");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await TabToAsync(page, "main form button");
        await page.EvaluateAsync("() => window.before = true");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => !window.before && document.readyState === 'complete'");
        await TabToAsync(page, "tbody th a");
        await page.Keyboard.PressAsync("Enter");
        await Hands.ArriveAsync(page, "**/conversations/**");
        await SealAgainAsync(page);
        await TabToAsync(page, "input[name=purpose]");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, ".kl-sealed button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("form[data-close]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Opening_without_a_purpose_is_answered_with_a_sentence_that_helps()
    {
        var page = await demo.PageOfAsync("privacy-officer");
        await GoAsync(page, "/search");
        await page.Locator("tbody th a").Last.ClickAsync();
        await SealAgainAsync(page);
        await page.Locator(".kl-sealed button").ClickAsync();
        await Expect(page.Locator("[role=alert]")).ToBeVisibleAsync();
        await Expect(page.Locator("form[data-close]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_agent_finds_the_customer_on_the_line_and_sees_no_number_of_theirs()
    {
        var officer = await demo.PageOfAsync("privacy-officer");
        var number = await NumberOfFirstCallAsync(officer);
        var page = await demo.PageOfAsync("agent");
        await GoAsync(page, "/search");
        await page.Locator("main #find").FillAsync(number);
        await page.Locator("main #find").PressAsync("Enter");
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        var digits = string.Concat(number.Where(char.IsAsciiDigit))[^8..];
        var table = string.Concat((await page.Locator("table").InnerHTMLAsync()).Where(char.IsAsciiDigit));
        Assert.DoesNotContain(digits, table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_link_is_not_used_up_by_looking_at_it_and_works_once()
    {
        var link = demo.SignIn["auditor"];
        using var scanner = new HttpClient();
        Assert.True((await scanner.GetAsync(link)).IsSuccessStatusCode);
        var page = await demo.PageOfAsync("auditor");
        await GoAsync(page, "/");
        var other = await demo.AnonymousAsync();
        await other.GotoAsync(link);
        await Expect(other.Locator("form[data-submit-now]")).ToHaveCountAsync(0);
        await other.GotoAsync(demo.Url + "/search");
        Assert.Contains("/sign-in", other.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_signing_out_the_back_button_shows_nothing()
    {
        var page = await demo.PageOfAsync("integrator");
        await GoAsync(page, "/search");
        await page.Locator(".kl-user summary").ClickAsync();
        await page.Locator("form[action='/sign-out'] button").ClickAsync();
        await Hands.ArriveAsync(page, "**/sign-in**");
        await page.GoBackAsync();
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
    }

    async Task GoAsync(IPage page, string path) => await page.GotoAsync(demo.Url + path);

    // An opening lasts a quarter of an hour: another test may have opened this conversation.
    static async Task SealAgainAsync(IPage page)
    {
        if (await page.Locator("form[data-close] button").CountAsync() > 0)
            await page.Locator("form[data-close] button").ClickAsync();
        await Expect(page.Locator(".kl-sealed")).ToBeVisibleAsync();
    }

    static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 120; i++)
        {
            if (await page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) ?? false", selector))
                return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"The keyboard does not reach {selector}.");
    }

    [GeneratedRegex(@"\+31[\d \-]{8,}|\b00?[\d][\d \-]{7,}\d")]
    private static partial Regex Telephone();
}
