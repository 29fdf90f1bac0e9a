using System.Runtime.CompilerServices;
using Kluis.AuditLog;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>Where the published form of the log lies; null on a node without a place of its own.</summary>
sealed record LogFolder(string? Path);

/// <summary>Where an entry stands in a signed checkpoint.</summary>
/// <param name="Path">The sibling hashes from the entry up to the root.</param>
/// <param name="Holds">Whether they lead there; checked here, as anybody can.</param>
sealed record EntryProof(long Seq, Checkpoint Checkpoint, IReadOnlyList<byte[]> Path, bool Holds);

/// <summary>Writes a log as files that anyone can verify (C2SP tlog-tiles): behind the database, and as an export.</summary>
sealed class LogPublisher(Database database, LogTables tables, LogFolder folder) : IDisposable
{
    const int Batch = 4096;
    readonly TileFolder? published = folder.Path is null ? null : new TileFolder(folder.Path);

    // One after another: two would write the same files at once.
    readonly SemaphoreSlim writing = new(1);
    long size;

    /// <summary>Brings the folder up to the newest signed checkpoint.</summary>
    public async Task PublishAsync(CancellationToken stop)
    {
        await writing.WaitAsync(stop);
        try
        {
            if (published is null || await NewestAsync(stop) is not { } newest || newest.Size == size)
                return;
            await WriteAsync(published, newest, stop);
            size = newest.Size;
        }
        finally
        {
            writing.Release();
        }
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

    public void Dispose() => writing.Dispose();

    public Task<CheckpointRow?> NewestAsync(CancellationToken stop) => database.ReadAsync(connection => CheckpointStore.NewestAsync(connection, tables), stop);

    /// <summary>The published form on this node, if it has one.</summary>
    public TileFolder? Published => published;

    /// <summary>The newest published checkpoint, with its signature and the tiles under it in order; null when nothing is published here.</summary>
    /// <exception cref="LogException">They are not in order.</exception>
    public Checkpoint? Head(VerifierKey key) =>
        FromHead(key, (folder, head) => Proofs.Root(head.Size, folder.HashesAt(head.Size)).AsSpan().SequenceEqual(head.Root)
            ? head
            : throw new LogException("checkpoint.root", "The published tiles have another root than their checkpoint."));

    /// <summary>Makes and checks the proof that these bytes are the entry of that number.</summary>
    /// <returns>Null: the entry is in no published checkpoint yet.</returns>
    /// <exception cref="LogException">The published files are not in order.</exception>
    public EntryProof? ProofOf(long seq, byte[] leaf, VerifierKey key) =>
        FromHead(key, (folder, head) => seq < head.Size ? ProofIn(folder, head, seq, leaf) : null);

    T? FromHead<T>(VerifierKey key, Func<TileFolder, Checkpoint, T?> look)
        where T : class
    {
        for (var again = true; ; again = false)
        {
            try
            {
                return published?.ReadCheckpoint() is { } note ? look(published, Checkpoint.Parse(note, key)) : null;
            }
            catch (LogException missing) when (missing.Code == "tile.missing" && again)
            {
                // The log grew between the two looks, and took the unfinished tiles of the older size away.
            }
        }
    }

    static EntryProof ProofIn(TileFolder folder, Checkpoint checkpoint, long seq, byte[] leaf)
    {
        var path = Proofs.Inclusion(seq, checkpoint.Size, folder.HashesAt(checkpoint.Size));
        return new EntryProof(seq, checkpoint, path, Proofs.VerifyInclusion(TreeBuilder.LeafHash(leaf), seq, checkpoint.Size, checkpoint.Root, path));
    }

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
            foreach (var leaf in await database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, tables, start, Math.Min(until, start + Batch)), stop))
                yield return leaf;
        }
    }
}
