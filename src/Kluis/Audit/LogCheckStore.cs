using Dapper;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>What came out when the whole log was computed anew.</summary>
/// <param name="Size">Entries gone through; where it broke off, how many were in order.</param>
/// <param name="Root">Of the newest checkpoint, as computed; null when the answer is no.</param>
/// <param name="Fault">Code of what is wrong; null: the answer is yes.</param>
/// <param name="AtSeq">Number of the entry, or size of the checkpoint, where it is wrong.</param>
/// <param name="Anchors">How many signed checkpoints it met on the way, all of them in order.</param>
/// <param name="OldestAnchor">When the oldest of them was signed; UTC milliseconds.</param>
/// <param name="Published">How many entries the published files hold, all of them the same; null: there are none on this node.</param>
sealed record LogCheckRow(
    string Id, long StartedAt, long FinishedAt, string ActorId, long Size, byte[]? Root, string VerifierKey,
    string? Fault, long? AtSeq, long Anchors, long? OldestAnchor, long? Published);

/// <summary>SQL of checks of the whole log.</summary>
sealed class LogCheckStore(Database database)
{
    const string CheckpointColumns = "size as Size, root as Root, right_edge as RightEdge, note as Note, at as At";

    public static Task AddAsync(Change change, LogCheckRow row) =>
        change.Connection.ExecuteAsync(
            """
            insert into log_check (id, started_at, finished_at, actor_id, size, root, verifier_key, fault, at_seq, anchors, oldest_anchor, published)
            values (@Id, @StartedAt, @FinishedAt, @ActorId, @Size, @Root, @VerifierKey, @Fault, @AtSeq, @Anchors, @OldestAnchor, @Published)
            """,
            row);

    public Task<List<LogCheckRow>> NewestAsync(int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<LogCheckRow>(
                """
                select id as Id, started_at as StartedAt, finished_at as FinishedAt, actor_id as ActorId, size as Size, root as Root, verifier_key as VerifierKey,
                    fault as Fault, at_seq as AtSeq, anchors as Anchors, oldest_anchor as OldestAnchor, published as Published
                from log_check order by finished_at desc, id desc limit @most
                """,
                new { most })).AsList(),
            stop);

    public Task<CheckpointRow?> CheckpointAfterAsync(long size, CancellationToken stop) =>
        database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<CheckpointRow?>(
                $"select {CheckpointColumns} from audit_checkpoint where size > @size order by size limit 1", new { size }),
            stop);

    public Task<List<byte[]>> LeavesAsync(long from, long until, CancellationToken stop) =>
        database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, LogTables.Audit, from, until), stop);
}
