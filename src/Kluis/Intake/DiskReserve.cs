using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Intake;

/// <summary>Where new content lies, and the database and the published log.</summary>
sealed record ContentDisk(string Folder, string Data);

/// <summary>
/// Keeps room for the audit log and the database: intake stops before the disk is full, so that what is there can still be
/// read, and every reading still be recorded.
/// </summary>
sealed class DiskReserve(ContentDisk disk, TimeProvider time)
{
    /// <summary>What is kept free, in bytes.</summary>
    public const long Reserve = 256L << 20;

    readonly Lock gate = new();
    DateTimeOffset looked;
    long free;

    /// <exception cref="FaultException"><c>storage.full</c></exception>
    public void Check()
    {
        if (Free < Reserve)
            throw new FaultException("storage.full", $"Less than {Reserve >> 20} MB is free on the disk of {Fullest}; the rest is kept for the audit log. Make room.");
    }

    /// <summary>What is free, in bytes, on the disk of new content or that of the database, whichever has less; a second old at most.</summary>
    public long Free
    {
        get
        {
            lock (gate)
            {
                var now = time.GetUtcNow();
                if (now - looked > TimeSpan.FromSeconds(1) || now < looked)
                {
                    looked = now;
                    free = Math.Min(FreeAt(disk.Folder), FreeAt(disk.Data));
                }
                return free;
            }
        }
    }

    string Fullest => FreeAt(disk.Data) < FreeAt(disk.Folder) ? disk.Data : disk.Folder;

    static long FreeAt(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw StorageFault.Of(fault, $"Looking at the disk of {folder}");
        }
    }
}
