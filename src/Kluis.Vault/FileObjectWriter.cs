namespace Kluis.Vault;

/// <summary>
/// Writes <c>.part</c>; a commit renames it without replacing, and then syncs it and the folder. In this order the file system writes
/// content and name down together, and not one after the other. After a power cut in between a whole name may stand on a broken
/// object: nobody was told of it, no row has its key, and the sweep removes it as it does a <c>.part</c>.
/// </summary>
sealed class FileObjectWriter(VaultId id, string path, string part) : ObjectWriter
{
    readonly FileStream file = DurableFile.Create(part);

    // Where the bytes lie that are not committed; null once they are.
    string? uncommitted = part;

    public override Stream Stream => field ??= new EagerFileStream(file);

    public override Task CommitAsync(CancellationToken stop) => Task.Run(
        () =>
        {
            try
            {
                Commit();
            }
            catch (Exception fault) when (StorageFault.Is(fault))
            {
                throw StorageFault.Of(fault, $"Committing object {id}");
            }
        },
        stop);

    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        if (uncommitted is null)
            return;
        try
        {
            File.Delete(uncommitted);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            // The remains are ciphertext under a key nobody keeps; the list shows them to the sweep.
        }
    }

    void Commit()
    {
        DurableFile.Rename(uncommitted!, path);
        uncommitted = path;
        file.Flush(flushToDisk: true);
        file.Dispose();
        DurableFile.SyncFolder(DurableFile.FolderOf(path));
        uncommitted = null;
    }
}
