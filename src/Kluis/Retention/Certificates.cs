using Kluis.AuditLog;

namespace Kluis.Retention;

/// <summary>What one store answered, and whether it was looked for again.</summary>
/// <param name="Store"><c>keys-and-rows</c>, <c>objects</c>, <c>database-log</c>, <c>backups</c>.</param>
/// <param name="Outcome"><c>done</c>, <c>waiting</c>, <c>failed</c>, or <c>not-covered</c>: this certificate says nothing about it.</param>
sealed record StoreResult(string Store, string Outcome, bool Verified, string? Fault = null);

/// <summary>What was destroyed, with the proof that it stands in the ledger.</summary>
/// <param name="Proof">Null: not published yet.</param>
sealed record Certificate(Erasure Erasure, LedgerLeaf Entry, byte[] Leaf, LogProof? Proof, string Key, bool CanEmptyLog)
{
    public IReadOnlyList<StoreResult> Stores =>
    [
        new("keys-and-rows", Erasure.DestroyedAt is null ? "waiting" : "done", Verified: Erasure.FinishedAt is not null),
        Erasure switch
        {
            { FinishedAt: not null } => new("objects", "done", Verified: true),
            { Fault: { } fault } => new("objects", "failed", Verified: false, fault),
            _ => new("objects", "waiting", Verified: false),
        },
        // Copies that the database or an operator keeps: they open nothing once the keys of their time are destroyed too.
        new("database-log", CanEmptyLog ? Erasure.LogEmptiedAt is null ? "waiting" : "done" : "not-covered", Verified: false),
        new("backups", "not-covered", Verified: false),
    ];
}

/// <summary>Gives the certificate of a destruction: what, how many, on which ground, when, by whom, per store (C2SP tlog-proof).</summary>
sealed class Certificates(ErasureStore store, Ledger ledger)
{
    /// <returns>Null: there is no such erasure.</returns>
    /// <exception cref="LogException">The entry in the ledger is not as it was written.</exception>
    public async Task<Certificate?> FindAsync(Guid id, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } erasure || await ledger.FindAsync(erasure.LedgerSeq, stop) is not { } leaf)
            return null;
        var entry = LedgerLeaf.Parse(leaf);
        return entry.Id == erasure.Id && entry.Scope == erasure.Scope && entry.Why == erasure.Ground
            ? new Certificate(erasure, entry, leaf, await ledger.ProofAsync(erasure.LedgerSeq, leaf, stop), ledger.Key.ToString(), store.CanEmptyLog)
            : throw new LogException("leaf.malformed", "The row of an erasure says something else than its entry in the ledger.");
    }
}
