using System.Security.Cryptography;
using Kluis.Intake;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Upkeep;

/// <summary>
/// Tries once a minute what everything depends on: the clock, a change in the database, a block on the disk of new content. So what is
/// wrong is known before somebody's work fails on it.
/// </summary>
sealed class Pulse(ClockWatch clock, ContentDisk disk, TimeProvider time)
{
    const int Kept = 5, Enough = 3, Block = 4096;

    // From here on people wait for the disk; a disk that is well takes some milliseconds.
    static readonly TimeSpan slow = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly Queue<TimeSpan> taken = new(Kept);

    /// <summary>The code of what failed at the last try; null: nothing did.</summary>
    public string? Fault { get; private set; }

    /// <summary>How long the last tries took, the middle one of them; null before the first.</summary>
    public TimeSpan? Median => MedianOf(1);

    /// <summary>Whether the disk or the database is slow, and not only while the product starts.</summary>
    public bool IsSlow => MedianOf(Enough) >= slow;

    /// <exception cref="FaultException">The database is away or full.</exception>
    /// <exception cref="VaultException">The disk of new content is away, full or read-only.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            var began = time.GetTimestamp();
            await clock.LookAsync(stop);
            await WriteAsync(disk.Folder, stop);
            Add(time.GetElapsedTime(began));
            Fault = null;
        }
        catch (Exception fault) when (fault is FaultException or VaultException)
        {
            Fault = fault is FaultException { Code: var code } ? code : ((VaultException)fault).Code;
            throw;
        }
    }

    /// <summary>How long the disk takes to keep a block for good: the middle of some tries.</summary>
    public static async Task<TimeSpan> TryDiskAsync(string folder, TimeProvider time, CancellationToken stop)
    {
        var tries = new List<TimeSpan>(Kept);
        while (tries.Count < Kept)
        {
            var began = time.GetTimestamp();
            await WriteAsync(folder, stop);
            tries.Add(time.GetElapsedTime(began));
        }
        return MiddleOf(tries);
    }

    static async Task WriteAsync(string folder, CancellationToken stop)
    {
        try
        {
            await using var file = new FileStream(Path.Combine(folder, ".pulse"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            await file.WriteAsync(RandomNumberGenerator.GetBytes(Block), stop);
            file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw StorageFault.Of(fault, $"Writing to {folder}");
        }
    }

    static TimeSpan MiddleOf(IReadOnlyCollection<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    TimeSpan? MedianOf(int atLeast)
    {
        lock (gate)
            return taken.Count < atLeast ? null : MiddleOf(taken);
    }

    void Add(TimeSpan time)
    {
        lock (gate)
        {
            if (taken.Count == Kept)
                taken.Dequeue();
            taken.Enqueue(time);
        }
    }
}
