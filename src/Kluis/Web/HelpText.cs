using System.Text;

namespace Kluis.Web;

enum HelpKind
{
    Title,
    Heading,
    Paragraph,
    List,
}

/// <param name="Texts">The items of a list; of anything else one.</param>
sealed record HelpBlock(HelpKind Kind, IReadOnlyList<string> Texts);

/// <summary>A long explanation out of the documents, as the console shows it: a title, headings, paragraphs and lists, nothing else.</summary>
static class HelpText
{
    /// <summary>One of the documents that are inside the program.</summary>
    public static IReadOnlyList<HelpBlock> Of(string subject, string language)
    {
        using var stream = typeof(HelpText).Assembly.GetManifestResourceStream($"Kluis.Help.{subject}.{language}.md")
            ?? throw new InvalidOperationException($"There is no explanation of {subject} in {language}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Read(reader.ReadToEnd());
    }

    public static IReadOnlyList<HelpBlock> Read(string text)
    {
        var blocks = new List<(HelpKind Kind, List<string> Texts)>();
        var isNew = true;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()))
        {
            var (kind, words) = KindOf(line);
            if (line.Length == 0)
                isNew = true;
            else if (kind == HelpKind.List && !isNew && blocks[^1].Kind == HelpKind.List)
                blocks[^1].Texts.Add(words);
            else if (kind == HelpKind.Paragraph && !isNew && blocks[^1].Kind is HelpKind.Paragraph or HelpKind.List)
                blocks[^1].Texts[^1] += " " + words;
            else
                blocks.Add((kind, [words]));
            if (line.Length > 0)
                isNew = false;
        }
        return [.. blocks.Select(block => new HelpBlock(block.Kind, block.Texts))];
    }

    static (HelpKind Kind, string Words) KindOf(string line) => line switch
    {
        ['#', ' ', .. var title] => (HelpKind.Title, title),
        ['#', '#', ' ', .. var heading] => (HelpKind.Heading, heading),
        ['*', ' ', .. var item] => (HelpKind.List, item),
        _ => (HelpKind.Paragraph, line.Trim()),
    };
}
