using System.Data.Common;
using Dapper;
using Kluis.AuditLog;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>
/// Gives waiting entries their numbers, grows the tree and signs it: one holder of the lease at a time, over all nodes.
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
        var grown = new SignedTreeStore(LogTables.Audit, Signer);
        var tree = await grown.ContinueAsync(connection);
        var first = tree.Size;
        foreach (var leaf in waiting)
            tree.Append(leaf.Leaf);
        await MoveAsync(connection, first, waiting[^1].Id);
        FaultPoint.Reach("entries-moved");
        await grown.SignAsync(connection, tree, time.GetUtcNow().ToUnixTimeMilliseconds());
        FaultPoint.Reach("checkpoint-signed");
        return waiting.Count;
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

    sealed record WaitingLeaf(string Id, byte[] Leaf);
}
