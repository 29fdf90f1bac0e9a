using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests;

/// <summary>People who have signed in, as the gate sees them.</summary>
static class Persons
{
    /// <summary>An account that has signed in, and a browser of it: its cookie, and where its requests come from.</summary>
    public static async Task<(Caller Caller, HttpClient Browser)> PersonAsync(this RunningVault vault, Role role)
    {
        var id = await vault.UserAsync(role);
        var secret = await SignInAsync(vault.Product, id);
        var browser = new HttpClient { BaseAddress = vault.Http.BaseAddress };
        Bear(browser, secret);
        return (await CallerAsync(vault, secret), browser);
    }

    /// <returns>What the cookie of the new sign-in holds.</returns>
    public static async Task<string> SignInAsync(Product product, Guid user)
    {
        var (link, secret) = (Secret.New(), Secret.New());
        await product.Journal.ChangeAsync(new Actor(user.ToString()), async change =>
        {
            await AccessStore.AddLinkAsync(change, Secret.Hash(link), user, change.Now + 1000);
            await AccessStore.UseLinkAsync(change, Secret.Hash(link), Secret.Hash(secret), product.Ids.New(), change.Now + (long)TimeSpan.FromDays(30).TotalMilliseconds);
            change.Record(new AuditEvent(AuditAct.AccountSignedIn) { Target = user.ToString() });
            return true;
        });
        return secret;
    }

    /// <summary>After a leap of the clock: everybody was busy all the time, and no screen is locked.</summary>
    public static Task WakeAsync(this RunningVault vault) =>
        vault.TamperAsync("update sign_in set seen_at = @now, locked_at = null", new { now = vault.Time.GetUtcNow().ToUnixTimeMilliseconds() });

    public static void Bear(HttpClient browser, string secret)
    {
        browser.DefaultRequestHeaders.Add("Cookie", $"{GateApi.CookieLoopback}={secret}");
        browser.DefaultRequestHeaders.Add("Origin", browser.BaseAddress!.OriginalString.TrimEnd('/'));
    }

    static async Task<Caller> CallerAsync(RunningVault vault, string secret) =>
        (await vault.Get<AccessStore>().FindBySignInAsync(Secret.Hash(secret), vault.Time.GetUtcNow().ToUnixTimeMilliseconds(), null, default))!;
}
