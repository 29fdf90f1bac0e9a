using System.Data.Common;
using Dapper;
using Kluis.AuditLog;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Audit;

/// <param name="Misfits">Disclosed values that did not fit their commitment.</param>
/// <param name="Unopened">Disclosures that did not open: erased in part, or damaged.</param>
sealed record RebuiltView(long Entries, long Misfits, long Unopened);

/// <summary>
/// Makes the readable side of the log anew from the log itself and what is still disclosed of it. What does not open, or
/// does not fit its commitment, is left out: the log is the truth, the view a convenience.
/// </summary>
sealed class AuditViewRebuildStore(Database database, KeyChain chain)
{
    const int Batch = 500;

    sealed record EntryRow(long Seq, byte[] Leaf);

    public async Task<RebuiltView> RunAsync(Action<long> progress, CancellationToken stop)
    {
        var done = new RebuiltView(0, 0, 0);
        for (var more = true; more; progress(done.Entries))
        {
            // While this runs, a rotation may bring an epoch that a disclosure's key is under.
            await chain.RefreshAsync(stop);
            var batch = await database.WriteAsync(connection => RunBatchAsync(connection, done.Entries), stop);
            done = new RebuiltView(done.Entries + batch.Entries, done.Misfits + batch.Misfits, done.Unopened + batch.Unopened);
            more = batch.Entries > 0;
        }
        return done;
    }

    async Task<RebuiltView> RunBatchAsync(DbConnection connection, long from)
    {
        var entries = (await connection.QueryAsync<EntryRow>(
            "select seq as Seq, leaf as Leaf from audit_entry where seq >= @from order by seq limit @Batch", new { from, Batch })).AsList();
        // After the last entry nothing may stand, either.
        var until = entries.Count < Batch ? long.MaxValue : from + entries.Count;
        await connection.ExecuteAsync("delete from audit_view where seq >= @from and seq < @until", new { from, until });
        long misfits = 0, unopened = 0;
        foreach (var entry in entries)
        {
            var leaf = Leaf.Parse(entry.Leaf);
            var fields = await DisclosureStore.ReadAsync(connection, chain, leaf);
            misfits += fields.Misfits;
            unopened += fields.Unopened;
            await connection.ExecuteAsync(
                """
                insert into audit_view (seq, entry_id, at, act, outcome, why, actor_id, subject_id, conversation_id)
                values (@Seq, @Id, @At, @Act, @Out, @Why, @who, @subj, @conversation)
                """,
                new { entry.Seq, leaf.Id, leaf.At, leaf.Act, leaf.Out, leaf.Why, who = fields.Of("who"), subj = fields.Of("subj"), conversation = ConversationOf(leaf, fields.Of("obj")) });
        }
        return new RebuiltView(entries.Count, misfits, unopened);
    }

    // Only acts on conversations have one as their object; the first word of it is the conversation's id.
    static string? ConversationOf(Leaf leaf, string? target) =>
        leaf.Act.StartsWith("conversation.", StringComparison.Ordinal) || leaf.Act == "access.denied"
            ? Guid.TryParse(target?.Split(' ')[0], out var id) ? id.ToString() : null
            : null;
}
