using Kluis.Web;

namespace Kluis.Intake;

/// <summary>Why something was not taken in, for people.</summary>
static class RefusalWords
{
    const string Prefix = "refused.";

    /// <summary>The codes for which there are words: what a filter offers.</summary>
    public static readonly IReadOnlyList<string> Codes =
        [.. WordList.All.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..]).Order(StringComparer.Ordinal)];

    public static string Sentence(string code, Words words) => words.Find(Prefix + code) ?? words[Prefix + "internal"];
}
