using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>Names say what a thing is; words that say nothing, and words that the law has taken, are not used.</summary>
public sealed class NameTests
{
    static readonly string[] suffixes =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Processor", "Handler", "Info", "Impl", "Base"];

    static readonly string[] bare = ["Subject", "Record", "Hold", "Key", "Data", "Controller", "Processor", "Session"];

    static readonly string[] namespaces = ["Core", "Common", "Utils", "Infrastructure", "Contracts"];

    /// <summary>Full name of a type whose name the framework forces, and the reason.</summary>
    static readonly Dictionary<string, string> allowed = new(StringComparer.Ordinal) { };

    public static TheoryData<string> Assemblies =>
        [.. Repository.Tracked.Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory, MemberData(nameof(Assemblies))]
    public void Every_name_means_something(string assembly)
    {
        using var module = Compiled.Read(assembly);
        Verdict.Clean(Violations(module));
    }

    [Fact]
    public void No_folder_is_a_drawer_for_the_rest() =>
        Verdict.Clean(Repository.Tracked.Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Where(path => Path.GetDirectoryName(path)!.Split('/', '.').Any(IsDrawer)));

    [Theory]
    [InlineData("namespace Kluis.Keys { class KeyManager; }")]
    [InlineData("namespace Kluis.Keys { interface IKeyService; }")]
    [InlineData("namespace Kluis.Keys { struct KeyInfo; }")]
    [InlineData("namespace Kluis.Keys { enum KeyUtils; }")]
    [InlineData("namespace Kluis.Keys { delegate void KeyHandler(); }")]
    [InlineData("namespace Kluis.Keys { class KeyHelper<T>; }")]
    [InlineData("namespace Kluis.Keys { abstract class KeyBase; }")]
    [InlineData("namespace Kluis.Keys { file class KeyImpl; }")]
    [InlineData("namespace Kluis.Keys { class Outer { class MailProcessor; } }")]
    [InlineData("namespace Kluis.Keys { class Key; }")]
    [InlineData("namespace Kluis.Keys { class Outer { record struct Hold; } }")]
    [InlineData("namespace Kluis.Keys { class Session<T>; }")]
    [InlineData("namespace Kluis.Core { class Root; }")]
    [InlineData("namespace Kluis.Keys.Common { class Root; }")]
    public void A_planted_name_is_reported(string code)
    {
        using var planted = Compiled.Plant(code);
        Assert.Single(Violations(planted));
    }

    [Fact]
    public void Names_that_mean_something_pass()
    {
        using var planted = Compiled.Plant("""
            namespace Kluis.Keys;
            class Database; class ProcessorParty; class DataSubject; class Handlers; class Coredump;
            enum KeyState { Hold, Record }
            class Asynchronous
            {
                public async Task<int> Record() { await Task.Yield(); return new List<int>().Count(n => n > 0); }
            }
            """);
        Verdict.Clean(Violations(planted));
    }

    static IReadOnlyList<string> Violations(ModuleDefinition module) =>
        [.. from type in TypeUse.Written(module)
            let name = TypeUse.NameOf(type)
            where !name.StartsWith('<') && type.Namespace != "AspNetCoreGeneratedDocument" && !allowed.ContainsKey(type.FullName)
            where IsEmptyWord(name) || type.Namespace.Split('.').Any(IsDrawer)
            select type.FullName];

    static bool IsEmptyWord(string name) =>
        bare.Contains(name) || suffixes.Any(word => name.EndsWith(word, StringComparison.Ordinal));

    static bool IsDrawer(string word) => namespaces.Contains(word, StringComparer.Ordinal);
}
