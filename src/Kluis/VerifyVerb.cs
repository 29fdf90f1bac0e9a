using System.CommandLine;
using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Conversations;
using Kluis.Intake;
using Kluis.Keys;
using Kluis.Vault;

namespace Kluis;

/// <summary><c>kluis verify</c>: of an exported log, offline, with nothing but the files; or of this installation.</summary>
static class VerifyVerb
{
    public static Command Make(Option<string?> data)
    {
        var path = new Argument<string?>("PATH") { Description = "Folder or tar of an exported log; without it this installation", Arity = ArgumentArity.ZeroOrOne };
        var key = new Option<string?>("--key") { Description = "The log's public key, or a file with it: origin+hash+key" };
        var target = new Option<string?>("--object") { Description = "Check one stored object against what was written: its id" };
        var all = new Option<bool>("--objects") { Description = "Check everything that is stored: missing, damaged, extra" };
        var proof = new Option<string?>("--proof") { Description = "Check the proof of one destruction, offline: its file" };
        var verb = new Command("verify", "Check the audit log and what is stored") { path, key, target, all, proof, data };
        verb.SetAction((parsed, stop) => parsed.GetValue(proof) is { } file
            ? Verbs.GuardAsync(() => VerifyProofAsync(file, parsed.GetValue(key)))
            : parsed.GetValue(path) is { } folder
            ? Verbs.GuardAsync(() => VerifyExportAsync(folder, parsed.GetValue(key)))
            : Verbs.WithProductAsync(parsed.GetValue(data), product => VerifyHereAsync(product, parsed.GetValue(target), parsed.GetValue(all), stop), stop));
        return verb;
    }

    static async Task<int> VerifyExportAsync(string path, string? keyText)
    {
        if (await KeyOfAsync(keyText) is not { } key)
            return await ComplainOfKeyAsync(keyText);
        return await SayAsync(File.Exists(path) ? VerifyTar(path, key) : LogVerifier.Verify(path, key));
    }

    static async Task<int> VerifyProofAsync(string path, string? keyText)
    {
        if (await KeyOfAsync(keyText) is not { } key)
            return await ComplainOfKeyAsync(keyText);
        try
        {
            var (proof, checkpoint) = LogProof.Verify(await File.ReadAllTextAsync(path), key);
            var entry = LedgerLeaf.Parse(proof.Entry);
            await System.Console.Out.WriteLineAsync($"yes: erasure {entry.Id}, decided {DateTimeOffset.FromUnixTimeMilliseconds(entry.At):u}, ground {entry.Why}, {entry.Scope}, {entry.Keys.Count} keys; entry {proof.Index} of {checkpoint.Size}");
            return Verbs.Yes;
        }
        catch (LogException wrong)
        {
            await System.Console.Out.WriteLineAsync($"no: {wrong.Code}: {wrong.Message}");
            return Verbs.No;
        }
    }

    static async Task<VerifierKey?> KeyOfAsync(string? text)
    {
        try
        {
            return text is null ? null : VerifierKey.Parse((File.Exists(text) ? await File.ReadAllTextAsync(text) : text).Trim());
        }
        catch (LogException)
        {
            return null;
        }
    }

    static Task<int> ComplainOfKeyAsync(string? text) => Verbs.ComplainAsync(text is null
        ? "--key: who made this log? Give its public key (kluis log key prints it there), from another place than the export."
        : "--key: one line such as name+1a2b3c4d+AQ…");

    static VerifyOutcome VerifyTar(string path, VerifierKey key)
    {
        using var tar = File.OpenRead(path);
        return LogVerifier.VerifyTar(tar, key);
    }

    static async Task<int> SayAsync(VerifyOutcome outcome)
    {
        await System.Console.Out.WriteLineAsync(outcome.Yes
            ? $"yes: {outcome.Size} entries, root {Convert.ToBase64String(outcome.Root!)}"
            : $"no: {outcome.Code}: {outcome.Reason}");
        return outcome.Yes ? Verbs.Yes : Verbs.No;
    }

    static Task<int> VerifyHereAsync(Product product, string? target, bool all, CancellationToken stop) => (target, all) switch
    {
        (null, false) => VerifyLogAsync(product, stop),
        (null, true) => VerifyObjectsAsync(product, stop),
        (_, false) => VerifyObjectAsync(product, target, stop),
        _ => Verbs.ComplainAsync("--object, --objects: one of them"),
    };

    static async Task<int> VerifyLogAsync(Product product, CancellationToken stop)
    {
        await product.Sequencer.RunAsync(stop);
        var folder = Directory.CreateTempSubdirectory("kluis-verify-");
        try
        {
            if (await product.Publisher.ExportAsync(folder.FullName, stop) is null)
            {
                await System.Console.Out.WriteLineAsync("yes: the log is empty");
                return Verbs.Yes;
            }
            var outcome = LogVerifier.Verify(folder.FullName, product.Sequencer.Signer.VerifierKey);
            await product.Journal.OpenedAsync(Actor.Product("verify"), new AuditEvent(AuditAct.LogVerified) { Outcome = outcome.Yes ? AuditOutcome.Ok : AuditOutcome.Refused }, stop);
            return await SayAsync(outcome);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<int> VerifyObjectsAsync(Product product, CancellationToken stop)
    {
        var check = new ObjectCheck(new ConversationStore(product.Database), product.Objects, new ObjectVault(product.Objects, product.Chain.Installation), new ObjectSecrets(product.Database, product.Chain).OpenAsync);
        // Before anything is opened; and what came of it after.
        await product.Journal.OpenedAsync(Actor.Product("verify"), new AuditEvent(AuditAct.LogVerified) { Target = "all objects" }, stop);
        var seen = await check.RunAsync((fault, id) => System.Console.Out.WriteLine($"{fault.ToString().ToLowerInvariant()} {id}"), Verbs.Progress("objects"), stop);
        await product.Journal.OpenedAsync(
            Actor.Product("verify"),
            new AuditEvent(AuditAct.LogVerified) { Target = $"all objects: {seen.Count}", Outcome = seen.Yes ? AuditOutcome.Ok : AuditOutcome.Refused },
            stop);
        await System.Console.Out.WriteLineAsync(seen.Yes
            ? $"yes: {seen.Count} objects, {seen.Bytes} bytes"
            : $"no: of {seen.Count} objects {seen.Missing} missing, {seen.Damaged} damaged; {seen.Extra} extra");
        return seen.Yes ? Verbs.Yes : Verbs.No;
    }

    // Reads the object to its end: every chunk's tag is checked, then the whole against the digest of the day it came in.
    static async Task<int> VerifyObjectAsync(Product product, string target, CancellationToken stop)
    {
        var row = await product.Database.ReadAsync(connection => ObjectKeyStore.FindAsync(connection, target), stop);
        if (row is null)
            return await Verbs.ComplainAsync("--object: there is no object with this id");
        using var secret = await new ObjectSecrets(product.Database, product.Chain).OpenAsync(row, stop);
        await product.Journal.OpenedAsync(Actor.Product("verify"), new AuditEvent(AuditAct.LogVerified) { Target = target, Conversation = (ObjectKind)row.Kind == ObjectKind.Intake ? null : Guid.Parse(row.ConversationId) }, stop);
        try
        {
            await using var plain = await new ObjectVault(product.Objects, product.Chain.Installation).OpenAsync(row, secret, stop);
            var digest = await System.Security.Cryptography.SHA256.HashDataAsync(plain, stop);
            var same = digest.AsSpan().SequenceEqual(ObjectVault.DigestOf(row, secret));
            await System.Console.Out.WriteLineAsync(same ? $"yes: {row.Size} bytes, SHA-256 {Convert.ToHexStringLower(digest)}" : "no: object.tampered");
            return same ? Verbs.Yes : Verbs.No;
        }
        catch (VaultException fault) when (fault.Code is "object.tampered" or "object.missing")
        {
            await System.Console.Out.WriteLineAsync($"no: {fault.Code}");
            return Verbs.No;
        }
    }
}
