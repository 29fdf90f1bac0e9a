using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests;

/// <summary>The threat model promises nothing without proof: each threat names tests that exist, or says what is not covered and why.</summary>
public sealed partial class DocsThreatTests
{
    const string Model = "docs/threat-model.md";

    static readonly Lazy<HashSet<string>> tests = new(FindTests);

    [Fact]
    public void Every_threat_names_its_tests_or_says_that_it_is_not_covered() => Verdict.Clean(Violations(Repository.Read(Model)));

    [Fact]
    public void The_model_has_threats_of_both_kinds()
    {
        var threats = Threats(Repository.Read(Model).Text).ToList();
        Assert.True(threats.Count > 20, "Too few threats to be the model of this product.");
        Assert.Contains(threats, threat => threat.Contains("\nTests: ", StringComparison.Ordinal));
        Assert.Contains(threats, threat => threat.Contains("\nNot covered: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("### T1 Theft\nWe hope for the best.\n")]
    [InlineData("### T1 Theft\nTests: `No.Such.Test`\n")]
    [InlineData("### T1 Theft\nTests: none yet\n")]
    [InlineData("### T1 Theft\nNot covered: no\n")]
    public void A_planted_promise_without_proof_is_reported(string text) => Assert.Single(Violations(new(Model, text)));

    [Theory]
    [InlineData("### T1 Theft\nTests: `Architecture.Tests.DocsThreatTests.The_model_has_threats_of_both_kinds`\n")]
    [InlineData("### T1 Theft\nNot covered: nobody can prevent what a person remembers.\n")]
    public void A_threat_with_its_proof_passes(string text) => Verdict.Clean(Violations(new(Model, text)));

    static IReadOnlyList<string> Violations(SourceFile file) =>
        [.. from threat in Threats(file.Text)
            from problem in ProblemsOf(threat)
            select $"{threat.Split('\n')[0]}: {problem}"];

    static IEnumerable<string> Threats(string text) => Threat.Split(text).Skip(1);

    static IEnumerable<string> ProblemsOf(string threat)
    {
        var named = Named.Matches(threat).SelectMany(line => DocsText.InlineCode(line.Value)).ToList();
        if (named.Count == 0 && !Open.IsMatch(threat))
            yield return "names no test, and does not say in a sentence why it is not covered";
        foreach (var unknown in named.Where(name => !tests.Value.Contains(name)))
            yield return $"there is no test {unknown}";
    }

    static HashSet<string> FindTests() =>
        [.. from file in Repository.Files("tests", ".cs")
            from method in CSharpSyntaxTree.ParseText(file.Text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => IsTest(attribute.Name.ToString()))
            select FullName(method)];

    static bool IsTest(string attribute) =>
        attribute.EndsWith("Fact", StringComparison.Ordinal) || attribute.EndsWith("Theory", StringComparison.Ordinal);

    static string FullName(MethodDeclarationSyntax method) => string.Join('.',
        method.Ancestors().Reverse().Select(NameOf).OfType<string>().Append(method.Identifier.Text));

    static string? NameOf(Microsoft.CodeAnalysis.SyntaxNode node) => node switch
    {
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        TypeDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };

    [GeneratedRegex(@"^### ", RegexOptions.Multiline)]
    static partial Regex Threat { get; }

    // One test a line; the lines that follow are indented like a list.
    [GeneratedRegex(@"^Tests: .*(\n  .*)*", RegexOptions.Multiline)]
    static partial Regex Named { get; }

    [GeneratedRegex(@"^Not covered: .{20,}", RegexOptions.Multiline)]
    static partial Regex Open { get; }
}
