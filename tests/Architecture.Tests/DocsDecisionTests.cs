using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>A decision record says what was decided, why, and what else there was; its number is its own.</summary>
public sealed partial class DocsDecisionTests
{
    static readonly string[] sections = ["## What", "## Why", "## What else"];

    static IEnumerable<SourceFile> Records => Repository.Files("docs/decisions", ".md").Where(file => Path.GetFileName(file.Path) != "README.md");

    [Fact]
    public void Every_decision_says_what_why_and_what_else() => Verdict.Clean(Violations(Records));

    [Fact]
    public void Decisions_are_numbered_from_one_without_a_gap()
    {
        var numbers = Records.Select(file => int.Parse(Path.GetFileName(file.Path)[..4], System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        Assert.NotEmpty(numbers);
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }

    [Theory]
    [InlineData("docs/decisions/a-title.md", "# T\n## What\nx\n## Why\nx\n## What else\nx\n")]
    [InlineData("docs/decisions/0001-title.md", "# T\n## What\nx\n## Why\nx\n")]
    [InlineData("docs/decisions/0001-title.md", "# T\n## What\nx\n## Why\n\n## What else\nx\n")]
    public void A_planted_record_is_reported(string path, string text) => Assert.Single(Violations([new(path, text)]));

    [Fact]
    public void A_whole_record_passes() =>
        Verdict.Clean(Violations([new("docs/decisions/0001-a-title.md", "# T\n## What\nx\n## Why\nx\n## What else\nx\n")]));

    static IReadOnlyList<string> Violations(IEnumerable<SourceFile> files) =>
        [.. from file in files
            from problem in ProblemsOf(file)
            select $"{file.Path}: {problem}"];

    static IEnumerable<string> ProblemsOf(SourceFile file)
    {
        if (!Name.IsMatch(Path.GetFileName(file.Path)))
            yield return "a name like 0001-short-title.md";
        foreach (var section in sections.Where(section => !Regex.IsMatch(file.Text, $@"^{section}\n+(?!#)\S", RegexOptions.Multiline)))
            yield return $"nothing under \"{section}\"";
    }

    [GeneratedRegex(@"^\d{4}(-[a-z0-9]+)+\.md$")]
    static partial Regex Name { get; }
}
