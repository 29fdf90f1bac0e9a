using System.Diagnostics;

namespace Architecture.Tests;

/// <summary>The checkout on disk: where its root is and which files belong to it.</summary>
static class Repository
{
    static readonly Lazy<string[]> tracked = new(ListTracked);

    /// <summary>Found from the test's own place, because compiled paths read <c>/_/…</c> in a deterministic build.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Every file that is committed or would be, relative to the root.</summary>
    public static IReadOnlyList<string> Tracked => tracked.Value;

    public static SourceFile Read(string relativePath) => new(relativePath, File.ReadAllText(Path.Combine(Root, relativePath)));

    public static IEnumerable<SourceFile> Files(string folder, params string[] extensions) =>
        Tracked.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))
            .Where(path => extensions.Contains(Path.GetExtension(path), StringComparer.Ordinal))
            .Select(Read);

    static string FindRoot(string from)
    {
        var folder = new DirectoryInfo(from);
        while (!File.Exists(Path.Combine(folder.FullName, "Kluis.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No Kluis.slnx above {from}.");
        return folder.FullName;
    }

    static string[] ListTracked()
    {
        var git = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(git)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        // A file deleted but not yet committed is still listed.
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()
            .Where(path => File.Exists(Path.Combine(Root, path)))];
    }
}

/// <summary>A text file with its path relative to the root.</summary>
sealed record SourceFile(string Path, string Text)
{
    public string[] Lines => Text.TrimEnd('\n').Split('\n');
}
