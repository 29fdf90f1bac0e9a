using Kluis.Access;

namespace Kluis.Accounts.Pages;

/// <summary>Reads off a request who knocks, and remembers the browser by a cookie that names nobody.</summary>
static class Visitors
{
    const string CookieSecure = "__Host-kluis-browser", CookieLoopback = "kluis-browser";

    public static Visitor Of(HttpContext context)
    {
        var name = context.Request.IsHttps ? CookieSecure : CookieLoopback;
        if (context.Request.Cookies[name] is not { Length: > 20 and < 100 } known)
        {
            known = Secret.New();
            context.Response.Cookies.Append(name, known, new CookieOptions
            {
                HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromDays(365),
            });
        }
        return new Visitor(GateApi.AddressOf(context), BrowserOf(context.Request.Headers.UserAgent.ToString()), Secret.Hash(known));
    }

    /// <summary>Kind and system only: enough to recognise one's own, too little to be a fingerprint.</summary>
    static string? BrowserOf(string agent)
    {
        var browser = First(agent, ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"));
        var system = First(agent, ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"));
        return browser is null && system is null ? null : string.Join(", ", new[] { browser, system }.OfType<string>());
    }

    static string? First(string agent, params (string Sign, string Name)[] known) =>
        known.FirstOrDefault(each => agent.Contains(each.Sign, StringComparison.Ordinal)).Name;
}
