using System.Runtime.CompilerServices;

namespace Kluis.Vault;

/// <summary>Objects as files, <c>ab/abcd…</c> by their id; unfinished ones end in <c>.part</c>. Those of 0.2 and before lie one folder deeper.</summary>
/// <remarks>Files have mode 0600, folders 0700. Several processes may use one folder.</remarks>
/// <param name="folder">The folder; made where it is missing.</param>
/// <exception cref="VaultException"><c>storage.*</c>: the folder cannot be made.</exception>
public sealed class FileObjectStore(string folder) : IObjectStore
{
    const string PartSuffix = ".part";

    // 256 folders below the store, and as many in each for what is older; links are not followed.
    static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 2,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    readonly string root = Prepare(Path.GetFullPath(folder));

    /// <inheritdoc/>
    public Task<ObjectWriter> CreateAsync(VaultId id, CancellationToken stop) => Run($"Creating object {id}", () =>
    {
        var paths = PathsOf(id);
        DurableFile.CreateFolder(DurableFile.FolderOf(paths[0]));
        if (paths.Any(File.Exists))
            throw new VaultException("storage.unavailable", $"Object {id} exists already, and objects do not change.");
        return (ObjectWriter)new FileObjectWriter(id, paths[0], paths[0] + PartSuffix);
    }, stop);

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(VaultId id, CancellationToken stop) => Run($"Opening object {id}", () =>
    {
        var paths = PathsOf(id);
        try
        {
            return Open(paths[0]);
        }
        catch (Exception fault) when (IsMissing(fault))
        {
            // It may be an older one.
        }
        try
        {
            return Open(paths[1]);
        }
        catch (Exception fault) when (IsMissing(fault) && Directory.Exists(root))
        {
            throw new VaultException("object.missing", $"Object {id} is not in the store.", fault);
        }
    }, stop);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(VaultId id, CancellationToken stop) => Run($"Deleting object {id}", () =>
    {
        var found = PathsOf(id).SelectMany(path => new[] { path, path + PartSuffix }).Where(File.Exists).ToArray();
        foreach (var name in found)
        {
            File.Delete(name);
            DurableFile.SyncFolder(DurableFile.FolderOf(name));
        }
        return found.Length > 0;
    }, stop);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var files = await Run(
            "Listing objects",
            () => new DirectoryInfo(root).EnumerateFiles("*", Everything).GetEnumerator(),
            stop);
        while (Next(files, out var found))
        {
            stop.ThrowIfCancellationRequested();
            if (found is not null)
                yield return found;
        }
    }

    static bool Next(IEnumerator<FileInfo> files, out StoredObject? found)
    {
        found = null;
        try
        {
            if (!files.MoveNext())
                return false;
            found = Describe(files.Current);
        }
        catch (Exception fault) when (IsMissing(fault))
        {
            // It was deleted or committed between its name and its size.
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw StorageFault.Of(fault, "Listing objects");
        }
        return true;
    }

    // A file that has no id as its name is not ours.
    static StoredObject? Describe(FileInfo file)
    {
        var partial = file.Extension == PartSuffix;
        var name = partial ? file.Name[..^PartSuffix.Length] : file.Name;
        return VaultId.TryParse(name, out var id)
            ? new(id, file.Length, new(file.LastWriteTimeUtc, TimeSpan.Zero), partial)
            : null;
    }

    static Stream Open(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    static bool IsMissing(Exception fault) => fault is FileNotFoundException or DirectoryNotFoundException;

    // System calls block: not on the thread of the caller, which may serve requests.
    static Task<T> Run<T>(string what, Func<T> act, CancellationToken stop) => Task.Run(() =>
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw StorageFault.Of(fault, what);
        }
    }, stop);

    static string Prepare(string folder)
    {
        try
        {
            DurableFile.CreateFolder(folder);
            return folder;
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw StorageFault.Of(fault, $"Making the folder {folder}");
        }
    }

    // Where it is made now, and where it may have been made before.
    string[] PathsOf(VaultId id)
    {
        var name = id.ToString();
        return [Path.Combine(root, name[..2], name), Path.Combine(root, name[..2], name[2..4], name)];
    }
}
