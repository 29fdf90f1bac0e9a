namespace Kluis.Vault;

/// <summary>Holds a folder against other processes (and other holders here) until disposed.</summary>
sealed class FolderLock : IDisposable
{
    readonly int folder;

    FolderLock(int folder) => this.folder = folder;

    /// <summary>Waits for the folder.</summary>
    /// <exception cref="IOException">The folder cannot be locked.</exception>
    public static FolderLock Take(string path) => new(DurableFile.LockFolder(path));

    public void Dispose() => DurableFile.Release(folder);
}
