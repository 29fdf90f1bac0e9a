namespace Kluis.Bench;

/// <summary>Where the benchmark works: a folder of the build on the disk that is measured.</summary>
sealed class Place : IDisposable
{
    readonly string root;
    readonly string scratch;
    int count;

    Place(string root)
    {
        this.root = root;
        scratch = Path.Combine(Folder, $"run-{Environment.ProcessId}");
        Directory.CreateDirectory(scratch);
    }

    public string Document => Path.Combine(root, "docs", "performance.md");

    /// <summary>Of this build: what was measured is what was built.</summary>
    public string Program => Path.Combine(root, "artifacts", "bin", "Kluis", "release", "Kluis.dll");

    public string Folder => Path.Combine(root, "artifacts", "bench");

    public static Place Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kluis.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The benchmark runs inside the checkout that it was built in.");
        return new Place(folder.FullName);
    }

    /// <summary>A name nobody uses, gone at the end of the run.</summary>
    public string Fresh(string name) => Path.Combine(scratch, $"{name}-{++count}");

    public void Dispose() => Directory.Delete(scratch, recursive: true);
}
