using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Committed text holds for every reader: no path of one machine, no address of one registry, no name of a writing tool.</summary>
public sealed partial class TextTests
{
    /// <summary>Path of a file that may, and the reason.</summary>
    static readonly Dictionary<string, string> allowed = new(StringComparer.Ordinal) { };

    [Fact]
    public void Committed_text_tells_nothing_of_the_machine_it_was_written_on() =>
        Verdict.Clean(Violations(Repository.Tracked.Where(path => !allowed.ContainsKey(path)).Select(Repository.Read)));

    // Planted texts are put together here, so that this file itself stays clean.
    [Theory]
    [InlineData("docs/x.md", "see /", "work/main/src")]
    [InlineData("docs/x.md", "`/", "root/.nuget`")]
    [InlineData("docs/x.md", "run it in /", "tmp/scratch")]
    [InlineData("src/x.cs", "\"/ho", "me/anna/kluis\"")]
    [InlineData("docs/x.md", "C:\\Us", "ers\\anna")]
    [InlineData("docs/x.md", "https://api.nu", "get.org/v3/index.json")]
    [InlineData("package-lock.json", "\"resolved\": \"https://registry.n", "pmjs.org/x.tgz\"")]
    [InlineData("docs/x.md", "http://127.0.0.1:8081/reposi", "tory/npm/")]
    [InlineData("CHANGELOG.md", "written with Clau", "de")]
    [InlineData("CHANGELOG.md", "Co-Autho", "red-By: somebody")]
    [InlineData("AGEN", "TS.md", "any text")]
    public void A_planted_trace_is_reported(string path, string first, string second) =>
        Assert.Single(Violations([path == "AGEN" ? new(path + first, second) : new(path, first + second)]));

    [Theory]
    [InlineData("docs/x.md", "See https://example.org/work/kluis and src/work/notes.")]
    [InlineData("docs/x.md", "Data lies in ./data; packages come from your own registry.")]
    [InlineData("docs/x.md", "a clause, an anthropology, a copilot's seat")]
    public void An_innocent_text_passes(string path, string text) => Verdict.Clean(Violations([new(path, text)]));

    static IReadOnlyList<string> Violations(IEnumerable<SourceFile> files) =>
        [.. from file in files
            where !file.Text.Contains('\0')
            from line in file.Lines.Prepend(file.Path)
            where Machine.IsMatch(line) || Registry.IsMatch(line) || Tool.IsMatch(line)
            select $"{file.Path}: {line.Trim()}"];

    // One letter of each word stands in brackets: the pattern finds the word everywhere but in itself.
    [GeneratedRegex(@"(?<![\w.~*/-])/([r]oot|[w]ork|[t]mp|[h]ome/\w+|[U]sers/\w+)/|\b[C]:\\Users\\")]
    static partial Regex Machine { get; }

    [GeneratedRegex(@"\b[n]uget\.org\b|\b[n]pmjs\.(org|com)\b|\b[p]ypi\.org\b|[a]rtifactory|://[^/\s]+/[r]epository/|\.[j]frog\.", RegexOptions.IgnoreCase)]
    static partial Regex Registry { get; }

    [GeneratedRegex(@"\b[c]laude\b|\b[a]nthropic\b|\b[c]hatgpt\b|\b[c]o-authored-by\b|\b[A]GENTS\.md\b", RegexOptions.IgnoreCase)]
    static partial Regex Tool { get; }
}
