using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kluis.Vault;

static partial class DurableFile
{
    // Linux: O_DIRECTORY differs between processors, O_RDONLY is 0.
    const int CloseOnExec = 0x80000, CurrentFolder = -100, LockExclusive = 2, Interrupted = 4, InvalidArgument = 22;
    const uint RenameNoReplace = 1, RenameExchange = 2, SyncRangeWrite = 2;

    static int OpenDirectory => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm or Architecture.Arm64 => 0x4000,
        _ => 0x10000,
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int file, int operation);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
