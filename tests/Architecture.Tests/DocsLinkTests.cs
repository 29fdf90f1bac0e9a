namespace Architecture.Tests;

/// <summary>A link in a document leads to a file, and to a heading in it, that exist.</summary>
public sealed class DocsLinkTests
{
    [Fact]
    public void Every_link_between_documents_leads_somewhere() => Verdict.Clean(DocsText.All.SelectMany(Violations));

    [Fact]
    public void Documents_link_to_each_other() =>
        Assert.Contains(DocsText.All.SelectMany(file => DocsText.Links(file.Text)), IsLocal);

    [Theory]
    [InlineData("See [x](nowhere.md).")]
    [InlineData("See [x](../nowhere/).")]
    [InlineData("See [x](../README.md#no-such-heading).")]
    [InlineData("# Here\nSee [x](#there).")]
    public void A_planted_dead_link_is_reported(string text) => Assert.Single(Violations(new("docs/x.md", text)));

    [Theory]
    [InlineData("See [x](../README.md), [y](../src/) and [z](https://example.org/x.md).")]
    [InlineData("## What it is, in short\nSee [x](#what-it-is-in-short).")]
    [InlineData("An array: `list[x](nowhere.md)`.")]
    public void A_good_link_passes(string text) => Verdict.Clean(Violations(new("docs/x.md", text)));

    static IReadOnlyList<string> Violations(SourceFile file) =>
        [.. from link in DocsText.Links(file.Text)
            where IsLocal(link) && !Resolves(file, link)
            select $"{file.Path}: {link}"];

    static bool IsLocal(string link) => !link.Contains("://", StringComparison.Ordinal);

    static bool Resolves(SourceFile file, string link)
    {
        var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        var target = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file.Path)!, path));
        if (path.Length > 0 && !File.Exists(target) && !Directory.Exists(target))
            return false;
        return anchor is null || DocsText.Anchors(path.Length == 0 ? file.Text : File.ReadAllText(target)).Contains(anchor, StringComparer.Ordinal);
    }
}
