using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>A real build under the repository's own settings breaks on every banned symbol, so the ban is not only on paper.</summary>
public sealed partial class ScratchBuildTests
{
    static readonly string[] settings =
        ["Directory.Build.props", "Directory.Packages.props", ".editorconfig", "global.json", "build/BannedSymbols.txt"];

    [Fact]
    public void The_build_reports_every_banned_symbol_and_no_innocent()
    {
        var folder = Directory.CreateTempSubdirectory("scratch-build");
        try
        {
            WriteProject(folder.FullName);
            var reported = ReportedLines(Build(folder.FullName));
            Assert.Equal(Enumerable.Range(1, BannedUses.All.Count), reported);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void WriteProject(string folder)
    {
        foreach (var file in settings)
            Write(folder, file, Repository.Read(file).Text);
        Write(folder, "src/Planted/Planted.csproj", """
            <Project Sdk="Microsoft.NET.Sdk"><ItemGroup><FrameworkReference Include="Microsoft.AspNetCore.App" /></ItemGroup></Project>
            """);
        Write(folder, "src/Planted/Planted.cs", Source());
    }

    static void Write(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    // The banned uses stand in the first lines, so that a line number names its use.
    static string Source()
    {
        const string Parameters = "(TimeProvider time, TimeSpan span, Task<int> task, CancellationToken stop)";
        var uses = BannedUses.All.Values.Select((use, at) => $"static void Use{at}{Parameters} {{ {use} }}");
        var innocent = BannedUses.Innocent.Select((use, at) => $"static async Task Innocent{at}{Parameters} {{ {use} }}");
        return "static class Planted { " + string.Join('\n', uses) + "\n" + string.Join('\n', innocent) + "\n}\n";
    }

    static string Build(string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "build", "src/Planted", "--nologo", "-v:quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false",
                // No network is needed: every package is there, or this test would not have been built.
                "-p:NuGetAudit=false", "-p:RestoreLockedMode=false", "-p:RestorePackagesWithLockFile=false",
            },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        // A build inside a build must not inherit the outer one's paths.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("error RS0030", output, StringComparison.Ordinal);
        return output;
    }

    static IEnumerable<int> ReportedLines(string output) =>
        Report.Matches(output).Select(match => int.Parse(match.Groups[1].ValueSpan, provider: null)).Distinct().Order();

    [GeneratedRegex(@"Planted\.cs\((\d+),\d+\): error RS0030")]
    static partial Regex Report { get; }
}
