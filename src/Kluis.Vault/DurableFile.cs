using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

// The product runs on Unix: file modes and the synchronisation of folders exist nowhere else.
#pragma warning disable CA1416

namespace Kluis.Vault;

/// <summary>Files that survive a power cut and that only their owner reads.</summary>
static partial class DurableFile
{
    const UnixFileMode OwnerReadsWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OwnerEnters = OwnerReadsWrites | UnixFileMode.UserExecute;
    const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>Creates a file of mode 0600; an <see cref="IOException"/> where one exists.</summary>
    public static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = OwnerReadsWrites,
    });

    /// <summary>Writes a new file of mode 0600 that is on the disk when this returns.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using (var file = Create(path))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        SyncFolder(FolderOf(path));
    }

    /// <summary>Reads a file that must be private: anybody else's permission is refused, not repaired, because
    /// whoever could read it may have done so.</summary>
    public static byte[] ReadPrivate(string path)
    {
        if ((File.GetUnixFileMode(path) & Others) != 0)
            throw VaultException.Keys($"{path} is open to other accounts: its mode must be 0600. Change it, and "
                + "renew the keys if others may have read it.");
        return File.ReadAllBytes(path);
    }

    /// <summary>Overwrites a file in place and removes it. On a copying file system or an SSD old blocks may
    /// survive: the caller's texts say so.</summary>
    public static void Shred(string path)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Write(new byte[file.Length]);
            file.Flush(flushToDisk: true);
        }
        File.Delete(path);
        SyncFolder(FolderOf(path));
    }

    /// <summary>Makes a folder of mode 0700 and those above it, each one durable in its parent.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        CreateFolder(FolderOf(path));
        Directory.CreateDirectory(path, OwnerEnters);
        SyncFolder(FolderOf(path));
    }

    /// <summary>Makes names in a folder durable: a rename is lost in a power cut without it, and .NET has no handle
    /// for folders.</summary>
    public static void SyncFolder(string path)
    {
        var folder = Open(path, OpenDirectory | CloseOnExec);
        if (folder < 0)
            throw Error(path);
        try
        {
            if (Sync(folder) < 0)
                throw Error(path);
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>Asks for a part of a file to be written to the disk now, and waits for nothing: it is not durable before the whole
    /// file is synchronised, which then also tells of an error here.</summary>
    public static void BeginSync(SafeFileHandle file, long offset, long count) => _ = SyncRange(file, offset, count, SyncRangeWrite);

    /// <summary>Gives a file another name, in one step, and never that of a file that is there. It is durable when the folder is.</summary>
    public static void Rename(string from, string to)
    {
        if (Rename(CurrentFolder, Path.GetFullPath(from), CurrentFolder, Path.GetFullPath(to), RenameNoReplace) == 0)
            return;
        // Some network file systems cannot: there it takes two steps.
        if (Marshal.GetLastPInvokeError() != InvalidArgument)
            throw Error(to);
        File.Move(from, to, overwrite: false);
    }

    /// <summary>Exchanges two files in one step, durable when this returns.</summary>
    public static void Exchange(string one, string other)
    {
        if (Rename(CurrentFolder, Path.GetFullPath(one), CurrentFolder, Path.GetFullPath(other), RenameExchange) < 0)
            throw Error(other);
        SyncFolder(FolderOf(other));
    }

    /// <summary>Waits until nobody else holds the folder; <see cref="Release"/> lets go.</summary>
    public static int LockFolder(string path)
    {
        var folder = Open(path, OpenDirectory | CloseOnExec);
        if (folder < 0)
            throw Error(path);
        while (Flock(folder, LockExclusive) < 0)
        {
            // A signal interrupts the waiting; anything else ends it.
            if (Marshal.GetLastPInvokeError() == Interrupted)
                continue;
            var fault = Error(path);
            Release(folder);
            throw fault;
        }
        return folder;
    }

    /// <summary>Lets go of a folder.</summary>
    public static void Release(int folder) => _ = Close(folder);

    /// <summary>The path with every link followed, for one that need not exist yet.</summary>
    public static string RealPath(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        var here = Path.Combine(RealPath(folder), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is { } target ? RealPath(Path.Combine(FolderOf(here), target)) : here;
    }

    /// <summary>The folder that holds a path.</summary>
    public static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";

    static IOException Error(string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new($"{Marshal.GetPInvokeErrorMessage(errno)}: {path}", errno);
    }
}
