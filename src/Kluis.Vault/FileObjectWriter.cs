namespace Kluis.Vault;

/// <summary>Writes <c>.part</c>; a commit syncs it, renames it without replacing, and syncs the folder.</summary>
sealed class FileObjectWriter(VaultId id, string path, string part) : ObjectWriter
{
    readonly FileStream file = DurableFile.Create(part);
    bool committed;

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
        if (committed)
            return;
        try
        {
            File.Delete(part);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            // The remains are ciphertext under a key nobody keeps; the list shows them to the sweep.
        }
    }

    void Commit()
    {
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(part, path, overwrite: false);
        committed = true;
        DurableFile.SyncFolder(DurableFile.FolderOf(path));
    }
}
