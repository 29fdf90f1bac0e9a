using System.Globalization;
using System.Text;
using Kluis.Access;
using Kluis.Conversations;
using Kluis.Storage;
using Kluis.Upkeep;
using Kluis.Web;

namespace Kluis;

/// <summary>Whether the process lives, whether it can work, and a few figures: never about a person.</summary>
static class HealthApi
{
    // Balancers and monitors ask by HEAD, too.
    static readonly string[] Reads = ["GET", "HEAD"];

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/healthz", Reads, () => Results.Text("ok\n")).OpenToAll("It says that the process lives, and nothing else.");
        app.MapMethods("/readyz", Reads, ReadyAsync).OpenToAll("It says whether the parts work, and names none of them but by code.");
        app.MapMethods("/metrics", Reads, MetricsAsync).OpenToAll("Counts only; bind it to loopback or shield it where even these are not for all.");
    }

    static async Task<IResult> ReadyAsync(Product product, Pulse pulse, CancellationToken stop)
    {
        try
        {
            // Not the keyring: the keys are in memory, and a node that works may not be taken out of service for a file that it needs at its
            // next start. The start page and doctor say that it is away.
            await product.Sequencer.AnyPendingAsync(stop);
            if (pulse.Fault is not null)
                await pulse.RunAsync(stop);
            return Results.Text("ready\n");
        }
        catch (FaultException fault)
        {
            return new Problem(fault.Code);
        }
        catch (Vault.VaultException fault)
        {
            return new Problem(fault.Code);
        }
    }

    static async Task<IResult> MetricsAsync(Product product, ConversationReader reader, OutboxStore outbox, ClockWatch clock, Pulse pulse, CancellationToken stop)
    {
        var newest = await product.Publisher.NewestAsync(stop);
        var waiting = await product.Sequencer.WaitingAsync(stop);
        var text = new StringBuilder();
        Add(text, "kluis_audit_entries", "gauge", "Entries in the signed audit log.", newest?.Size ?? 0);
        Add(text, "kluis_audit_waiting", "gauge", "Entries that are durable and wait for their number.", waiting);
        Add(text, "kluis_content_opened_total", "counter", "Times that content was opened since the start.", reader.Opened);
        Add(text, "kluis_memory_bytes", "gauge", "Memory in use by the process.", Environment.WorkingSet);
        Add(text, "kluis_open_files", "gauge", "Files and connections that the process has open.", OpenFiles.Count);
        Add(text, "kluis_open_files_limit", "gauge", "How many it may have open.", OpenFiles.Limit);
        Add(text, "kluis_pulse_milliseconds", "gauge", "How long a change in the database and a block on the disk take together.", (long)(pulse.Median?.TotalMilliseconds ?? 0));
        Add(text, "kluis_clock_jumped", "gauge", "1 while a jump of the clock waits for somebody to confirm it.", (await clock.StateAsync(stop)).IsTrusted ? 0 : 1);
        Add(text, "kluis_key_epoch", "gauge", "The current epoch of the keys.", product.Chain.CurrentEpoch);
        var mails = await outbox.StateAsync(stop);
        Add(text, "kluis_mail_waiting", "gauge", "Notices that wait to be mailed.", mails.Waiting);
        Add(text, "kluis_mail_given_up", "gauge", "Notices of the last thirty days that could not be mailed.", mails.GivenUp);
        return Results.Text(text.ToString(), "text/plain; version=0.0.4");
    }

    static void Add(StringBuilder text, string name, string kind, string help, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
}
