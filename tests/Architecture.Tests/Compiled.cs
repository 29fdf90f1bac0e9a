using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>Assemblies under test: the built product, and planted code compiled in memory.</summary>
static class Compiled
{
    static readonly string[] platform =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    static readonly Lazy<MetadataReference[]> references = new(() =>
        [.. platform.Where(path => !IsOurs(path)).Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>The framework and every package, without the product: planted code may use its names freely.</summary>
    public static IReadOnlyList<MetadataReference> References => references.Value;

    public static ModuleDefinition Product => Read("Kluis");

    public static ModuleDefinition Read(string assembly) =>
        ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), Parameters());

    /// <summary>Compiles a violation, or an innocent, and reads it as the gates read the product.</summary>
    public static ModuleDefinition Plant(params string[] sources)
    {
        var image = new MemoryStream();
        var result = Compile("Planted", sources).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        return ModuleDefinition.ReadModule(image, Parameters());
    }

    public static CSharpCompilation Compile(string name, IEnumerable<string> sources)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Diagnose);
        var trees = sources.Prepend(ImplicitUsings)
            .Select((source, at) => CSharpSyntaxTree.ParseText(source, parsing, $"{at}.cs"));
        // Unoptimised, so that every local of a planted method stays visible.
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create(name, trees, References, options);
    }

    const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    static ReaderParameters Parameters()
    {
        // Cecil resolves the enums inside attributes; it must find the framework to do so.
        var resolver = new DefaultAssemblyResolver();
        foreach (var folder in platform.Select(path => Path.GetDirectoryName(path)!).Distinct())
            resolver.AddSearchDirectory(folder);
        return new ReaderParameters { AssemblyResolver = resolver };
    }

    static bool IsOurs(string path) =>
        Path.GetFileName(path) is var file
        && (file.StartsWith("Kluis", StringComparison.Ordinal) || file.StartsWith("Architecture.Tests", StringComparison.Ordinal));
}
