using System.Diagnostics;

namespace Architecture.Tests;

/// <summary>Shows known advisories on our packages. Asks the network, so it runs only when named (<c>-explicit only</c>).</summary>
public sealed class AdvisoryTests
{
    [Fact(Explicit = true)]
    public void No_package_has_a_known_advisory()
    {
        var start = new ProcessStartInfo("dotnet", ["list", "src/Kluis", "package", "--vulnerable", "--include-transitive"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.False(output.Contains("has the following vulnerable packages", StringComparison.Ordinal), output);
    }
}
