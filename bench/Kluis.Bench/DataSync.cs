using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kluis.Bench;

/// <summary><c>fdatasync</c>, which SQLite uses too and .NET has no call for.</summary>
static partial class DataSync
{
    public static SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);

    public static void Flush(SafeFileHandle file)
    {
        if (Sync(file) != 0)
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle file);
}
