using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>A certificate whose signatures a source is trusted with: of the signer itself, or of the authority that issues to its signers.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, lower-case hex.</param>
sealed record SignerRow(string Source, string Fingerprint, byte[] Certificate, long AddedAt);

/// <summary>SQL of the trusted signers.</summary>
sealed class SignerStore(Database database, Journal journal)
{
    /// <returns>The certificates of a source, DER.</returns>
    public async Task<IReadOnlyList<byte[]>> OfAsync(string source, CancellationToken stop) =>
        (await database.ReadAsync(connection => connection.QueryAsync<byte[]>("select certificate from signer where source = @source order by fingerprint", new { source }), stop)).AsList();

    public async Task<IReadOnlyList<SignerRow>> AllAsync(CancellationToken stop) =>
        (await database.ReadAsync(
            connection => connection.QueryAsync<SignerRow>("select source as Source, fingerprint as Fingerprint, certificate as Certificate, added_at as AddedAt from signer order by source, fingerprint"), stop)).AsList();

    /// <returns>False: it was trusted already.</returns>
    public Task<bool> AddAsync(Actor actor, string source, X509Certificate2 certificate, CancellationToken stop)
    {
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        return journal.ChangeAsync(
            actor,
            async change =>
            {
                change.Record(new AuditEvent(AuditAct.SignerAdded) { Target = $"{source} {fingerprint}" });
                return await change.Connection.ExecuteAsync(
                    "insert into signer (source, fingerprint, certificate, added_at) values (@source, @fingerprint, @der, @now) on conflict (source, fingerprint) do nothing",
                    new { source, fingerprint, der = certificate.RawData, now = change.Now }) == 1;
            },
            stop);
    }

    /// <returns>False: it was not trusted.</returns>
    public Task<bool> RemoveAsync(Actor actor, string source, string fingerprint, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                change.Record(new AuditEvent(AuditAct.SignerRemoved) { Target = $"{source} {fingerprint}" });
                return await change.Connection.ExecuteAsync("delete from signer where source = @source and fingerprint = @fingerprint", new { source, fingerprint }) == 1;
            },
            stop);
}
