using System.Diagnostics;
using System.Text.RegularExpressions;
using Kluis.Accounts;
using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>From nothing: set up, two people come in, one with a passkey and one with codes, and each sees what they may.</summary>
public sealed partial class PeopleJobTests(DemoRun demo)
{
    const string Password = "een zin die niemand raadt";

    [Fact]
    public async Task From_nothing_to_two_people_who_are_in()
    {
        await (await demo.AnonymousAsync()).Context.CloseAsync();
        var folder = Directory.CreateTempSubdirectory("kluis-people-");
        var url = $"http://localhost:{DemoRun.FreePort()}";
        using var program = DemoRun.Start("serve", "--urls", url, "--data", Path.Combine(folder.FullName, "data"));
        try
        {
            var (officer, administrator) = await SetUpAsync(await LinkAsync(program));
            await ByPasskeyAsync(url, officer);
            await ByCodeAsync(url, administrator);
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    static async Task<string> LinkAsync(Process program)
    {
        while (await program.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("/set-up#", StringComparison.Ordinal))
                return line.Trim();
        }
        throw new InvalidOperationException("No set-up link was printed.");
    }

    async Task<(string Officer, string Administrator)> SetUpAsync(string link)
    {
        var page = await NewPageAsync();
        await page.GotoAsync(link);
        Assert.DoesNotContain("#", page.Url, StringComparison.Ordinal);
        await page.Locator("#organisation").FillAsync("Gemeente Proefstad");
        await page.Locator("#officer-name").FillAsync("Femke Proef");
        await page.Locator("#officer-email").FillAsync("femke@proefstad.example");
        await page.Locator("#administrator-name").FillAsync("Tjeerd Proef");
        await page.Locator("#administrator-email").FillAsync("femke@proefstad.example");
        await page.Locator("main form button").ClickAsync();
        // One person for both is refused, and what was typed stays.
        await page.Locator("#administrator-email-e").WaitForAsync();
        await page.Locator("#administrator-email").FillAsync("tjeerd@proefstad.example");
        await page.Locator("main form button").ClickAsync();
        var paper = await page.Locator(".kl-codes .kl-code").AllInnerTextsAsync();
        Assert.Equal(16, paper.Count);
        foreach (var field in await page.Locator("input[name=groups]").AllAsync())
        {
            var label = await page.Locator($"label[for={await field.GetAttributeAsync("id")}]").InnerTextAsync();
            await field.FillAsync(paper[int.Parse(Number().Match(label).Value, System.Globalization.CultureInfo.InvariantCulture) - 1].ToLowerInvariant());
        }
        await page.Locator("main form button").ClickAsync();
        var links = await page.Locator("a[href^='/invitation/']").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
        await page.Context.CloseAsync();
        return (links[0], links[1]);
    }

    async Task ByPasskeyAsync(string url, string invitation)
    {
        var page = await NewPageAsync();
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        await AcceptAsync(page, invitation);
        await page.Locator("form[data-passkey=create] button").ClickAsync();
        await page.Locator(".kl-codes").WaitForAsync();
        await page.Locator("main a.utrecht-button--primary-action").ClickAsync();
        await Hands.ArriveAsync(page, url + "/");
        await SignOutAsync(page);
        await page.Locator("form[data-passkey=get] button").ClickAsync();
        await Hands.ArriveAsync(page, url + "/");
        // She sees herself in the log, and unlocks with the same passkey.
        await page.GotoAsync(url + "/log");
        Assert.Contains("Femke Proef", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator(".kl-user summary").ClickAsync();
        await page.Locator("form[action*='/locked'] button").ClickAsync();
        await page.Locator("#lock form[data-passkey=get] button").ClickAsync();
        await page.Locator(".kl-shell").WaitForAsync();
        Assert.EndsWith("/log", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    async Task ByCodeAsync(string url, string invitation)
    {
        var page = await NewPageAsync();
        await AcceptAsync(page, invitation);
        var secret = FromBase32(await page.Locator(".kl-break").TextContentAsync() ?? "");
        await page.Locator("#code").FillAsync(Code(secret));
        await page.Locator("form:has(#code) button").ClickAsync();
        var codes = await page.Locator(".kl-codes .kl-code").AllInnerTextsAsync();
        await page.Locator("main a.utrecht-button--primary-action").ClickAsync();
        await SignOutAsync(page);
        await page.Locator("#email").FillAsync("tjeerd@proefstad.example");
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("form:has(#password) button").ClickAsync();
        await page.Locator("#code").FillAsync(codes[0]);
        await page.Locator("form:has(#code) button").ClickAsync();
        // He has no way to content, and is told so in a sentence; he may invite.
        await page.GotoAsync(url + "/search");
        await Hands.ArriveAsync(page, "**/no-permission");
        await page.GotoAsync(url + "/users/new");
        await page.Locator("#name").FillAsync("Joris Proef");
        await page.Locator("#email").FillAsync("joris@proefstad.example");
        await page.Locator("main form button").First.ClickAsync();
        Assert.Equal(1, await page.Locator("main a[href*='/invitation/']").CountAsync());
        await page.Context.CloseAsync();
    }

    static async Task AcceptAsync(IPage page, string invitation)
    {
        await page.GotoAsync(invitation);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("#again").FillAsync(Password);
        await page.Locator("main form button").First.ClickAsync();
        await Hands.ArriveAsync(page, "**/sign-in/second-factor");
    }

    static async Task SignOutAsync(IPage page)
    {
        await page.Locator(".kl-user summary").ClickAsync();
        await page.Locator("form[action='/sign-out'] button").First.ClickAsync();
        await Hands.ArriveAsync(page, "**/sign-in**");
    }

    async Task<IPage> NewPageAsync()
    {
        var page = await (await demo.Browser.NewContextAsync(new() { Locale = "nl-NL" })).NewPageAsync();
        // Each step here hashes a password, beside other tests on the same two processors.
        page.SetDefaultTimeout(90_000);
        return page;
    }

    static string Code(byte[] secret) => Totp.Code(secret, Totp.StepAt(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));

    static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
