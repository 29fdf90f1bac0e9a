using Kluis.Accounts;

namespace EndToEnd.Tests;

/// <summary>Each main job by keys alone, from the start page on: no mouse, and no address typed.</summary>
public sealed class KeyboardTests(DemoRun demo)
{
    const string Password = "linde waard energie demo";

    [Fact]
    public async Task Signing_in_with_a_second_step_locking_unlocking_and_signing_out()
    {
        var hands = await AnonymousAsync();
        await PasswordAsync(hands);
        // The first time: an app, whose secret is typed over since a camera is no key.
        await hands.ToAsync("details.kl-more summary");
        await hands.Page.Keyboard.PressAsync("Enter");
        var secret = FromBase32(await hands.Page.Locator("details.kl-more .kl-break").InnerTextAsync());
        await hands.TypeAsync("#code", Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())));
        await hands.PressAsync("form:has(#code) button");
        var codes = await hands.Page.Locator(".kl-codes .kl-code").AllInnerTextsAsync();
        await hands.PressAsync("main a.utrecht-button--primary-action");

        await OpenMenuAsync(hands);
        // The lock comes over the page: no other one is loaded.
        await hands.ToAsync("form[action*='/locked'] button");
        await hands.Page.Keyboard.PressAsync("Enter");
        await hands.Page.Locator("#lock #password").WaitForAsync();
        await hands.TypeAsync("#lock #password", Password);
        await hands.ToAsync("#lock form:has(#password) button");
        await hands.Page.Keyboard.PressAsync("Enter");
        await hands.Page.Locator(".kl-shell").WaitForAsync();

        await OpenMenuAsync(hands);
        await hands.PressAsync("form[action='/sign-out'] button");
        await PasswordAsync(hands);
        await hands.TypeAsync("#code", codes[0]);
        await hands.PressAsync("form:has(#code) button");
        await hands.ToAsync(".kl-user summary");
    }

    [Fact]
    public async Task Finding_a_call_opening_it_and_hearing_it()
    {
        var hands = await OfAsync("privacy-officer");
        await hands.PressAsync("nav a[href='/search']");
        await hands.SelectAsync("#channel", "call");
        await hands.PressAsync("main form button");
        await hands.PressAsync("tbody th a");
        if (await hands.Page.Locator(".kl-sealed").CountAsync() == 0)
            await hands.PressAsync("form[data-close] button");
        await hands.ChooseAsync("purpose", "service");
        await hands.PressAsync(".kl-sealed button");
        await hands.ToAsync("[data-do=toggle]");
        await hands.Page.Keyboard.PressAsync("Enter");
        await hands.Page.WaitForFunctionAsync("() => document.querySelector('audio').currentTime > 0.5");
        await hands.PressAsync("form[data-close] button");
        Assert.Equal(1, await hands.Page.Locator(".kl-sealed").CountAsync());
    }

    [Fact]
    public async Task Saying_that_two_customers_are_one_and_taking_it_back()
    {
        var hands = await OfAsync("privacy-officer");
        await hands.PressAsync("nav a[href='/search']");
        // The last two on the page: other tests look at the first.
        var people = await hands.Page.Locator("tbody td a[href^='/customers/']").EvaluateAllAsync<string[]>("links => [...new Set(links.map(link => link.getAttribute('href')))]");
        var known = await KnownOfAsync(people[^2]);
        await hands.PressAsync($"tbody td a[href='{people[^1]}']");
        await hands.PressAsync("main a[href$='/merge']");
        await hands.TypeAsync("main #find", known);
        await hands.PressAsync("main form button");
        await hands.TypeAsync("#reason", "Zelfde klant, twee keer aangelegd.");
        await hands.PressAsync("main form button");
        await hands.PressAsync("main a[href*='/undo/']");
        await hands.TypeAsync("#reason", "Toch twee verschillende mensen.");
        await hands.PressAsync("main form button");
        Assert.Equal(0, await hands.Page.Locator("main a[href*='/undo/']").CountAsync());
    }

    [Fact]
    public async Task Making_a_processing_activity()
    {
        var hands = await OfAsync("privacy-officer");
        await hands.PressAsync("nav a[href='/activities']");
        await hands.PressAsync("a[href='/activities/new']");
        await hands.PressAsync("main form button.utrecht-button--primary-action");
        // What is wrong has the focus, and leads to the field.
        await hands.ToAsync("[role=alert] a[href='#name']");
        await hands.Page.Keyboard.PressAsync("Enter");
        await hands.TypeAsync("#name", "Storingen met de hand");
        await hands.TypeAsync("#purpose", "Storingen melden en oplossen.");
        await hands.ChooseAsync("legalBasis", "contract");
        await hands.CheckAsync("input[name=people]");
        await hands.CheckAsync("input[name=data]");
        await hands.SelectAsync("#term-recording", "P30D");
        await hands.ChooseAsync("recording", "announce");
        await hands.ChooseAsync("protection", "normal");
        await hands.PressAsync("main form button.utrecht-button--primary-action");
        Assert.Equal("Storingen met de hand", await hands.Page.Locator("h1").InnerTextAsync());
    }

    [Fact]
    public async Task Inviting_somebody()
    {
        var hands = await OfAsync("administrator");
        await hands.PressAsync("nav a[href='/users']");
        await hands.PressAsync("a[href='/users/new']");
        await hands.TypeAsync("#name", "Toos Toetsenbord");
        await hands.TypeAsync("#email", $"toos.{Guid.NewGuid():N}@lindewaard.example");
        await hands.ChooseAsync("Form.Role", "team-lead");
        await hands.TypeAsync("#team", "Klantenservice A");
        await hands.PressAsync("main form button");
        await hands.ToAsync("main a[href*='/invitation/']");
    }

    [Fact]
    public async Task Making_a_token_for_another_system()
    {
        var hands = await OfAsync("administrator");
        await hands.PressAsync("nav a[href='/tokens']");
        await hands.PressAsync("a[href='/tokens/new']");
        await hands.TypeAsync("#label", "Toetsenbord");
        await hands.ChooseAsync("role", "integrator");
        await hands.TypeAsync("#source", $"keys-{Guid.NewGuid():N}");
        await hands.PressAsync("main form button");
        Assert.StartsWith("kluis_", await hands.Page.Locator("#secret").InnerTextAsync(), StringComparison.Ordinal);
        await hands.ToAsync("#secret");
    }

    [Fact]
    public async Task Asking_for_a_token_that_opens_content_deciding_and_picking_it_up()
    {
        var asker = await OfAsync("administrator");
        await asker.PressAsync("nav a[href='/tokens']");
        await asker.PressAsync("a[href='/tokens/new']");
        await asker.PressAsync("a[href='/tokens/content']");
        await asker.TypeAsync("#label", "Toetsenbord");
        await asker.ChooseAsync("role", "quality");
        await asker.TypeAsync("#queue", "Billing");
        await asker.TypeAsync("#reason", "Elke week wordt een steekproef beluisterd.");
        await asker.PressAsync("main form button");
        var request = new Uri(asker.Page.Url).AbsolutePath;
        var officer = await OfAsync("privacy-officer");
        await officer.PressAsync("nav a[href='/approvals']");
        await officer.SelectAsync("#whose", "to-decide");
        await officer.PressAsync("main form button");
        await officer.PressAsync($"a[href='{request}']");
        await officer.PressAsync("button[formaction*=Approve]");
        await asker.Page.ReloadAsync();
        await asker.PressAsync($"a[href='{request}/token']");
        await asker.PressAsync("main form button");
        Assert.StartsWith("kluis_", await asker.Page.Locator(".kl-secret").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Narrowing_the_log_and_taking_it_along()
    {
        var hands = await OfAsync("auditor");
        await hands.PressAsync("nav a[href='/log']");
        await hands.SelectAsync("#outcome", "ok");
        await hands.PressAsync("main form button");
        await hands.ToAsync("a[href*='handler=csv']");
        var download = await hands.Page.RunAndWaitForDownloadAsync(() => hands.Page.Keyboard.PressAsync("Enter"));
        Assert.Equal("kluis-log.csv", download.SuggestedFilename);
    }

    async Task<Hands> OfAsync(string role)
    {
        var page = await demo.PageOfAsync(role);
        await page.GotoAsync(demo.Url + "/");
        return new(page);
    }

    async Task<Hands> AnonymousAsync()
    {
        var page = await demo.AnonymousAsync();
        page.SetDefaultTimeout(90_000);
        await page.GotoAsync(demo.Url + "/");
        return new(page);
    }

    static async Task PasswordAsync(Hands hands)
    {
        // Somebody of whom no other test signs in.
        await hands.TypeAsync("#email", "bouke.sietsma@lindewaard.example");
        await hands.TypeAsync("#password", Password);
        await hands.PressAsync("form:has(#password) button");
    }

    static async Task OpenMenuAsync(Hands hands)
    {
        await hands.ToAsync(".kl-user summary");
        await hands.Page.Keyboard.PressAsync("Enter");
    }

    // Only looked up, by somebody else at another screen.
    async Task<string> KnownOfAsync(string customer)
    {
        var page = await demo.PageOfAsync("privacy-officer");
        await page.GotoAsync(demo.Url + customer);
        var known = await page.Locator("[aria-labelledby=h-known] dd").First.EvaluateAsync<string>("it => it.firstChild.textContent.trim()");
        await page.Context.CloseAsync();
        Assert.NotEqual("", known);
        return known;
    }

    static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
