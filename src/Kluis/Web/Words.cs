using System.Globalization;
using System.Text.Json;

namespace Kluis.Web;

/// <summary>
/// Every text of the console in both languages, from one file a slice or subject (<c>*.words.json</c>): what is missing in one
/// language is seen beside the other.
/// </summary>
static class WordList
{
    const string Ending = ".words.json";

    public static readonly IReadOnlyList<string> Languages = ["nl", "en"];

    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All = Read();

    // A key that stands in two files is a bug: reading them fails at the first start.
    static Dictionary<string, IReadOnlyDictionary<string, string>> Read() =>
        typeof(WordList).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .SelectMany(ReadOne).ToDictionary(entry => entry.Key, entry => (IReadOnlyDictionary<string, string>)entry.Value, StringComparer.Ordinal);

    static Dictionary<string, Dictionary<string, string>> ReadOne(string name)
    {
        using var stream = typeof(WordList).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
    }
}

/// <summary>What a page says, in the language of its reader: texts, and <see cref="When"/> for moments and lengths.</summary>
sealed class Words(string language, When when)
{
    public string Language { get; } = language;

    public string Other { get; } = language == "nl" ? "en" : "nl";

    public When When { get; } = when;

    /// <exception cref="InvalidOperationException">There is no such text: a bug that a test finds, and never a key on a page.</exception>
    public string this[string key] =>
        Find(key) ?? throw new InvalidOperationException($"There is no text {key} in {Language}.");

    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);

    public string? Find(string key) => WordList.All.TryGetValue(key, out var both) ? both.GetValueOrDefault(Language) : null;

    /// <summary>A text about a count: <c>key.one</c> or <c>key.many</c>, with the number as its first value.</summary>
    public string Count(string key, long count, params object?[] more) =>
        this[count == 1 ? key + ".one" : key + ".many", [When.Number(count), .. more]];

    public static string In(string other, string key) => WordList.All[key][other];
}
