using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Source is finished and open to view: no notes to do, no stubs, nothing folded away.</summary>
public sealed partial class UnfinishedTests
{
    static readonly string[] extensions = [".cs", ".cshtml", ".js", ".css", ".sql", ".json", ".resx", ".csproj", ".props"];

    [Fact]
    public void Nothing_in_the_source_is_left_to_do() => Verdict.Clean(Violations(Repository.Files("src", extensions)));

    [Theory]
    [InlineData("// TODO later")]
    [InlineData("/* FIXME */")]
    [InlineData("// a HACK: see below")]
    [InlineData("throw new NotImplementedException();")]
    [InlineData("    #region Fields")]
    [InlineData("# region Fields")]
    public void A_planted_note_is_reported(string line) => Assert.Single(Violations([new("src/X.cs", "first\n" + line)]));

    [Theory]
    [InlineData("var todos = methodology;")]
    [InlineData("throw new NotSupportedException();")]
    [InlineData("// the region of a phone number")]
    public void An_innocent_line_passes(string line) => Verdict.Clean(Violations([new("src/X.cs", line)]));

    static IReadOnlyList<string> Violations(IEnumerable<SourceFile> files) =>
        [.. from file in files
            from line in file.Lines.Index()
            where Unfinished.IsMatch(line.Item)
            select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}"];

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b|^\s*#\s*(end)?region\b")]
    static partial Regex Unfinished { get; }
}
