using System.Text;
using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

enum FieldState
{
    Shown,

    /// <summary>The value, or the key that opens it, is gone.</summary>
    Erased,

    /// <summary>Not for this reader.</summary>
    Withheld,

    /// <summary>What was disclosed does not fit the log.</summary>
    Misfit,
}

/// <summary>One commitment of an entry, and what may be shown of what is behind it.</summary>
sealed record FieldView(string Field, string Commitment, FieldState State, string? Value);

/// <summary>One entry: its bytes, what is disclosed of it, and the proof that it stands in the log.</summary>
[Needs(Permission.ReadLog, AuditAct.LogViewed, ByGate = true)]
sealed class LogEntryPage(AuditViewStore view, DisclosureStore disclosures, LogPublisher publisher, SequencerStore sequencer, StaffStore staff, Words words) : PageModel
{
    public AuditViewRow Row { get; private set; } = null!;

    public OpenedEntry Entry { get; private set; } = null!;

    public LogWords Teller { get; private set; } = null!;

    public IReadOnlyList<FieldView> Fields { get; private set; } = [];

    /// <summary>Null: no checkpoint over it is published yet.</summary>
    public EntryProof? Proof { get; private set; }

    /// <summary>The published files are not in order: the proof cannot be made.</summary>
    public bool IsBroken { get; private set; }

    public string Bytes => Encoding.ASCII.GetString(Entry.Bytes);

    public bool MayOpenConversations => HttpContext.Caller().May(Permission.Search);

    public async Task<IActionResult> OnGetAsync(long seq, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        var sight = LogSight.Of(caller);
        // The same rule as the list: what does not turn up there is not here either.
        if ((await view.FindAsync(sight.Narrow(new AuditQuery { Seq = seq, Limit = 1 }), stop)).SingleOrDefault() is not { } row
            || await disclosures.OpenAsync(seq, stop) is not { } entry)
            return NotFound();
        (Row, Entry) = (sight.Show(row), entry);
        Teller = await LogWords.OfAsync(staff, caller, [row], sight.KnowsStaff, words, stop);
        var isAboutCustomer = row.ConversationId is not null || row.SubjectId is not null || entry.Leaf.Subj is not null;
        Fields = [.. Disclosed.Fields.Select(field => ViewOf(field, isAboutCustomer && !sight.SeesCustomers)).OfType<FieldView>()];
        Prove();
        return Page();
    }

    void Prove()
    {
        try
        {
            Proof = publisher.ProofOf(Entry.Seq, Entry.Bytes, sequencer.Signer.VerifierKey);
        }
        catch (LogException)
        {
            IsBroken = true;
        }
    }

    FieldView? ViewOf(string field, bool hidesCustomer)
    {
        if (Disclosed.CommitmentOf(Entry.Leaf, field) is not { } commitment)
            return null;
        var value = Entry.Disclosed.Of(field);
        var state = hidesCustomer && (field is "obj" or "subj" or "sum") ? FieldState.Withheld
            : Entry.Disclosed.IsMisfit(field) ? FieldState.Misfit
            : value is null ? FieldState.Erased : FieldState.Shown;
        return new FieldView(field, commitment, state, state != FieldState.Shown ? null : field == "who" ? Teller.Who(value) : value);
    }
}
