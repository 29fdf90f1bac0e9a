using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>Every package has one exact version, and a lock file that says what was restored but not from where.</summary>
public sealed partial class PackageTests
{
    static IReadOnlyList<string> Projects => [.. Repository.Tracked.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))];

    [Fact]
    public void Every_version_is_exact_and_central() => Verdict.Clean(Inexact(Xml("Directory.Packages.props")));

    [Fact]
    public void No_project_chooses_a_version() => Verdict.Clean(Projects.SelectMany(path => Chosen(Xml(path))));

    [Fact]
    public void Every_project_has_a_lock_file() => Verdict.Clean(Unlocked(Repository.Tracked));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Xml("Kluis.slnx").Descendants("Project").Select(project => project.Attribute("Path")!.Value);
        Assert.Equal(Projects.Order(StringComparer.Ordinal), solution.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_lock_file_names_a_registry() =>
        Verdict.Clean(Repository.Tracked.Where(path => Path.GetFileName(path) == "packages.lock.json")
            .Select(Repository.Read).SelectMany(Addresses));

    [Theory]
    [InlineData("""<PackageVersion Include="Dapper" Version="2.1.86" />""")]
    [InlineData("""<PackageVersion Include="Dapper" Version="[2.1,3.0)" />""")]
    [InlineData("""<PackageVersion Include="Dapper" Version="2.*" />""")]
    [InlineData("""<PackageVersion Include="Dapper" Version="[$(DapperVersion)]" />""")]
    [InlineData("""<PackageVersion Update="Dapper" Version="2.1.86" />""")]
    [InlineData("""<GlobalPackageReference Include="Dapper" Version="2.1.86" />""")]
    public void A_planted_loose_version_is_reported(string item) => Assert.Single(Inexact(Packages(item)));

    [Theory]
    [InlineData("""<PackageVersion Include="Dapper" Version="[2.1.86]" />""")]
    [InlineData("""<PackageVersion Include="AWSSDK.S3" Version="[4.0.104.10]" />""")]
    [InlineData("""<PackageVersion Include="Early" Version="[1.0.0-rc.1]" />""")]
    public void An_exact_version_passes(string item) => Verdict.Clean(Inexact(Packages(item)));

    [Theory]
    [InlineData("""<PackageReference Include="Dapper" Version="[2.1.86]" />""")]
    [InlineData("""<PackageReference Include="Dapper" VersionOverride="[2.1.85]" />""")]
    [InlineData("""<PackageReference Include="Dapper"><Version>2.1.86</Version></PackageReference>""")]
    public void A_planted_choice_is_reported(string item) =>
        Assert.Single(Chosen(XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>")));

    [Fact]
    public void A_planted_project_without_a_lock_file_is_reported() =>
        Assert.Equal(["src/B/B.csproj"], Unlocked(["src/A/A.csproj", "src/A/packages.lock.json", "src/B/B.csproj"]));

    [Fact]
    public void A_planted_address_in_a_lock_file_is_reported() =>
        Assert.Single(Addresses(new("packages.lock.json", """{ "resolved": "https://registry.example/dapper.nupkg" }""")));

    static IReadOnlyList<string> Inexact(XDocument packages) =>
    [
        .. packages.Descendants("ManagePackageVersionsCentrally").Any(on => on.Value == "true") ? [] : new[] { "versions are not central" },
        .. packages.Descendants().Where(item => item.Name.LocalName is "PackageVersion" or "GlobalPackageReference" or "PackageReference")
            .Where(item => item.Attribute("Version") is not { } version || !Exact.IsMatch(version.Value))
            .Select(item => item.ToString()),
    ];

    static IReadOnlyList<string> Chosen(XDocument project) =>
        [.. project.Descendants("PackageReference")
            .Where(item => item.Attributes().Select(one => one.Name).Concat(item.Elements().Select(one => one.Name))
                .Any(name => name.LocalName is "Version" or "VersionOverride"))
            .Select(item => item.ToString())];

    static IReadOnlyList<string> Unlocked(IReadOnlyList<string> paths) =>
        [.. paths.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(path => !paths.Contains(Path.GetDirectoryName(path) + "/packages.lock.json"))];

    static IReadOnlyList<string> Addresses(SourceFile file) =>
        [.. file.Lines.Where(line => line.Contains("://", StringComparison.Ordinal)).Select(line => $"{file.Path}: {line.Trim()}")];

    static XDocument Packages(string item) => XDocument.Parse(
        $"<Project><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally><ItemGroup>{item}</ItemGroup></Project>");

    static XDocument Xml(string path) => XDocument.Parse(Repository.Read(path).Text);

    [GeneratedRegex(@"^\[\d+(\.\d+){1,3}(-[\w.]+)?\]$")]
    static partial Regex Exact { get; }
}
