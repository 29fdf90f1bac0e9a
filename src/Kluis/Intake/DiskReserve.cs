using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>Where new content lies.</summary>
sealed record ContentDisk(string Folder);

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
            throw new FaultException("storage.full", $"Less than {Reserve >> 20} MB is free on the disk of {disk.Folder}; the rest is kept for the audit log. Make room.");
    }

    /// <summary>What is free on the disk of new content, in bytes; a second old at most.</summary>
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
                    free = new DriveInfo(disk.Folder).AvailableFreeSpace;
                }
                return free;
            }
        }
    }
}
