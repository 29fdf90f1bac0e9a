using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests;

/// <summary>A slice is a folder and its namespace says so; constants, which leave no trace in the binary, look no further up.</summary>
public sealed partial class SliceFolderTests
{
    [Fact]
    public void Every_file_names_the_slice_it_lies_in() => Verdict.Clean(Violations(Repository.Files("src/Kluis", ".cs")));

    [Theory]
    [InlineData("src/Kluis/Storage/X.cs", "namespace Kluis.Intake;")]
    [InlineData("src/Kluis/X.cs", "namespace Kluis.Intake;")]
    [InlineData("src/Kluis/Storage/X.cs", "namespace Kluis;")]
    [InlineData("src/Kluis/Storage/X.cs", "using Kluis.Intake; namespace Kluis.Storage;")]
    [InlineData("src/Kluis/Storage/X.cs", "using static Kluis.Intake.Upload; namespace Kluis.Storage;")]
    [InlineData("src/Kluis/Storage/X.cs", "using U = Kluis.Intake.Upload; namespace Kluis.Storage;")]
    [InlineData("src/Kluis/Storage/X.cs", "namespace Kluis.Storage; class X { const int Most = Kluis.Intake.Upload.Most; }")]
    [InlineData("src/Kluis/Storage/X.cs", "namespace Kluis.Storage; class X { const string Name = nameof(global::Kluis.Intake.Upload); }")]
    public void A_planted_stranger_is_reported(string path, string code) => Assert.NotEmpty(Violations([new(path, code)]));

    [Theory]
    [InlineData("src/Kluis/Program.cs", "using Kluis.Console; return 0;")]
    [InlineData("src/Kluis/Intake/X.cs", "using Kluis.Storage; using Kluis.Vault; namespace Kluis.Intake;")]
    [InlineData("src/Kluis/Intake/Pages/X.cs", "namespace Kluis.Intake.Pages;")]
    [InlineData("src/Kluis/Storage/X.cs", "namespace Kluis.Storage; /* Kluis.Intake comes later */ class X;")]
    public void An_innocent_file_passes(string path, string code) => Verdict.Clean(Violations([new(path, code)]));

    static IReadOnlyList<string> Violations(IEnumerable<SourceFile> files) =>
        [.. files.SelectMany(file => OfTree(file.Path, CSharpSyntaxTree.ParseText(file.Text).GetCompilationUnitRoot()))];

    static IEnumerable<string> OfTree(string path, CompilationUnitSyntax tree)
    {
        var folder = path.Split('/') is ["src", "Kluis", var slice, _, ..] ? slice : "";
        var misplaced = tree.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            .Where(declared => SliceIn(declared.Name.ToString()) != folder)
            .Select(declared => $"{path} declares {declared.Name}");
        var upward = tree.DescendantNodes()
            .Where(node => node is UsingDirectiveSyntax or QualifiedNameSyntax or MemberAccessExpressionSyntax)
            .Select(node => SliceIn(node is UsingDirectiveSyntax use ? use.NamespaceOrType.ToString() : node.ToString()))
            .Where(used => used is { Length: > 0 } && StaircaseTests.IsAbove(used, folder))
            .Select(used => $"{path} names {used}");
        return misplaced.Concat(upward).Distinct();
    }

    /// <summary>The slice a dotted name begins with; empty for the root namespace, null for a name that is not the product's.</summary>
    static string? SliceIn(string name) => DottedName.Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^(?:global::)?Kluis(?:\.(\w+))?(?:\.|$)")]
    static partial Regex DottedName { get; }
}
