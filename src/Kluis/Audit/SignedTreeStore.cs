using System.Data.Common;
using Dapper;
using Kluis.AuditLog;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>The tables of one signed log: its entries, and the checkpoints over them.</summary>
sealed record LogTables(string Entries, string Checkpoints)
{
    public static readonly LogTables Audit = new("audit_entry", "audit_checkpoint");

    /// <summary>The erasure ledger.</summary>
    public static readonly LogTables Ledger = new("ledger_entry", "ledger_checkpoint");
}

/// <summary>
/// The tree of one log: continued from its last signature, grown, signed again, all in the caller's transaction. The size of a
/// checkpoint is its primary key, so that two different trees of one size can never both be signed.
/// </summary>
sealed class SignedTreeStore(LogTables tables, LogSigner signer)
{
    /// <exception cref="FaultException"><c>audit.unavailable</c>: entries and signature do not belong together.</exception>
    public async Task<TreeBuilder> ContinueAsync(DbConnection connection)
    {
        var tree = Continue(await CheckpointStore.NewestAsync(connection, tables));
        var entries = await connection.ExecuteScalarAsync<long>($"select coalesce(max(seq) + 1, 0) from {tables.Entries}");
        return entries == tree.Size
            ? tree
            : throw new FaultException("audit.unavailable", $"The log has {entries} entries and a signature over {tree.Size}. Run kluis verify.");
    }

    public async Task SignAsync(DbConnection connection, TreeBuilder tree, long at)
    {
        var root = tree.Root();
        var note = new Checkpoint(signer.VerifierKey.Name, tree.Size, root).Sign(signer);
        await connection.ExecuteAsync(
            $"insert into {tables.Checkpoints} (size, root, right_edge, note, at) values (@size, @root, @edge, @note, @at)",
            new { size = tree.Size, root, edge = CheckpointStore.JoinEdge(tree.RightEdge), note, at });
        // One checkpoint an hour is kept for good; the ones between served their second.
        await connection.ExecuteAsync(
            $"delete from {tables.Checkpoints} where size < @size and at >= @hour", new { size = tree.Size, hour = at - (at % 3_600_000) });
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
}

sealed record CheckpointRow(long Size, byte[] Root, byte[] RightEdge, string Note, long At);

/// <summary>Reads of a signed log.</summary>
static class CheckpointStore
{
    public static Task<CheckpointRow?> NewestAsync(DbConnection connection, LogTables tables) =>
        connection.QuerySingleOrDefaultAsync<CheckpointRow?>(
            $"select size as Size, root as Root, right_edge as RightEdge, note as Note, at as At from {tables.Checkpoints} order by size desc limit 1");

    public static async Task<List<byte[]>> LeavesAsync(DbConnection connection, LogTables tables, long from, long until) =>
        (await connection.QueryAsync<byte[]>(
            $"select leaf from {tables.Entries} where seq >= @from and seq < @until order by seq", new { from, until })).AsList();

    public static byte[] JoinEdge(IReadOnlyList<byte[]> edge) => [.. edge.SelectMany(hash => hash)];

    public static IReadOnlyList<byte[]> SplitEdge(byte[] edge) => [.. edge.Chunk(32)];
}
