using System.Net.Http.Headers;
using System.Text;

namespace Kluis.Tests.Hostile;

/// <summary>A request that must be refused, and how.</summary>
sealed record BadRequest(string Name, HttpMethod Method, string Path, HttpContent? Content, int Status, string? Code)
{
    public (string Name, string Value)? Header { get; init; }

    public async Task<Answer> SendAsync(HttpClient client)
    {
        var request = new HttpRequestMessage(Method, Path) { Content = Content };
        if (Header is var (name, value))
            request.Headers.TryAddWithoutValidation(name, value);
        return await Answer.OfAsync(client.SendAsync(request));
    }

    public static BadRequest Post(string name, string path, HttpContent? content, int status, string? code) => new(name, HttpMethod.Post, path, content, status, code);

    public static HttpContent Bytes(byte[] bytes, string? type, string? encoding = null)
    {
        var content = new ByteArrayContent(bytes);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    public static HttpContent Text(string text, string type) => Bytes(Encoding.UTF8.GetBytes(text), type);

    /// <summary>A part with a header of its own making.</summary>
    public static HttpContent Part(byte[] bytes, string disposition)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentDisposition = ContentDispositionHeaderValue.Parse(disposition);
        return content;
    }

    public static string Nested(int levels, string open = "[", string close = "]") =>
        string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));
}
