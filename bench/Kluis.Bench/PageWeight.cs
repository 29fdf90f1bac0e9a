using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Kluis.Bench;

/// <summary>
/// What a browser that comes for the first time fetches for one page: the document, and everything that it and its style sheets name.
/// Bodies as they come over the wire, without what a page plays.
/// </summary>
sealed partial class PageWeight(ConsoleClient client)
{
    readonly Dictionary<string, (int Bytes, string Text)> files = new(StringComparer.Ordinal);

    /// <returns>Bytes; and of them those of the document alone.</returns>
    public async Task<(int All, int Document)> OfAsync(ConsolePerson person, Ask ask)
    {
        var document = await client.SendAsync(person, ask);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        await AddAsync(person, needed, TextOf(document), "/");
        return (document.Body.Length + needed.Sum(path => files[path].Bytes), document.Body.Length);
    }

    async Task AddAsync(ConsolePerson person, HashSet<string> needed, string text, string folder)
    {
        foreach (var path in Named().Matches(text).Select(match => new Uri(new Uri("http://page" + folder), match.Groups["path"].Value).PathAndQuery))
        {
            if (!needed.Add(path))
                continue;
            if (!files.ContainsKey(path))
                files[path] = await FetchAsync(person, path);
            await AddAsync(person, needed, files[path].Text, path);
        }
    }

    async Task<(int, string)> FetchAsync(ConsolePerson person, string path)
    {
        var answer = await client.SendAsync(person, new Ask(path));
        return answer.Status == System.Net.HttpStatusCode.OK
            ? (answer.Body.Length, answer.Type is "text/css" or "text/javascript" ? TextOf(answer) : "")
            : throw new InvalidOperationException($"{path}: {answer.Status}");
    }

    static string TextOf(ConsoleAnswer answer)
    {
        using Stream body = new MemoryStream(answer.Body, writable: false);
        using var plain = answer.Encoding switch { "br" => new BrotliStream(body, CompressionMode.Decompress), "gzip" => new GZipStream(body, CompressionMode.Decompress), _ => body };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // Style sheets, pictures and modules of a document; fonts of a style sheet; modules of a module.
    [GeneratedRegex(""""<(?:link|script|img)\b[^>]*?\b(?:href|src)="(?<path>/[^"]+)"|url\("(?<path>[^"]+)"\)|\b(?:from|import)\s+"(?<path>\.?\.?/[^"]+)" """", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Named();
}
