using System.Globalization;

namespace Kluis.AuditLog.Tests;

/// <summary>Logs with fixed content, so that a failure shows the same bytes every time.</summary>
static class Samples
{
    public const string Origin = "log.example/acme/audit";

    public static LogSigner Signer(string name = Origin) =>
        LogSigner.FromSeed(name, Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());

    public static byte[] Leaf(long n) => LeafWriter.Write(new Leaf
    {
        Act = "conversation.viewed",
        At = 1_795_293_915_318 + n,
        Id = n.ToString("x6", CultureInfo.InvariantCulture),
        Why = n % 3 == 0 ? "complaint" : null,
    });

    public static IEnumerable<byte[]> Leaves(long size, long from = 0)
    {
        for (var n = from; n < size; n++)
            yield return Leaf(n);
    }

    public static string Note(long size) => Note(Leaves(size));

    public static string Note(IEnumerable<byte[]> leaves)
    {
        var tree = new TreeBuilder();
        foreach (var leaf in leaves)
            tree.Append(leaf);
        using var signer = Signer();
        return new Checkpoint(Origin, tree.Size, tree.Root()).Sign(signer);
    }

    /// <summary>Brings a folder to a size and publishes its checkpoint.</summary>
    public static async Task PublishAsync(TileFolder folder, long size)
    {
        await folder.AppendAsync(size, from => Leaves(size, from).ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        folder.PublishCheckpoint(Note(size));
    }

    public static async Task<TempFolder> ExportAsync(long size)
    {
        var folder = new TempFolder();
        await PublishAsync(new TileFolder(folder.Path), size);
        return folder;
    }
}

sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kluis-log-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Names (with slashes) and contents of all files, sorted.</summary>
    public List<(string Name, string Content)> Snapshot() =>
        [.. Names().Select(name => (name, Convert.ToBase64String(File.ReadAllBytes(At(name)))))];

    public List<string> Names() =>
        [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, true);
}
