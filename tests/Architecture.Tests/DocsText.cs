using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The documents of the repository, and what a test wants to read in one: links, code, headings, table rows.</summary>
static partial class DocsText
{
    public static IEnumerable<SourceFile> All =>
        Repository.Tracked.Where(path => Path.GetExtension(path) == ".md").Select(Repository.Read);

    /// <summary>Code blocks of one language, as they stand.</summary>
    public static IEnumerable<string> Blocks(string text, string language) =>
        Fence.Matches(text).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["code"].Value);

    /// <summary>The text without its code blocks.</summary>
    public static string Prose(string text) => Fence.Replace(text, "");

    public static IEnumerable<string> InlineCode(string text) => Code.Matches(Prose(text)).Select(code => code.Groups[1].Value);

    /// <summary>Targets of links.</summary>
    public static IEnumerable<string> Links(string text) =>
        Link.Matches(Code.Replace(Prose(text), "")).Select(link => link.Groups[1].Value);

    /// <summary>Every heading as the name by which a link reaches it.</summary>
    public static IEnumerable<string> Anchors(string text) =>
        Heading.Matches(Prose(text)).Select(heading => NotInAnchor.Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The cells of all table rows but heads and rulers.</summary>
    public static IEnumerable<string[]> Rows(string text)
    {
        var lines = Prose(text).Split('\n');
        return from line in lines.Index()
               where line.Item.StartsWith("| ", StringComparison.Ordinal)
               where line.Index + 1 == lines.Length || !lines[line.Index + 1].StartsWith("|--", StringComparison.Ordinal)
               select line.Item.Trim('|', ' ').Split(" | ");
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    static partial Regex Fence { get; }

    [GeneratedRegex(@"`([^`\n]+)`")]
    static partial Regex Code { get; }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    static partial Regex Link { get; }

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    static partial Regex Heading { get; }

    [GeneratedRegex(@"[^\w\- ]")]
    static partial Regex NotInAnchor { get; }
}
