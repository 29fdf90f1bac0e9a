using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;

namespace Kluis.Tests;

/// <summary>What a browser got: redirects are answers here.</summary>
sealed record Shown(HttpStatusCode Status, string Text, string? Location, string? Type)
{
    public Shown Must(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} {Location} instead of {(int)status}: {Text}");
        return this;
    }

    public Shown Has(string text)
    {
        Assert.Contains(text, Text, StringComparison.Ordinal);
        return this;
    }

    public Shown HasNot(string text)
    {
        Assert.DoesNotContain(text, Text, StringComparison.Ordinal);
        return this;
    }

    /// <summary>The value of the first button or field of this name; null where there is none.</summary>
    public string? ValueOf(string name) =>
        Regex.Match(Text, $"name=\"{name}\"[^>]*? value=\"([^\"]*)\"") is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The conversations that the page links to, in its order.</summary>
    public IReadOnlyList<Guid> Conversations => [.. Regex.Matches(Text, "<th scope=\"row\"[^>]*><a href=\"/conversations/([0-9a-f-]{36})\"").Select(match => Guid.Parse(match.Groups[1].Value))];
}

/// <summary>A browser without script: cookies, and forms that hold what the page before gave. It follows nothing by itself.</summary>
sealed class Browser : IDisposable
{
    readonly CookieContainer cookies = new();
    readonly HttpClient client;
    string token = "";

    /// <summary>Of nobody yet.</summary>
    public Browser(RunningVault vault)
    {
        client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = vault.Http.BaseAddress };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0");
    }

    /// <summary>What came last.</summary>
    public Shown Last { get; private set; } = new(0, "", null, null);

    /// <summary>Of somebody who has signed in.</summary>
    public static async Task<Browser> OfAsync(RunningVault vault, Guid user, string language = "nl")
    {
        var cookie = Secret.New();
        var now = vault.Time.GetUtcNow();
        await vault.TamperAsync(
            "insert into sign_in (id, secret_hash, user_id, created_at, seen_at, expires_at) values (@id, @hash, @user, @now, @now, @until)",
            new { id = vault.Product.Ids.New().ToString(), hash = Secret.Hash(cookie), user = user.ToString(), now = now.ToUnixTimeMilliseconds(), until = now.AddHours(8).ToUnixTimeMilliseconds() });
        var browser = new Browser(vault);
        browser.SetCookie(GateApi.CookieLoopback, cookie);
        browser.SetCookie("kluis-language", language);
        return browser;
    }

    public string? Cookie(string name) => cookies.GetCookies(client.BaseAddress!)[name]?.Value;

    public void SetCookie(string name, string value) => cookies.Add(client.BaseAddress!, new Cookie(name, value));

    public Task<Shown> GetAsync(string path) => ShowAsync(client.GetAsync(path));

    /// <summary>What a page asks by itself.</summary>
    public Task<Shown> GetQuietlyAsync(string path) => ShowAsync(client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { GateApi.Quiet, "1" } } }));

    public Task<Shown> PostAsync(string path, params IEnumerable<(string Name, string Value)> fields) =>
        PostBareAsync(path, fields.Append(("__RequestVerificationToken", token)));

    /// <summary>Without the mark of the page: as another site would have it sent.</summary>
    public Task<Shown> PostBareAsync(string path, params IEnumerable<(string Name, string Value)> fields) =>
        ShowAsync(client.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))));

    public Task<Answer> ApiAsync(string path, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Calls.Json(json), Headers = { { "Sec-Fetch-Site", "same-origin" } } };
        return Answer.OfAsync(client.SendAsync(request));
    }

    public void Dispose() => client.Dispose();

    async Task<Shown> ShowAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        if (Regex.Match(text, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"") is { Success: true } match)
            token = match.Groups[1].Value;
        return Last = new Shown(answer.StatusCode, WebUtility.HtmlDecode(text), answer.Headers.Location?.OriginalString, answer.Content.Headers.ContentType?.ToString());
    }
}
