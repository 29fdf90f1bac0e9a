using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Retention;

/// <summary>
/// The erasure ledger: a signed log of its own, of random key ids and numbers. What stands in it is gone, and stays gone when an
/// older copy of the vault comes back.
/// </summary>
sealed class Ledger(Database database, KeyChain chain, FileKeyring keyring, LogFolder folder) : IDisposable
{
    readonly LogPublisher files = new(database, LogTables.Ledger, folder);
    readonly LogSigner signer = LogSigner.FromSeed(OriginOf(chain.Installation.LogOrigin), chain.House(RootKind.Log).Secret);

    public VerifierKey Key => signer.VerifierKey;

    /// <summary>Numbers an entry and signs the ledger with it, in the change that begins the erasure: one writer waits for the other.</summary>
    /// <returns>Its number, from 0.</returns>
    public async Task<long> AppendAsync(Change change, byte[] leaf)
    {
        var signed = new SignedTreeStore(LogTables.Ledger, signer);
        var tree = await signed.ContinueAsync(change.Connection);
        var seq = tree.Append(leaf);
        await change.Connection.InsertAsync(new NewRow("insert into ledger_entry (seq, leaf) values (@seq, @leaf)", ("seq", seq), ("leaf", leaf)));
        await signed.SignAsync(change.Connection, tree, change.Now);
        return seq;
    }

    public Task<byte[]?> FindAsync(long seq, CancellationToken stop) => database.ReadAsync(
        async connection => (await CheckpointStore.LeavesAsync(connection, LogTables.Ledger, seq, seq + 1)).SingleOrDefault(), stop);

    /// <summary>Writes the newest head into the keyring, which is kept apart: an older database is recognised from then on.</summary>
    public async Task RememberAsync(CancellationToken stop)
    {
        if (await files.NewestAsync(stop) is { } newest && newest.Size > keyring.LedgerSize)
            keyring.RaiseLedgerHead(newest.Size, newest.Root);
    }

    /// <summary>Looks whether this database knows of all that was destroyed.</summary>
    /// <exception cref="FaultException"><c>ledger.older</c>: it is an older copy, or another one.</exception>
    public async Task RequireNewestAsync(CancellationToken stop)
    {
        var newest = await files.NewestAsync(stop);
        var (size, root) = (newest?.Size ?? 0, newest?.Root);
        if (size < keyring.LedgerSize || (size == keyring.LedgerSize && size > 0 && !keyring.LedgerHead!.Value.Span.SequenceEqual(root)))
            throw new FaultException("ledger.older", $"The keyring knows of {keyring.LedgerSize} destructions, this database of {size}: it is an older copy, and what was destroyed since would be back. Put the newest copy in its place.");
    }

    /// <summary>Brings the published files up to the newest signature.</summary>
    public Task PublishAsync(CancellationToken stop) => files.PublishAsync(stop);

    /// <summary>Writes the whole ledger into an empty folder.</summary>
    /// <returns>How many entries; null: there are none.</returns>
    public Task<long?> ExportAsync(string path, CancellationToken stop) => files.ExportAsync(path, stop);

    /// <summary>The newest signature; null: nothing was destroyed yet.</summary>
    public async Task<string?> HeadAsync(CancellationToken stop) => (await files.NewestAsync(stop))?.Note;

    /// <returns>The proof that these bytes are the entry of that number; null: not published yet.</returns>
    /// <exception cref="LogException">The published files are not in order.</exception>
    public async Task<LogProof?> ProofAsync(long seq, byte[] leaf, CancellationToken stop)
    {
        await PublishAsync(stop);
        return files.ProofOf(seq, leaf, Key) is { Holds: true } proof ? new LogProof(leaf, seq, proof.Path, proof.Checkpoint.Sign(signer)) : null;
    }

    public void Dispose()
    {
        files.Dispose();
        signer.Dispose();
    }

    static string OriginOf(string log) => (log.EndsWith("/audit", StringComparison.Ordinal) ? log[..^"/audit".Length] : log) + "/erasure";
}
