using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Mono.Cecil;

namespace Architecture.Tests;

/// <summary>A library stands on the base class library alone, knows no other library, and documents all that it shows.</summary>
public sealed partial class LibraryTests
{
    public static TheoryData<string> Libraries =>
        [.. Repository.Tracked.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => name.StartsWith("Kluis.", StringComparison.Ordinal))
            .Where(name => Repository.Tracked.Contains($"src/{name}/{name}.csproj"))];

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_refers_to_the_base_class_library_only(string library)
    {
        using var module = Compiled.Read(library);
        Verdict.Clean(Strangers(module.AssemblyReferences));
    }

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_asks_for_no_package_and_no_project(string library) =>
        Verdict.Clean(Requests(XDocument.Parse(Repository.Read($"src/{library}/{library}.csproj").Text), library));

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_documents_all_that_it_shows(string library) =>
        Verdict.Clean(Undocumented(Repository.Files($"src/{library}", ".cs").Select(file => file.Text)));

    [Theory]
    [InlineData("Kluis.Vault")]
    [InlineData("Npgsql")]
    [InlineData("Microsoft.AspNetCore.Http")]
    [InlineData("Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("System.CommandLine")]
    public void A_planted_reference_is_reported(string name) =>
        Assert.Single(Strangers([new AssemblyNameReference(name, new Version(1, 0))]));

    [Theory]
    [InlineData("System.Runtime")]
    [InlineData("System.Security.Cryptography")]
    public void A_reference_to_the_base_class_library_passes(string name) =>
        Verdict.Clean(Strangers([new AssemblyNameReference(name, new Version(10, 0))]));

    [Theory]
    [InlineData("""<PackageReference Include="Npgsql" />""")]
    [InlineData("""<ProjectReference Include="../Kluis.Vault/Kluis.Vault.csproj" />""")]
    [InlineData("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("""<Reference Include="Kluis.Vault.dll" />""")]
    [InlineData("""<Compile Include="../Kluis.Vault/**/*.cs" />""")]
    [InlineData("""<InternalsVisibleTo Include="Kluis" />""")]
    public void A_planted_request_is_reported(string item) => Assert.Single(Requests(Project(item), "Kluis.AuditLog"));

    [Fact]
    public void A_library_may_open_itself_to_its_own_tests() =>
        Verdict.Clean(Requests(Project("""<InternalsVisibleTo Include="Kluis.AuditLog.Tests" />"""), "Kluis.AuditLog"));

    [Theory]
    [InlineData("public class X;")]
    [InlineData("/// <summary>X.</summary>\npublic class X { public int Y; }")]
    [InlineData("/// <summary>X.</summary>\npublic class X { protected void Y() { } }")]
    [InlineData("/// <summary>X.</summary>\npublic enum X { Y }")]
    [InlineData("/// <summary>X.</summary>\npublic interface X { int Y { get; } }")]
    public void A_planted_bare_member_is_reported(string code) => Assert.Single(Undocumented([code]));

    [Fact]
    public void What_is_internal_needs_no_document() =>
        Verdict.Clean(Undocumented(["""
            class X { public int Y; }
            /** <summary>Z.</summary> */
            public sealed class Z { int y; void M() { } public override int GetHashCode() => y; }
            """]));

    // A package may call itself System; the framework's own folder tells.
    static IReadOnlyList<string> Strangers(IEnumerable<AssemblyNameReference> references) =>
        [.. references.Select(reference => reference.Name).Where(name =>
            !name.StartsWith("System", StringComparison.Ordinal)
            || !File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll")))];

    // Unused references leave no trace in the assembly, so the project file is read as well.
    static IReadOnlyList<string> Requests(XDocument project, string library) =>
        [.. from item in project.Descendants()
            where item.Attribute("Include") is not null && !IsHarmless(item, library)
            select item.ToString()];

    static bool IsHarmless(XElement item, string library) => item.Name.LocalName switch
    {
        "InternalsVisibleTo" => item.Attribute("Include")!.Value == library + ".Tests",
        "EmbeddedResource" => true,
        _ => false,
    };

    static XDocument Project(string item) => XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>");

    // What every object has needs no words: a document could only echo the name.
    static IReadOnlyList<string> Undocumented(IEnumerable<string> sources) =>
        [.. Compiled.Compile("Library", sources).GetDiagnostics().Where(found => found.Id == "CS1591")
            .Select(found => found.GetMessage(CultureInfo.InvariantCulture))
            .Where(message => !OfEveryObject.IsMatch(message))];

    [GeneratedRegex(@"\.(Equals|GetHashCode|ToString)\([^)]*\)'$")]
    static partial Regex OfEveryObject { get; }
}
