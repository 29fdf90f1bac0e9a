using System.Diagnostics;

namespace Kluis.Bench;

/// <summary>Programs of the system that serve as peers.</summary>
static class Tool
{
    /// <summary>Runs a line of shell and gives what it printed.</summary>
    public static async Task<string> RunAsync(string line, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", line, "sh", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaint = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{line}: {await complaint}");
    }

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
