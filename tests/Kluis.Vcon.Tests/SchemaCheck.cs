using System.Diagnostics;

namespace Kluis.Vcon.Tests;

/// <summary>The published schema, applied by a validator that is not ours (Debian's python3-jsonschema).</summary>
static class SchemaCheck
{
    const string Python = "/usr/bin/python3";

    public static async Task<string> Run(IEnumerable<byte[]> documents)
    {
        await Need();
        var folder = Directory.CreateTempSubdirectory("vcon");
        try
        {
            var files = documents.Select((bytes, i) =>
            {
                var file = Path.Combine(folder.FullName, $"{i}.json");
                File.WriteAllBytes(file, bytes);
                return file;
            }).ToList();
            var script = Path.Combine(Sample.Folder, "validate.py");
            var (code, text) = await Start([script, Path.Combine(Sample.Folder, "vcon_json_schema.json"), .. files]);
            Assert.True(code == 0, text);
            return text.Replace(folder.FullName, "", StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task Need()
    {
        var there = File.Exists(Python) && (await Start(["-c", "import jsonschema"])).Code == 0;
        if (!there && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("python3-jsonschema is not installed");
        }
        Assert.True(there, "python3-jsonschema is not installed");
    }

    static async Task<(int Code, string Text)> Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
