using System.Diagnostics;

namespace Kluis.Storage;

/// <summary>
/// Named moments at which a crash would hurt most. In test builds the process kills itself there, as a power cut would; in the
/// product the calls are not even compiled.
/// </summary>
static class FaultPoint
{
    /// <param name="name">One of <see cref="Names"/>.</param>
    [Conditional("KLUIS_FAULTS")]
    public static void Reach(string name)
    {
        if (Environment.GetEnvironmentVariable("KLUIS_FAULT") == name)
            Process.GetCurrentProcess().Kill();
    }

    public static IReadOnlyList<string> Names =>
        ["object-sealed", "rows-written", "change-committed", "entries-moved", "checkpoint-signed", "tiles-written", "epoch-announced", "keys-rewrapped", "intake-pair-made", "items-sealed-anew", "opening-recorded", "mail-sent", "approval-decided", "item-ended", "ledger-written", "keys-destroyed", "objects-deleted"];
}
