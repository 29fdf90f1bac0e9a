using System.Data.Common;
using Dapper;
using Kluis.AuditLog;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>
/// Gives waiting entries their numbers, grows the tree and signs it: one holder of the lease at a time, over all nodes.
/// The size of a checkpoint is its primary key, so that two different trees of one size can never both be signed.
/// </summary>
sealed class SequencerStore(Database database, KeyChain chain, LeaseStore leases, TimeProvider time)
{
    const int LargestBatch = 4096;

    public LogSigner Signer { get; } = LogSigner.FromSeed(chain.Installation.LogOrigin, chain.House(RootKind.Log).Secret);

    /// <summary>Numbers everything that waits now.</summary>
    /// <returns>Whether this node did it; false: another node holds the lease.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        if (!await AnyPendingAsync(stop))
            return true;
        if (!await leases.TakeAsync("sequencer", TimeSpan.FromSeconds(10), stop))
            return false;
        while (await database.WriteAsync(IntegrateAsync, stop) == LargestBatch)
            stop.ThrowIfCancellationRequested();
        return true;
    }

    public Task<bool> AnyPendingAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => await connection.ExecuteScalarAsync<long>("select count(*) from (select id from audit_pending limit 1) as waiting") > 0, stop);

    /// <summary>How many entries wait for their number; counted to ten thousand at most.</summary>
    public Task<long> WaitingAsync(CancellationToken stop) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from (select id from audit_pending limit 10000) as waiting"), stop);

    async Task<int> IntegrateAsync(DbConnection connection)
    {
        var waiting = (await connection.QueryAsync<WaitingLeaf>(
            "select id as Id, leaf as Leaf from audit_pending order by id limit @n", new { n = LargestBatch })).AsList();
        if (waiting.Count == 0)
            return 0;
        var tree = Continue(await CheckpointStore.NewestAsync(connection));
        var first = tree.Size;
        if (await connection.ExecuteScalarAsync<long>("select coalesce(max(seq) + 1, 0) from audit_entry") is var entries && entries != first)
            throw new FaultException("audit.unavailable", $"The log has {entries} entries and a signature over {first}. Run kluis verify.");
        foreach (var leaf in waiting)
            tree.Append(leaf.Leaf);
        await MoveAsync(connection, first, waiting[^1].Id);
        FaultPoint.Reach("entries-moved");
        await SignAsync(connection, tree);
        FaultPoint.Reach("checkpoint-signed");
        return waiting.Count;
    }

    static TreeBuilder Continue(CheckpointRow? last)
    {
        if (last is null)
            return new TreeBuilder();
        try
        {
            var tree = TreeBuilder.Restore(last.Size, CheckpointStore.SplitEdge(last.RightEdge));
            if (tree.Root().AsSpan().SequenceEqual(last.Root))
                return tree;
        }
        catch (LogException)
        {
            // Not the edge of a tree of this size at all.
        }
        throw new FaultException("audit.unavailable", $"The stored edge of the log does not give the signed root at size {last.Size}. Run kluis verify.");
    }

    static async Task MoveAsync(DbConnection connection, long first, string lastId)
    {
        var which = new { first, lastId };
        const string numbered = "(select row_number() over (order by id) - 1 + cast(@first as bigint) as seq, p.* from audit_pending p where id <= @lastId) as n";
        await connection.ExecuteAsync($"insert into audit_entry (seq, leaf) select seq, leaf from {numbered}", which);
        await connection.ExecuteAsync(
            $"""
            insert into audit_view (seq, entry_id, at, act, outcome, why, actor_id, subject_id, conversation_id)
            select seq, id, at, act, outcome, why, actor_id, subject_id, conversation_id from {numbered}
            """,
            which);
        await connection.ExecuteAsync(
            """
            insert into audit_disclosure (entry_id, holder_id, row_key, sealed)
            select id, actor_holder, actor_row_key, actor_sealed from audit_pending where id <= @lastId
            """,
            which);
        await connection.ExecuteAsync(
            """
            insert into audit_disclosure (entry_id, holder_id, row_key, sealed)
            select id, subject_holder, subject_row_key, subject_sealed from audit_pending
            where id <= @lastId and subject_holder is not null and subject_holder <> actor_holder
            """,
            which);
        await connection.ExecuteAsync("delete from audit_pending where id <= @lastId", which);
    }

    async Task SignAsync(DbConnection connection, TreeBuilder tree)
    {
        var root = tree.Root();
        var note = new Checkpoint(chain.Installation.LogOrigin, tree.Size, root).Sign(Signer);
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            "insert into audit_checkpoint (size, root, right_edge, note, at) values (@size, @root, @edge, @note, @at)",
            new { size = tree.Size, root, edge = CheckpointStore.JoinEdge(tree.RightEdge), note, at });
        // One checkpoint an hour is kept for good; the ones between served their second.
        await connection.ExecuteAsync(
            "delete from audit_checkpoint where size < @size and at >= @hour", new { size = tree.Size, hour = at - (at % 3_600_000) });
    }

    sealed record WaitingLeaf(string Id, byte[] Leaf);
}

sealed record CheckpointRow(long Size, byte[] Root, byte[] RightEdge, string Note, long At);

/// <summary>Reads of the signed log.</summary>
static class CheckpointStore
{
    public static Task<CheckpointRow?> NewestAsync(DbConnection connection) =>
        connection.QuerySingleOrDefaultAsync<CheckpointRow?>(
            "select size as Size, root as Root, right_edge as RightEdge, note as Note, at as At from audit_checkpoint order by size desc limit 1");

    public static async Task<List<byte[]>> LeavesAsync(DbConnection connection, long from, long until) =>
        (await connection.QueryAsync<byte[]>(
            "select leaf from audit_entry where seq >= @from and seq < @until order by seq", new { from, until })).AsList();

    public static byte[] JoinEdge(IReadOnlyList<byte[]> edge) => [.. edge.SelectMany(hash => hash)];

    public static IReadOnlyList<byte[]> SplitEdge(byte[] edge) => [.. edge.Chunk(32)];
}
