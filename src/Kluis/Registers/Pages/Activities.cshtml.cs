using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Registers.Pages;

/// <summary>The register of processing activities (GDPR Art. 30). Nothing in it is about one person, so the question may stand in the address.</summary>
[Needs(Permission.ReadRegisters, AuditAct.ActivityViewed, ByGate = true)]
sealed class ActivitiesPage(ActivityStore store, Cursors cursors, Words words) : PageModel
{
    const int PageSize = 25;

    [BindProperty(SupportsGet = true)]
    public string? Find { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Basis { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Recording { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Protection { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Down { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public IReadOnlyList<ProcessingActivity> Items { get; private set; } = [];

    public int Total { get; private set; }

    /// <summary>How many there are without a filter.</summary>
    public int Stored { get; private set; }

    public string? Next { get; private set; }

    public ActivityListing Asked { get; private set; } = null!;

    public bool MayEdit => HttpContext.Caller().May(Permission.EditRegisters);

    public async Task OnGetAsync(CancellationToken stop)
    {
        var found = await FindAsync(stop);
        var from = Cursor is { Length: > 0 } text && cursors.Open(text) is var (offset, _) ? (int)Math.Clamp(offset, 0, found.Count) : 0;
        Items = found.GetRange(from, Math.Min(PageSize, found.Count - from));
        Next = from + PageSize < found.Count ? cursors.Seal(from + PageSize, "activities") : null;
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        var found = await FindAsync(stop);
        return new CsvFile("kluis-activities.csv", words.Language, Fields.Select(field => ActivityWords.FieldOf(field, words)), found.ToAsyncEnumerable().Select(activity => RowOf(ActivityBody.Of(activity))));
    }

    /// <summary>This question with another order or filter, as the end of an address.</summary>
    public QueryString With(params (string Name, string? Value)[] other)
    {
        var values = new Dictionary<string, string?> { ["find"] = Find, ["basis"] = Basis, ["recording"] = Recording, ["protection"] = Protection, ["sort"] = Sort, ["down"] = Down };
        foreach (var (name, value) in other)
            values[name] = value;
        return QueryString.Create(values.Where(each => !string.IsNullOrEmpty(each.Value)));
    }

    IEnumerable<string?> RowOf(ActivityBody body) => Fields.Select(field => ActivityWords.ValueOf(field, RawOf(body, field), words));

    static IEnumerable<string> Fields =>
        ["name", "purpose", "legalBasis", "people", "data", .. Enum.GetValues<PartKind>().Select(kind => "terms." + kind.Name()), "recording", "purposes", "protection", "owner", "note"];

    static string? RawOf(ActivityBody body, string field) => field switch
    {
        "name" => body.Name,
        "purpose" => body.Purpose,
        "legalBasis" => body.LegalBasis,
        "people" => Joined(body.People),
        "data" => Joined(body.Data),
        "recording" => body.Recording,
        "purposes" => Joined(body.Purposes),
        "protection" => body.Protection,
        "owner" => body.Owner ?? "",
        "note" => body.Note ?? "",
        _ => body.Terms?.GetValueOrDefault(field["terms.".Length..]),
    };

    static string? Joined(string[]? values) => values is { Length: > 0 } ? string.Join(", ", values) : null;

    async Task<List<ProcessingActivity>> FindAsync(CancellationToken stop)
    {
        var all = await store.AllAsync(stop);
        Asked = new ActivityListing(
            Blank(Find), LegalBases.Parse(Basis) is null ? null : Basis, RecordingModes.Parse(Recording) is null ? null : Recording,
            ProtectionClasses.Parse(Protection) is null ? null : Protection, ActivityListing.Sorts.Contains(Sort) ? Sort! : "name", Down == "1");
        var found = Asked.Of(all);
        (Stored, Total) = (all.Count, found.Count);
        return found;
    }

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
