using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>The glossary says of each word what it is called in the code; there it must be.</summary>
public sealed class DocsGlossaryTests
{
    const string Glossary = "docs/glossary.md";

    static readonly Lazy<HashSet<string>> names = new(() => NamesIn(Directory.EnumerateFiles(AppContext.BaseDirectory, "Kluis*.dll")));

    [Fact]
    public void Every_word_of_the_glossary_exists_in_the_code() =>
        Verdict.Clean(Violations(Repository.Read(Glossary)));

    [Fact]
    public void The_glossary_defines_each_word_once()
    {
        var words = DocsText.Rows(Repository.Read(Glossary).Text).Select(row => row[0]).ToList();
        Assert.True(words.Count > 20, "The glossary has too few words to be one.");
        Assert.Empty(words.GroupBy(word => word, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Theory]
    [InlineData("| word | meaning | `NoSuchTypeAnywhere` |")]
    [InlineData("| word | meaning | `AuditAct.NoSuchMember` |")]
    [InlineData("| word | meaning |")]
    [InlineData("| word | meaning | nothing in code form |")]
    public void A_planted_word_without_a_type_is_reported(string row) =>
        Assert.Single(Violations(new(Glossary, row)));

    [Theory]
    [InlineData("| word | meaning | `Journal`, `AuditAct.LogViewed` |")]
    [InlineData("| word | meaning | – |")]
    public void A_word_with_its_type_passes(string row) => Verdict.Clean(Violations(new(Glossary, row)));

    // A dash says: a word of people, which the code of this version does not have.
    static IReadOnlyList<string> Violations(SourceFile file) =>
        [.. from row in DocsText.Rows(file.Text)
            let inCode = row.Length == 3 ? DocsText.InlineCode(row[2]).ToList() : []
            where row is not [_, _, "–"]
            where inCode.Count == 0 || inCode.Exists(name => !names.Value.Contains(name))
            select $"{row[0]}: {string.Join(", ", inCode.Where(name => !names.Value.Contains(name)).DefaultIfEmpty("no type is named"))}"];

    static HashSet<string> NamesIn(IEnumerable<string> assemblies)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in assemblies)
        {
            using var module = ModuleDefinition.ReadModule(path);
            foreach (var type in module.GetTypes())
            {
                found.Add(type.Name);
                found.UnionWith(type.Fields.Select(field => $"{type.Name}.{field.Name}"));
                found.UnionWith(type.Methods.Select(method => $"{type.Name}.{method.Name}"));
                found.UnionWith(type.Properties.Select(property => $"{type.Name}.{property.Name}"));
            }
        }
        return found;
    }
}
