using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests;

/// <summary>Keeps files and functions small enough to be read at one sight.</summary>
public sealed class SizeTests(ITestOutputHelper output)
{
    const int LongestFile = 400, LongestFunction = 60;

    /// <summary>Path of a file that may be longer, and the reason.</summary>
    static readonly Dictionary<string, string> allowed = new(StringComparer.Ordinal) { };

    static IEnumerable<SourceFile> Sources =>
        new[] { "src", "tests", "bench" }.SelectMany(folder => Repository.Files(folder, ".cs", ".cshtml", ".js"));

    [Fact]
    public void No_file_is_longer_than_four_hundred_lines() =>
        Verdict.Clean(LongFiles(Sources).Where(path => !allowed.ContainsKey(path)));

    [Fact]
    public void No_function_is_longer_than_a_screen() => Verdict.Clean(LongFunctions(Sources.Where(IsCode)));

    [Fact]
    public void The_median_function_is_reported()
    {
        var lengths = Repository.Files("src", ".cs").SelectMany(Functions).Select(Lines).Order().ToArray();
        Assert.NotEmpty(lengths);
        output.WriteLine($"{lengths.Length} functions, median {lengths[lengths.Length / 2]} lines (aim: 8), longest {lengths[^1]}");
    }

    [Theory]
    [InlineData("src/X.cs", 401, 1)]
    [InlineData("src/X.cs", 400, 0)]
    [InlineData("src/X.cshtml", 401, 1)]
    public void A_file_is_long_from_the_four_hundred_and_first_line(string path, int lines, int violations) =>
        Assert.Equal(violations, LongFiles([new(path, Repeat("// line\n", lines))]).Count);

    [Theory]
    [InlineData("class X { void M() {|} }")]
    [InlineData("class X { X() {|} }")]
    [InlineData("class X { ~X() {|} }")]
    [InlineData("class X { int P { get {|return 0; } } }")]
    [InlineData("class X { int P => 0|+ 0; }")]
    [InlineData("class X { int this[int i] => 0|+ 0; }")]
    [InlineData("class X { event System.Action E { add {|} remove { } } }")]
    [InlineData("class X { public static X operator +(X a, X b) {|return a; } }")]
    [InlineData("class X { void M() { void L() {|} } }")]
    [InlineData("class X { System.Action a = () => {|}; }")]
    [InlineData("System.GC.Collect();|System.GC.Collect();")]
    public void A_function_is_long_from_its_sixty_first_line(string code)
    {
        Assert.NotEmpty(LongFunctions([new("src/X.cs", Stretched(code, 61))]));
        Verdict.Clean(LongFunctions([new("src/X.cs", Stretched(code, 60))]));
    }

    [Theory]
    [InlineData("class X { [A]|[B] void M() { } }")]
    [InlineData("class X { /** A long story. |*/ void M() { } }")]
    public void What_stands_above_a_function_does_not_count(string code) =>
        Verdict.Clean(LongFunctions([new("src/X.cs", Stretched(code, 61))]));

    static IReadOnlyList<string> LongFiles(IEnumerable<SourceFile> files) =>
        [.. files.Where(file => file.Lines.Length > LongestFile).Select(file => file.Path)];

    static IReadOnlyList<string> LongFunctions(IEnumerable<SourceFile> files) =>
        [.. from file in files
            from function in Functions(file)
            where Lines(function) > LongestFunction
            select $"{file.Path}:{function.StartLine + 1} has {Lines(function)} lines"];

    static bool IsCode(SourceFile file) => file.Path.EndsWith(".cs", StringComparison.Ordinal);

    static int Lines((int StartLine, int EndLine) function) => function.EndLine - function.StartLine + 1;

    static IEnumerable<(int StartLine, int EndLine)> Functions(SourceFile file)
    {
        var tree = CSharpSyntaxTree.ParseText(file.Text);
        var root = tree.GetCompilationUnitRoot();
        var functions = root.DescendantNodes().Where(IsFunction).Select(node => Span(node, node));
        // The statements of Program.cs are a function without a head.
        var program = root.Members.OfType<GlobalStatementSyntax>().Where(one => one.Statement is not LocalFunctionStatementSyntax).ToList();
        return program.Count == 0 ? functions : functions.Append(Span(program[0], program[^1]));
    }

    static (int, int) Span(SyntaxNode first, SyntaxNode last) =>
        (Head(first).GetLocation().GetLineSpan().StartLinePosition.Line, last.GetLocation().GetLineSpan().EndLinePosition.Line);

    // Attributes, such as the rows of a theory, are not part of the function.
    static SyntaxToken Head(SyntaxNode function) =>
        function.ChildNodes().OfType<AttributeListSyntax>().LastOrDefault() is { } attributes
            ? attributes.GetLastToken().GetNextToken()
            : function.GetFirstToken();

    static bool IsFunction(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
            or AnonymousFunctionExpressionSyntax or PropertyDeclarationSyntax { ExpressionBody: not null } or IndexerDeclarationSyntax { ExpressionBody: not null };

    // The mark stands in the first line of the function, which ends right behind it.
    static string Stretched(string code, int lines) => code.Replace("|", Repeat("\n", lines - 1), StringComparison.Ordinal);

    static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
