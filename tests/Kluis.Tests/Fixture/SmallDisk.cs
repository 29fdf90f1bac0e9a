using System.Diagnostics;

namespace Kluis.Tests;

/// <summary>A disk of its own, small enough to fill. To mount one takes the rights of root: where they are missing, the test is skipped.</summary>
sealed class SmallDisk : IDisposable
{
    readonly Scratch scratch = new();

    /// <param name="megabytes">Its size.</param>
    public SmallDisk(int megabytes)
    {
        Directory.CreateDirectory(Path);
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "kluis-test", Path))
        {
            scratch.Dispose();
            Assert.Skip("To mount a disk takes the rights of root.");
        }
    }

    public string Path => scratch["disk"];

    string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Leaves this many bytes free, or less than a page of memory where that is nothing.</summary>
    public void Fill(long free)
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1 << 20, Environment.SystemPageSize })
        {
            var block = new byte[size];
            try
            {
                while (new DriveInfo(Path).AvailableFreeSpace - free >= size)
                    filler.Write(block);
            }
            catch (IOException)
            {
                // Others write too.
            }
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    /// <summary>Takes no changes from now on, or again. Only while nobody has a file open for writing.</summary>
    public void Lock(bool readOnly) => Assert.True(Run("mount", "-o", $"remount,{(readOnly ? "ro" : "rw")}", Path));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        scratch.Dispose();
    }

    static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
