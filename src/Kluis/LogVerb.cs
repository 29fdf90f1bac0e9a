using System.CommandLine;
using Kluis.Audit;

namespace Kluis;

/// <summary><c>kluis log</c>: export and public key, of the log or of the erasure ledger, and the readable side made anew.</summary>
static class LogVerb
{
    public static Command Make(Option<string?> data)
    {
        var folder = new Argument<string>("FOLDER") { Description = "An empty or new folder" };
        var erasures = new Option<bool>("--erasures") { Description = "The erasure ledger instead: what was destroyed" };
        var export = new Command("export", "Write the signed log as files that anyone can verify") { folder, erasures, data };
        export.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => ExportAsync(product, parsed.GetValue(folder)!, parsed.GetValue(erasures), stop), stop));
        var key = new Command("key", "Print the public key of the log") { erasures, data };
        key.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => PrintKeyAsync(product, parsed.GetValue(erasures)), stop));
        var rebuild = new Command("rebuild", "Make the readable side of the log anew from the log itself") { data };
        rebuild.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => RebuildAsync(product, stop), stop));
        return new Command("log", "The audit log") { export, key, rebuild };
    }

    static async Task<int> ExportAsync(Product product, string folder, bool erasures, CancellationToken stop)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            return await Verbs.ComplainAsync("FOLDER: it is not empty; what verify finds beside the log would make its answer no");
        if (erasures)
            return await ExportLedgerAsync(product, folder, stop);
        await product.Journal.OpenedAsync(Actor.Product("log export"), new AuditEvent(AuditAct.LogExported), stop);
        if (!await product.Sequencer.RunAsync(stop))
            await System.Console.Error.WriteLineAsync("The running vault signs once a second; this export holds what it has signed until now.");
        var entries = await product.Publisher.ExportAsync(folder, stop);
        await System.Console.Out.WriteLineAsync($"{entries ?? 0} entries in {folder}\nVerify with: kluis verify {folder} --key {product.Sequencer.Signer.VerifierKey}");
        return Verbs.Yes;
    }

    static async Task<int> ExportLedgerAsync(Product product, string folder, CancellationToken stop)
    {
        await product.Journal.OpenedAsync(Actor.Product("log export"), new AuditEvent(AuditAct.ErasureListed), stop);
        var entries = await product.Ledger.ExportAsync(folder, stop);
        await System.Console.Out.WriteLineAsync($"{entries ?? 0} entries in {folder}\nVerify with: kluis verify {folder} --key {product.Ledger.Key}");
        return Verbs.Yes;
    }

    static async Task<int> PrintKeyAsync(Product product, bool erasures)
    {
        await System.Console.Out.WriteLineAsync((erasures ? product.Ledger.Key : product.Sequencer.Signer.VerifierKey).ToString());
        return Verbs.Yes;
    }

    static async Task<int> RebuildAsync(Product product, CancellationToken stop)
    {
        var made = await new AuditViewRebuildStore(product.Database, product.Chain).RunAsync(Verbs.Progress("entries"), stop);
        await System.Console.Out.WriteLineAsync($"{made.Entries} entries; {made.Misfits} disclosed values did not fit their commitment; {made.Unopened} disclosures did not open");
        return made.Misfits == 0 ? Verbs.Yes : Verbs.No;
    }
}
