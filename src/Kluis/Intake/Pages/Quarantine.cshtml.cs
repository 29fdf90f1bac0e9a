using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Intake.Pages;

/// <summary>What came in and was not understood: why, from where, and when it goes.</summary>
[Needs(Permission.ReadQuarantine, AuditAct.ItemListed, ByGate = true)]
sealed class QuarantinePage(QuarantineStore store, Cursors cursors) : PageModel
{
    const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "state")]
    public string? StateName { get; set; }

    [BindProperty(SupportsGet = true, Name = "reason")]
    public string? Reason { get; set; }

    [BindProperty(SupportsGet = true, Name = "cursor")]
    public string? Cursor { get; set; }

    /// <summary>Something was just done, and this page says what.</summary>
    [BindProperty(SupportsGet = true, Name = "done")]
    public string? Done { get; set; }

    public IReadOnlyList<QuarantineRow> Found { get; private set; } = [];

    public long Count { get; private set; }

    public string? Next { get; private set; }

    public bool MaySort => HttpContext.Caller().May(Permission.SortQuarantine);

    /// <summary>Null: every state.</summary>
    public ItemState? State => StateName is null or "" ? ItemState.Waiting : Enum.TryParse<ItemState>(StateName, ignoreCase: true, out var known) ? known : null;

    public bool IsFiltered => State != ItemState.Waiting || !string.IsNullOrEmpty(Reason);

    public async Task OnGetAsync(CancellationToken stop)
    {
        var filter = new QuarantineFilter(State, string.IsNullOrEmpty(Reason) ? null : Reason);
        (Found, Next) = cursors.Cut(await store.ListAsync(filter, Cursor is null ? null : cursors.Open(Cursor), PageSize + 1, stop), PageSize, row => (row.ReceivedAt, row.Id));
        Count = await store.CountAsync(filter, stop);
    }
}
