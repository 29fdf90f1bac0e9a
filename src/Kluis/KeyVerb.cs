using System.CommandLine;
using Kluis.Audit;
using Kluis.Intake;
using Kluis.Keys;
using Kluis.Vault;

namespace Kluis;

/// <summary><c>kluis key</c>: list, rotate, recovery.</summary>
static class KeyVerb
{
    public static Command Make(Option<string?> data)
    {
        var list = new Command("list", "Show epochs and how many keys hang below each") { data };
        list.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => ListAsync(product, stop), stop));
        var rotate = new Command("rotate", "Make a new epoch and wrap all keys anew; no recording is touched") { data };
        rotate.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => RotateAsync(product, stop), stop));
        var proof = new Option<string?>("--check") { Description = "Check a printed recovery key against the one in use: a file with it, or - for standard input" };
        var recovery = new Command("recovery", "Make the recovery key: printed once, kept offline") { proof, data };
        recovery.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => RecoveryAsync(product, parsed.GetValue(proof), stop), stop));
        return new Command("key", "Keys") { list, rotate, recovery };
    }

    static async Task<int> ListAsync(Product product, CancellationToken stop)
    {
        var keys = new KeyStore(product.Database);
        foreach (var epoch in await keys.EpochsAsync(stop))
            await System.Console.Out.WriteLineAsync($"epoch {epoch.Epoch}  made {DateTimeOffset.FromUnixTimeMilliseconds(epoch.CreatedAt):yyyy-MM-dd HH:mm} UTC  keyring key {epoch.KeyringName}{(epoch.Epoch == product.Chain.CurrentEpoch ? "  (current)" : "")}");
        foreach (var count in await keys.CountsAsync(stop))
            await System.Console.Out.WriteLineAsync($"  epoch {count.Epoch}  {count.Kind,-10} {count.Count}");
        return Verbs.Yes;
    }

    static async Task<int> RotateAsync(Product product, CancellationToken stop)
    {
        if (await ClockVerb.DoubtAsync(product, stop) is { } doubt)
        {
            await System.Console.Error.WriteLineAsync(doubt);
            return Verbs.No;
        }
        var (epoch, rewrapped) = await new KeyRotation(product.Chain, product.Journal).RunAsync(Actor.Product("key rotate"), Verbs.Progress("keys"), stop);
        var items = await new IntakeKeyRotation(product.Chain, new QuarantineStore(product.Database), product.Journal).RunAsync(Actor.Product("key rotate"), stop);
        await System.Console.Out.WriteLineAsync($"Epoch {epoch} is in use; {rewrapped} keys were wrapped anew. The quarantine has a new key; {items} waiting items were sealed to it. The key of the epoch before stays until backups no longer need it.");
        return Verbs.Yes;
    }

    static async Task<int> RecoveryAsync(Product product, string? check, CancellationToken stop)
    {
        if (check is not null)
            return await CheckAsync(product, check, stop);
        var (printed, publicKey) = RecoveryKey.Generate();
        await product.Journal.ChangeAsync(
            Actor.Product("key recovery"),
            async change =>
            {
                await InstallationStore.SetRecoveryAsync(change.Connection, publicKey, change.Now);
                change.Record(new AuditEvent(AuditAct.KeyRecoveryMade));
                return true;
            },
            stop);
        await System.Console.Out.WriteLineAsync($"{printed}\n\nThis is the recovery key. It is shown this once. Print it, keep it where this machine is not, then run: kluis key recovery --check FILE");
        return Verbs.Yes;
    }

    static async Task<int> CheckAsync(Product product, string file, CancellationToken stop)
    {
        var text = file == "-" ? await System.Console.In.ReadToEndAsync(stop) : await File.ReadAllTextAsync(file, stop);
        // The saved page may hold the sentence below the key too.
        text = text.Trim().Split('\n')[0];
        var known = await InstallationStore.RecoveryAsync(product.Database, stop);
        if (known is null)
            return await Verbs.ComplainAsync("There is no recovery key yet: kluis key recovery makes one.");
        try
        {
            var same = RecoveryKey.PublicOf(text).AsSpan().SequenceEqual(known);
            await System.Console.Out.WriteLineAsync(same ? "yes: this is the recovery key in use" : "no: this is another key");
            return same ? Verbs.Yes : Verbs.No;
        }
        catch (VaultException)
        {
            await System.Console.Out.WriteLineAsync("no: a group is mistyped or missing");
            return Verbs.No;
        }
    }
}
