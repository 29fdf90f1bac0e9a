using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>The build is strict in one place, and no project may loosen it for itself.</summary>
public sealed partial class BuildSettingsTests
{
    static readonly Dictionary<string, string> required = new(StringComparer.Ordinal)
    {
        ["Nullable"] = "enable",
        ["TreatWarningsAsErrors"] = "true",
        ["EnforceCodeStyleInBuild"] = "true",
        ["CheckForOverflowUnderflow"] = "true",
        ["Deterministic"] = "true",
        ["RestorePackagesWithLockFile"] = "true",
        ["RestoreLockedMode"] = "true",
        ["NuGetAudit"] = "true",
        ["NuGetAuditMode"] = "all",
        // Advisories come from outside and must not break yesterday's build; missing documents are a gate of their own.
        ["WarningsNotAsErrors"] = "NU1900;NU1901;NU1902;NU1903;NU1904",
        ["NoWarn"] = "$(NoWarn);CS1591",
    };

    static readonly string[] switches = ["RunAnalyzers", "RunAnalyzersDuringBuild", "EnableNETAnalyzers", "ManagePackageVersionsCentrally"];

    static readonly string[] errors = ["CS8509", "CA1852", "CA2016", "CA2254", "CA1848", "IDE0005", "RS0030"];

    [Fact]
    public void The_build_is_strict() => Verdict.Clean(Loose(Xml("Directory.Build.props")));

    [Fact]
    public void No_project_loosens_the_build() => Verdict.Clean(Projects().SelectMany(path => Loosened(path, Xml(path))));

    [Fact]
    public void Settings_stand_at_the_root_only() => Verdict.Clean(Shadows(Repository.Tracked));

    [Fact]
    public void The_rules_that_matter_are_errors() => Verdict.Clean(NotErrors(Repository.Read(".editorconfig").Text));

    [Theory]
    [InlineData("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", "")]
    [InlineData("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", "<TreatWarningsAsErrors>false</TreatWarningsAsErrors>")]
    [InlineData("<TreatWarningsAsErrors>true", "<TreatWarningsAsErrors Condition=\"'$(CI)' == 'true'\">true")]
    [InlineData("<Nullable>enable", "<Nullable>warnings")]
    [InlineData("<RestoreLockedMode Condition=\"'$(CI)' == 'true'\">", "<RestoreLockedMode Condition=\"'$(Never)' == 'true'\">")]
    [InlineData("</PropertyGroup>", "<Nullable>disable</Nullable></PropertyGroup>")]
    [InlineData("CS1591</NoWarn>", "CS1591;RS0030</NoWarn>")]
    [InlineData("NU1904</W", "NU1904;RS0030</W")]
    [InlineData("build/BannedSymbols.txt", "build/Banned.txt")]
    [InlineData("Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.CodeAnalysis.Analyzers")]
    public void A_planted_looseness_is_reported(string strict, string loose)
    {
        var props = Repository.Read("Directory.Build.props").Text;
        Assert.Contains(strict, props, StringComparison.Ordinal);
        Assert.NotEmpty(Loose(XDocument.Parse(props.Replace(strict, loose, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("src/Kluis/Kluis.csproj", "<Nullable>disable</Nullable>")]
    [InlineData("src/Kluis/Kluis.csproj", "<NoWarn>$(NoWarn);CA1711</NoWarn>")]
    [InlineData("src/Kluis/Kluis.csproj", "<!-- A reason. --><NoWarn>$(NoWarn);CA1848</NoWarn>")]
    [InlineData("src/Kluis/Kluis.csproj", "<!-- A reason. --><NoWarn>$(NoWarn);CS8602</NoWarn>")]
    [InlineData("src/Kluis/Kluis.csproj", "<RunAnalyzers>false</RunAnalyzers>")]
    [InlineData("tests/Kluis.Tests/Kluis.Tests.csproj", "<TreatWarningsAsErrors>false</TreatWarningsAsErrors>")]
    [InlineData("bench/Kluis.Bench/Kluis.Bench.csproj", "<RestorePackagesWithLockFile>false</RestorePackagesWithLockFile>")]
    public void A_planted_loosening_is_reported(string path, string property) => Assert.Single(Loosened(path, Project(property)));

    [Theory]
    [InlineData("tests/Tests.props", "<NoWarn>CA1707</NoWarn>")]
    [InlineData("src/Kluis/Kluis.csproj", "<!-- A reason. --><NoWarn>$(NoWarn);CA1711</NoWarn>")]
    public void A_matter_of_taste_may_be_silenced(string path, string property) => Verdict.Clean(Loosened(path, Project(property)));

    [Theory]
    [InlineData("src/Directory.Build.props")]
    [InlineData("src/Kluis/.editorconfig")]
    [InlineData("src/Kluis/Directory.Packages.props")]
    [InlineData("src/.globalconfig")]
    public void A_planted_shadow_is_reported(string path) => Assert.Single(Shadows([path, "Directory.Build.props", ".editorconfig"]));

    [Theory]
    [InlineData("dotnet_diagnostic.RS0030.severity = error", "dotnet_diagnostic.RS0030.severity = none")]
    [InlineData("dotnet_diagnostic.RS0030.severity = error", "")]
    [InlineData("[tests/", "[src/Kluis/X.cs]\ndotnet_diagnostic.RS0030.severity = suggestion\n[tests/")]
    [InlineData("root = true", "root = true\n[src/**.cs]\ngenerated_code = true")]
    public void A_planted_softening_is_reported(string strict, string soft) =>
        Assert.NotEmpty(NotErrors(Repository.Read(".editorconfig").Text.Replace(strict, soft, StringComparison.Ordinal)));

    static IReadOnlyList<string> Loose(XDocument props) =>
    [
        .. required.Where(setting => !IsSetOnce(props, setting.Key, setting.Value)).Select(setting => setting.Key),
        .. HasItem(props, "AdditionalFiles", "$(MSBuildThisFileDirectory)build/BannedSymbols.txt") ? [] : new[] { "banned symbols" },
        .. HasItem(props, "PackageReference", "Microsoft.CodeAnalysis.BannedApiAnalyzers") ? [] : new[] { "banned symbol analyzer" },
    ];

    static bool IsSetOnce(XDocument props, string name, string value) =>
        props.Descendants(name).ToList() is [var only] && only.Value == value
        && (string?)only.Attribute("Condition") == (name == "RestoreLockedMode" ? "'$(CI)' == 'true'" : null)
        && only.Parent!.Attribute("Condition") is null;

    static bool HasItem(XDocument props, string kind, string include) =>
        props.Descendants(kind).Any(item => (string?)item.Attribute("Include") == include && item.Attribute("Condition") is null);

    static IReadOnlyList<string> Loosened(string path, XDocument project) =>
        [.. from property in project.Descendants()
            let name = property.Name.LocalName
            where required.ContainsKey(name) || switches.Contains(name)
            where name != "NoWarn" || (path.StartsWith("src/", StringComparison.Ordinal) && !HasReason(property))
            select $"{path} sets {name}"];

    // A matter of taste may be silenced for a project, with the reason above it; a rule that is an error may not.
    static bool HasReason(XElement silence) =>
        silence.PreviousNode is XComment && Taste.IsMatch(silence.Value) && !errors.Any(silence.Value.Contains);

    static IReadOnlyList<string> Shadows(IEnumerable<string> paths) =>
        [.. paths.Where(path => path.Contains('/') && Setting.IsMatch(Path.GetFileName(path)))];

    static IReadOnlyList<string> NotErrors(string editorconfig)
    {
        var lines = editorconfig.Split('\n', StringSplitOptions.TrimEntries);
        var missing = errors.Where(rule => !lines.Contains($"dotnet_diagnostic.{rule}.severity = error"));
        var soft = lines.Where(line => line.StartsWith("generated_code", StringComparison.Ordinal)
            || (errors.Any(rule => line.StartsWith($"dotnet_diagnostic.{rule}.", StringComparison.Ordinal))
                && !line.EndsWith("= error", StringComparison.Ordinal)));
        return [.. missing, .. soft];
    }

    static IEnumerable<string> Projects() =>
        Repository.Tracked.Where(path => Path.GetExtension(path) is ".csproj" or ".props" or ".targets")
            .Where(path => path.Contains('/'));

    static XDocument Project(string property) => XDocument.Parse($"<Project><PropertyGroup>{property}</PropertyGroup></Project>");

    static XDocument Xml(string path) => XDocument.Parse(Repository.Read(path).Text);

    // CS1573: a program, unlike a library, documents a parameter where its name does not say enough.
    [GeneratedRegex(@"^\$\(NoWarn\)(;CA\d{4}|;CS1573)+$")]
    static partial Regex Taste { get; }

    [GeneratedRegex(@"^(Directory\.(Build|Packages)\.(props|targets)|\.editorconfig|.*\.globalconfig)$", RegexOptions.IgnoreCase)]
    static partial Regex Setting { get; }
}
