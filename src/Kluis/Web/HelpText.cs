using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Kluis.Web;

/// <summary>
/// The documents that the console shows as long help: inside the program, and the same as in the folder <c>docs</c>. Reads the
/// little of Markdown that they use.
/// </summary>
static partial class HelpText
{
    const string Prefix = "help.";

    /// <returns>Title and HTML; null when there is no such document.</returns>
    public static (string Title, string Html)? Find(string name, string language)
    {
        using var stream = typeof(HelpText).Assembly.GetManifestResourceStream($"{Prefix}{name}.{language}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return (text[..end].TrimStart('#', ' '), Html(text[end..]));
    }

    public static string Html(string text)
    {
        var html = new StringBuilder();
        foreach (Match block in Block().Matches(text))
            html.Append(block.Groups["code"] is { Success: true } code ? $"<pre class=\"kl-block kl-code\" tabindex=\"0\">{Encode(code.Value.TrimEnd())}</pre>" : Prose(block.Value.Trim())).Append('\n');
        return html.ToString();
    }

    static string Prose(string block) => block switch
    {
        ['#', '#', ' ', ..] => $"<h2>{Inline(block[3..])}</h2>",
        ['*', ' ', ..] => $"<ul>{Items(block, "* ")}</ul>",
        ['1', '.', ' ', ..] => $"<ol>{Items(Number().Replace(block, "* "), "* ")}</ol>",
        _ => $"<p>{Inline(block)}</p>",
    };

    static string Items(string block, string mark) =>
        string.Concat(("\n" + block).Split("\n" + mark, StringSplitOptions.RemoveEmptyEntries).Select(item => $"<li>{Inline(item)}</li>"));

    // Links of the documents lead to other documents: here their words stay.
    static string Inline(string text) =>
        Link().Replace(Emphasis().Replace(Strong().Replace(Code().Replace(Encode(text.Replace('\n', ' ')), "<code>$1</code>"), "<b>$1</b>"), "<em>$1</em>"), "$1");

    static string Encode(string text) => HtmlEncoder.Default.Encode(text).Replace("&#x60;", "`", StringComparison.Ordinal);

    [GeneratedRegex(@"^```\w*\n(?<code>[\s\S]*?)^```$|^## .*$|(?:^(?!```|## ).+$\n?)+", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\d+\. ", RegexOptions.Multiline)]
    private static partial Regex Number();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\*\*([^*]+)\*\*")]
    private static partial Regex Strong();

    [GeneratedRegex(@"\*([^*]+)\*")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();
}
