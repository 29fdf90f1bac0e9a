using System.Net;
using System.Text.RegularExpressions;

namespace Kluis.Tests;

/// <summary>Forms of the console, sent as a browser sends them: with the mark of the page they stand on.</summary>
static partial class Forms
{
    /// <param name="from">The page with the form, where it is another than the address.</param>
    public static async Task<Answer> PostFormAsync(this HttpClient client, string address, string? from = null, params (string Name, string Value)[] fields)
    {
        using var page = await client.GetAsync(from ?? address);
        var text = await page.Content.ReadAsStringAsync();
        var mark = WebUtility.HtmlDecode(Mark().Match(text).Groups[1].Value);
        var cookie = page.Headers.TryGetValues("Set-Cookie", out var set) ? set.First().Split(';')[0] : null;
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("__RequestVerificationToken", mark)]),
        };
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await Answer.OfAsync(client.SendAsync(request));
    }

    /// <summary>The same, and on to the page that comes after. A client that follows by itself leaves its token behind.</summary>
    public static async Task<Answer> PostFromAsync(this HttpClient client, string from, string to, params (string Name, string Value)[] fields)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = client.BaseAddress };
        foreach (var (name, values) in client.DefaultRequestHeaders)
            browser.DefaultRequestHeaders.TryAddWithoutValidation(name, values);
        var answer = await browser.PostFormAsync(to, from, fields);
        return answer.Location is { } next ? await Answer.OfAsync(browser.GetAsync(next)) : answer;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Mark();
}
