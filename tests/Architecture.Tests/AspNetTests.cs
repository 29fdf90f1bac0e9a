using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>Only routes, pages, the web slice and the host touch ASP.NET; rules and stores know nothing of HTTP.</summary>
public sealed class AspNetTests
{
    static readonly string[] aspNet = ["Microsoft.AspNetCore"];

    /// <summary>Full name of a type outside the edge, and the reason why it may touch ASP.NET.</summary>
    static readonly Dictionary<string, string> allowed = new(StringComparer.Ordinal)
    {
        ["Kluis.Accounts.Passwords"] = "wraps the framework's password hasher",
        ["Kluis.Accounts.Passkeys"] = "wraps the framework's passkey handler, which takes the request as it came",
        ["Kluis.Accounts.PasskeyStore"] = "is what that handler may see of an account",
    };

    [Fact]
    public void Only_the_edge_touches_AspNetCore()
    {
        using var product = Compiled.Product;
        Verdict.Clean(Violations(product));
    }

    [Theory]
    [InlineData("a parameter", "void M(HttpContext http) { }")]
    [InlineData("a field", "IHttpContextAccessor? http;")]
    [InlineData("a generic argument", "Func<HttpContext, Task>? f;")]
    [InlineData("a body", "object M() => Results.Ok();")]
    [InlineData("a lambda", "Func<object> M() => () => Results.Ok();")]
    [InlineData("an attribute", "[Microsoft.AspNetCore.Authorization.Authorize] void M() { }")]
    [InlineData("a base type", "class N : Microsoft.AspNetCore.Mvc.RazorPages.PageModel;")]
    [InlineData("a nested class that calls itself an Api", "class HiddenApi { HttpContext? http; }")]
    public void A_planted_touch_is_reported(string place, string member)
    {
        using var planted = Compiled.Plant($$"""
            using Microsoft.AspNetCore.Http;
            namespace Kluis.Intake { class Planted { {{member}} } }
            """);
        Assert.True(Violations(planted).Count > 0, place);
    }

    [Theory]
    [InlineData("namespace Kluis.Web { class Layout { HttpContext? http; } }")]
    [InlineData("namespace Kluis.Intake { class UploadApi { HttpContext? http; } }")]
    [InlineData("namespace Kluis.Intake.Pages { class Upload { HttpContext? http; } }")]
    [InlineData("namespace Kluis { class Serve { HttpContext? http; } }")]
    [InlineData("namespace AspNetCoreGeneratedDocument { class Intake_Pages_Upload { HttpContext? http; } }")]
    [InlineData("namespace Kluis.Intake { class Upload { Microsoft.Extensions.Logging.ILogger? log; } }")]
    public void The_edge_passes(string code)
    {
        using var planted = Compiled.Plant("using Microsoft.AspNetCore.Http;" + code);
        Verdict.Clean(Violations(planted));
    }

    static IReadOnlyList<string> Violations(ModuleDefinition module) => Door.Outsiders(module, aspNet, IsEdge);

    static bool IsEdge(TypeDefinition type) =>
        TypeUse.NameOf(type).EndsWith("Api", StringComparison.Ordinal)
        || type.Namespace.EndsWith(".Pages", StringComparison.Ordinal)
        || TypeUse.IsIn(type.Namespace, "Kluis.Web")
        || type.Namespace is "Kluis" or "AspNetCoreGeneratedDocument"
        || type.FullName == "Program"
        || allowed.ContainsKey(TypeUse.Outermost(type).FullName);
}
