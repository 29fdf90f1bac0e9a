using System.Net;
using System.Text.RegularExpressions;

namespace Kluis.Bench;

/// <summary>One request as a browser makes it.</summary>
/// <param name="Form">Fields of a form that is sent; null: the page is only asked for.</param>
sealed record Ask(string Path, (string Name, string Value)[]? Form = null);

/// <summary>Somebody who is signed in, in a browser of their own.</summary>
sealed class ConsolePerson(string? secret)
{
    /// <summary>The cookie of the forms, and the value that goes with it; made at the first form.</summary>
    public (string Cookie, string Field)? Forms { get; set; }

    public string Cookies => string.Join("; ", new[] { secret is null ? null : $"kluis={secret}", Forms?.Cookie }.OfType<string>());
}

/// <summary>The bytes of an answer as they came over the wire, and how long it took to the last of them.</summary>
sealed record ConsoleAnswer(HttpStatusCode Status, byte[] Body, string? Encoding, string? Type, double Milliseconds, double FirstByte);

/// <summary>Asks for pages over HTTP, and keeps nothing that the page did not tell to keep.</summary>
sealed partial class ConsoleClient(Uri address) : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = address };

    public async Task<ConsoleAnswer> SendAsync(ConsolePerson person, Ask ask)
    {
        if (ask.Form is not null && person.Forms is null)
            person.Forms = await FormsAsync(person);
        using var request = RequestOf(person, ask);
        var start = Timed.Now;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        using var body = new MemoryStream();
        var first = new byte[1];
        body.Write(first, 0, await stream.ReadAsync(first));
        var firstByte = Timed.Since(start).TotalMilliseconds;
        await stream.CopyToAsync(body);
        return new ConsoleAnswer(
            answer.StatusCode, body.ToArray(), answer.Content.Headers.ContentEncoding.FirstOrDefault(), answer.Content.Headers.ContentType?.MediaType, Timed.Since(start).TotalMilliseconds, firstByte);
    }

    public void Dispose() => http.Dispose();

    static HttpRequestMessage RequestOf(ConsolePerson person, Ask ask)
    {
        var request = new HttpRequestMessage(ask.Form is null ? HttpMethod.Get : HttpMethod.Post, ask.Path);
        request.Headers.Add("Accept-Encoding", "gzip, br");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (person.Cookies is { Length: > 0 } cookies)
            request.Headers.Add("Cookie", cookies);
        if (ask.Form is { } form)
            request.Content = new FormUrlEncodedContent([.. form.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("__RequestVerificationToken", person.Forms!.Value.Field)]);
        return request;
    }

    // From a page that has a form and that everybody may open.
    async Task<(string, string)> FormsAsync(ConsolePerson person)
    {
        using var request = RequestOf(person, new Ask("/me"));
        request.Headers.Remove("Accept-Encoding");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var field = Token().Match(await answer.Content.ReadAsStringAsync());
        var cookie = answer.Headers.GetValues("Set-Cookie").First(each => each.StartsWith("kluis-form=", StringComparison.Ordinal));
        return (cookie.Split(';')[0], field.Groups[1].Value);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
