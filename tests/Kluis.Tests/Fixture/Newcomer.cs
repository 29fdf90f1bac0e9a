using System.Net;
using System.Text.RegularExpressions;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis.Tests;

/// <summary>Somebody who comes in for the first time, as their browser goes through it: link, password, second step.</summary>
static partial class Newcomer
{
    public const string Password = "een zin die niemand raadt";

    /// <returns>The address of the invitation.</returns>
    public static async Task<string> InviteAsync(this RunningVault vault, NewAccount wish)
    {
        Assert.Empty(wish.Problems(vault.Time.GetUtcNow()));
        var sent = await vault.Get<Invitations>().InviteAsync(Actor.Product("test"), wish, default);
        Assert.Equal(InvitationRefusal.None, sent.Refusal);
        return "/invitation/" + sent.Secret;
    }

    public static async Task AcceptAsync(this Browser browser, string link)
    {
        await browser.GetAsync(link);
        await browser.PostAsync(link, ("password", Password), ("again", Password));
        Assert.Equal("/sign-in/second-factor", browser.Last.Location);
    }

    /// <returns>The secret of the app, and the recovery codes.</returns>
    public static async Task<(byte[] Secret, List<string> Codes)> EnrolAsync(this RunningVault vault, Browser browser)
    {
        await browser.GetAsync("/sign-in/second-factor");
        var secret = FromBase32(Regex.Match(browser.Last.Text, @"kl-break"">([A-Z2-7 ]+)<").Groups[1].Value);
        await browser.PostAsync("/sign-in/second-factor?handler=App", ("pending", browser.Last.ValueOf("pending")!), ("code", vault.CodeOf(secret)), ("name", "telefoon"));
        Assert.Equal(HttpStatusCode.OK, browser.Last.Status);
        return (secret, [.. Codes().Matches(browser.Last.Text).Select(match => match.Value)]);
    }

    public static string CodeOf(this RunningVault vault, byte[] secret) => Totp.Code(secret, Totp.StepAt(vault.Time.GetUtcNow().ToUnixTimeMilliseconds()));

    public static async Task PasswordAsync(this Browser browser, string mail, string password = Password)
    {
        await browser.GetAsync("/sign-in");
        await browser.PostAsync("/sign-in", ("email", mail), ("password", password));
    }

    /// <summary>Password, then a code of the app or from paper.</summary>
    public static async Task SignInAsync(this Browser browser, string mail, string code)
    {
        await browser.PasswordAsync(mail);
        await browser.GetAsync("/sign-in/code");
        await browser.PostAsync("/sign-in/code", ("code", code));
        Assert.Equal("/", browser.Last.Location);
    }

    // Written anew, so that a mistake in the product's own is seen.
    static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    [GeneratedRegex("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}")]
    private static partial Regex Codes();
}
