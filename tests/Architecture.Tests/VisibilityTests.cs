using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>The application shows nothing: its types are internal, except where the framework cannot see an internal one.</summary>
public sealed class VisibilityTests
{
    /// <summary>Full name of a public type, and what forces it.</summary>
    static readonly Dictionary<string, string> allowed = new(StringComparer.Ordinal)
    {
        ["Program"] = "the web SDK generates it as public, for test hosts",
    };

    [Fact]
    public void Every_type_is_internal_until_asked()
    {
        using var product = Compiled.Product;
        Verdict.Clean(Violations(product));
    }

    [Theory]
    [InlineData("public class Planted;")]
    [InlineData("public interface IPlanted;")]
    [InlineData("public enum Planted { One }")]
    [InlineData("public delegate void Planted();")]
    [InlineData("public class PlantedTagHelper;")]
    public void A_planted_public_type_is_reported(string code)
    {
        using var planted = Compiled.Plant($"namespace Kluis.Web {{ {code} }}");
        Assert.Single(Violations(planted));
    }

    [Fact]
    public void Tag_helpers_and_what_they_take_pass()
    {
        using var planted = Compiled.Plant("""
            using Microsoft.AspNetCore.Razor.TagHelpers;
            namespace Kluis.Web
            {
                public abstract class Element : TagHelper;
                public sealed class Field : Element { public Tone? Tone { get; set; } }
                public enum Tone { Plain }
                class Inside { public class Nested; }
            }
            """);
        Verdict.Clean(Violations(planted));
    }

    static IReadOnlyList<string> Violations(ModuleDefinition module)
    {
        // An internal tag helper silently does not run, and the types it takes must be as public as itself.
        var helpers = module.Types.Where(type => type.IsPublic && IsTagHelper(type)).ToList();
        var taken = helpers.SelectMany(TypeUse.Of).Select(type => type.FullName).ToHashSet(StringComparer.Ordinal);
        return [.. from type in module.Types
                   where type.IsPublic && !helpers.Contains(type) && !taken.Contains(type.FullName) && !allowed.ContainsKey(type.FullName)
                   select type.FullName];
    }

    static bool IsTagHelper(TypeDefinition type) =>
        type.BaseType is { } parent
        && (parent.FullName == "Microsoft.AspNetCore.Razor.TagHelpers.TagHelper"
            || (parent.Resolve() is { } resolved && IsTagHelper(resolved)));
}
