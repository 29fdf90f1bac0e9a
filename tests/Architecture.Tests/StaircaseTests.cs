using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>A slice may use the slices before it in the list, and none after it.</summary>
public sealed partial class StaircaseTests
{
    // Demo and the root namespace (Program and its verbs) put everything together, so they stand on top.
    static readonly string[] stairs =
    [
        "Storage", "Keys", "Audit", "Web", "Access", "Accounts", "Registers", "Conversations", "Intake", "Upkeep", "Retention", "Rights",
        "Breaches", "Compliance", "Assistants", "Console", "Demo", "",
    ];

    const string Pages = "AspNetCoreGeneratedDocument";

    [Fact]
    public void No_slice_looks_up_the_stairs()
    {
        using var product = Compiled.Product;
        Verdict.Clean(Violations(product));
    }

    static IReadOnlyList<string> Violations(ModuleDefinition module)
    {
        var pages = PagePaths(module);
        var placed = TypeUse.Written(module).Select(type => (Type: type, Stair: StairOf(type, pages))).ToList();
        var homeless = from one in placed
                       where one.Stair < 0
                       select $"{one.Type.FullName} is in no slice";
        var upward = from one in placed
                     where one.Stair >= 0
                     from used in TypeUse.Of(one.Type)
                     where StairOf(used, pages) > one.Stair
                     select $"{one.Type.FullName} uses {used.FullName}";
        return [.. homeless.Concat(upward).Distinct()];
    }

    /// <summary>The step a type stands on, or -1 for what belongs to no slice: the framework, packages, libraries.</summary>
    static int StairOf(TypeReference type, Dictionary<string, string> pages)
    {
        var outermost = TypeUse.Outermost(type);
        // The path of a page tells its slice, whatever namespace the page chose.
        if (pages.TryGetValue(outermost.FullName, out var path))
            return StairNamed(path.TrimStart('/').Split('/') is [var folder, _, ..] ? folder : "");
        return outermost.Namespace.Split('.') switch
        {
            ["Kluis"] => StairNamed(""),
            ["Kluis", var slice, ..] => StairNamed(slice),
            [Pages] => StairNamed(outermost.Name.Split('_')[0]),
            [""] when outermost.Name == "Program" => StairNamed(""),
            _ => -1,
        };
    }

    internal static bool IsAbove(string slice, string other) => StairNamed(slice) > StairNamed(other);

    static int StairNamed(string slice) => Array.IndexOf(stairs, slice);

    static Dictionary<string, string> PagePaths(ModuleDefinition module) =>
        (from attribute in module.Assembly.CustomAttributes
         where attribute.AttributeType.Name == "RazorCompiledItemAttribute"
         let arguments = attribute.ConstructorArguments
         select (Page: (TypeReference)arguments[0].Value, Path: (string)arguments[2].Value))
        .ToDictionary(item => item.Page.FullName, item => item.Path, StringComparer.Ordinal);
}
