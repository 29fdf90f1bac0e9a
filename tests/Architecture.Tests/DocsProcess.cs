using System.Diagnostics;

namespace Architecture.Tests;

/// <summary>Programs that the documents need beside ours. On a desk a missing one skips the test; in CI it fails.</summary>
static class DocsProcess
{
    public static async Task RequireAsync(string program, params string[] arguments) =>
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CI") == "true" || await WorksAsync(program, arguments),
            $"needs {program} {string.Join(' ', arguments)}".Trim());

    /// <summary>Runs to the end with these bytes on its input.</summary>
    public static async Task<(int Code, byte[] Output, string Errors)> RunAsync(ProcessStartInfo start, byte[] input)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it; its exit code says why.
        }
        await reading;
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToArray(), await errors);
    }

    static async Task<bool> WorksAsync(string program, string[] arguments)
    {
        try
        {
            return (await RunAsync(new ProcessStartInfo(program, arguments), [])).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
