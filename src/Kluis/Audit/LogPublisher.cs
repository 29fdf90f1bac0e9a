using System.Runtime.CompilerServices;
using Kluis.AuditLog;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>Where the published form of the log lies; null on a node without a place of its own.</summary>
sealed record LogFolder(string? Path);

/// <summary>Writes the log as files that anyone can verify (C2SP tlog-tiles): behind the database, and as an export.</summary>
sealed class LogPublisher(Database database, LogFolder folder)
{
    const int Batch = 4096;
    readonly TileFolder? published = folder.Path is null ? null : new TileFolder(folder.Path);
    long size;

    /// <summary>Brings the folder up to the newest signed checkpoint.</summary>
    public async Task PublishAsync(CancellationToken stop)
    {
        if (published is null || await NewestAsync(stop) is not { } newest || newest.Size == size)
            return;
        await WriteAsync(published, newest, stop);
        size = newest.Size;
    }

    /// <summary>Writes the whole log into an empty folder.</summary>
    /// <returns>How many entries; null when nothing is signed yet.</returns>
    public async Task<long?> ExportAsync(string path, CancellationToken stop)
    {
        if (await NewestAsync(stop) is not { } newest)
            return null;
        await WriteAsync(new TileFolder(path), newest, stop);
        return newest.Size;
    }

    public Task<CheckpointRow?> NewestAsync(CancellationToken stop) => database.ReadAsync(CheckpointStore.NewestAsync, stop);

    async Task WriteAsync(TileFolder target, CheckpointRow checkpoint, CancellationToken stop)
    {
        await target.AppendAsync(checkpoint.Size, from => LeavesAsync(from, checkpoint.Size, stop), stop);
        FaultPoint.Reach("tiles-written");
        target.PublishCheckpoint(checkpoint.Note);
    }

    async IAsyncEnumerable<byte[]> LeavesAsync(long from, long until, [EnumeratorCancellation] CancellationToken stop)
    {
        for (var start = from; start < until; start += Batch)
        {
            foreach (var leaf in await database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, start, Math.Min(until, start + Batch)), stop))
                yield return leaf;
        }
    }
}
