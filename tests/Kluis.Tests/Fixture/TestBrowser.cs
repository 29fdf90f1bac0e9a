using System.Net;
using System.Text.RegularExpressions;

namespace Kluis.Tests;

/// <summary>A browser without script: keeps cookies, sends the forms of the page it last saw, follows nothing by itself.</summary>
sealed partial class TestBrowser : IDisposable
{
    readonly HttpClient http;

    public TestBrowser(Uri address)
    {
        http = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0");
    }

    public CookieContainer Cookies { get; } = new();

    public string Page { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    /// <summary>Where the last answer sent to, or null.</summary>
    public string? SentTo { get; private set; }

    public string? Cookie(string name) => Cookies.GetCookies(http.BaseAddress!)[name]?.Value;

    public void SetCookie(string name, string value) => Cookies.Add(http.BaseAddress!, new Cookie(name, value));

    public Task GoAsync(string path) => ReadAsync(http.GetAsync(new Uri(path, UriKind.Relative)));

    /// <summary>Posts with the anti-forgery token of the page seen last.</summary>
    public Task PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostBareAsync(path, [.. fields, ("__RequestVerificationToken", Token().Match(Page).Groups[1].Value)]);

    public async Task PostBareAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        await ReadAsync(http.PostAsync(new Uri(path, UriKind.Relative), form));
    }

    public string Hidden(string name) => WebUtility.HtmlDecode(Regex.Match(Page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value);

    public void Dispose() => http.Dispose();

    async Task ReadAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Status = answer.StatusCode;
        SentTo = answer.Headers.Location?.OriginalString;
        Page = await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
