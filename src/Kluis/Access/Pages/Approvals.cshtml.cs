using System.Globalization;
using System.Runtime.CompilerServices;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>What takes a second person: what waits for me, and everything that I see, narrowed and page by page.</summary>
[Needs(Permission.ReadApprovals, AuditAct.ApprovalViewed, ByGate = true)]
sealed class ApprovalsPage(Approvals approvals, StaffStore staff, Cursors cursors, Words words) : PageModel
{
    const int MostWaiting = 20, Batch = 200, MostInFile = 20_000;

    static readonly string[] columns = ["what", "who", "when", "until", "state", "by", "decided-at"];

    Dictionary<string, StaffMember> people = [];

    [BindProperty(SupportsGet = true)]
    public string? Whose { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>1: the oldest first.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Up { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>What waits for the reader, what expires first on top; on the page without a question only.</summary>
    public IReadOnlyList<ApprovalView> ToDecide { get; private set; } = [];

    /// <summary>More waits than is shown.</summary>
    public bool HasMoreToDecide { get; private set; }

    public IReadOnlyList<ApprovalView> Items { get; private set; } = [];

    public string? Next { get; private set; }

    public ApprovalFilter Filter { get; private set; } = new();

    public bool IsFirst => !Filter.IsNarrow && string.IsNullOrEmpty(Cursor);

    public IEnumerable<string> Kinds => approvals.KindsOf(HttpContext.Caller());

    public async Task OnGetAsync(CancellationToken stop)
    {
        Filter = Read();
        var (items, next) = await approvals.PageAsync(HttpContext.Caller(), Filter, stop);
        Items = items;
        Next = next is var (at, id) ? cursors.Seal(at, id) : null;
        if (IsFirst)
        {
            var (waiting, further) = await approvals.PageAsync(HttpContext.Caller(), new() { Whose = ApprovalWhose.ToDecide, IsAscending = true, Limit = MostWaiting }, stop);
            (ToDecide, HasMoreToDecide) = (waiting, further is not null);
        }
        people = await PeopleOfAsync(Items.Concat(ToDecide), stop);
    }

    public IActionResult OnGetCsv(CancellationToken stop) =>
        new CsvFile("kluis-approvals.csv", words.Language, columns.Select(column => words["approvals." + column]), RowsAsync(Read() with { After = null, Limit = Batch }, stop));

    public string NameOf(string? id) => ApprovalPeople.NameOf(id, people, HttpContext.Caller(), words);

    /// <summary>This question with another order, filter or page, as the end of an address. Nothing in it is about a person.</summary>
    public QueryString With(params (string Name, string? Value)[] other)
    {
        var values = new Dictionary<string, string?> { ["whose"] = Whose, ["state"] = State, ["kind"] = Kind, ["sort"] = Sort, ["up"] = Up };
        foreach (var (name, value) in other)
            values[name] = value;
        return QueryString.Create(values.Where(each => !string.IsNullOrEmpty(each.Value)));
    }

    ApprovalFilter Read() => new()
    {
        Whose = ApprovalFilter.ParseWhose(Whose) ?? ApprovalWhose.All, State = ApprovalFilter.ParseState(State), Kind = Kinds.FirstOrDefault(kind => kind == Kind),
        ByDecision = Sort == "decided", IsAscending = Up == "1", After = string.IsNullOrEmpty(Cursor) ? null : cursors.Open(Cursor),
    };

    async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(ApprovalFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        for (var sent = 0; sent < MostInFile; sent += Batch)
        {
            var (items, next) = await approvals.PageAsync(HttpContext.Caller(), filter, stop);
            people = await PeopleOfAsync(items, stop);
            foreach (var view in items)
                yield return RowOf(view);
            if (next is null)
                yield break;
            filter = filter with { After = next };
        }
    }

    string?[] RowOf(ApprovalView view) =>
    [
        words["approval-kind." + view.Kind.Name], NameOf(view.Approval.AskedBy), At(view.Approval.AskedAt), At(view.Approval.ExpiresAt), words["approval-state." + view.State.Name()],
        view.Approval.DecidedBy is { } by ? NameOf(by) : null, At(view.Approval.DecidedAt),
    ];

    string? At(long? moment) => moment is { } known ? words.When.Local(When.At(known)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) : null;

    Task<Dictionary<string, StaffMember>> PeopleOfAsync(IEnumerable<ApprovalView> views, CancellationToken stop) =>
        staff.FindAsync([.. views.SelectMany(each => new[] { each.Approval.AskedBy, each.Approval.DecidedBy }).OfType<string>().Distinct()], withNames: true, stop);
}

/// <summary>Who asked and who decided, by name: two people who must answer for one act know each other.</summary>
static class ApprovalPeople
{
    public static string NameOf(string? id, Dictionary<string, StaffMember> people, Caller reader, Words words) =>
        id is null ? words["actor.product"]
        : id == reader.Actor.Id ? words["actor.you"]
        : people.GetValueOrDefault(id) is { } member ? member.Name ?? words["actor.role", words["role." + member.Role]]
        : words["actor.someone"];

    public static Tone ToneOf(ApprovalState state) => state switch
    {
        ApprovalState.Open => Tone.Info,
        ApprovalState.Approved => Tone.Ok,
        ApprovalState.Refused => Tone.Error,
        ApprovalState.Withdrawn => Tone.Neutral,
        ApprovalState.Expired => Tone.Warning,
    };

    public static string IconOf(ApprovalState state) => state switch
    {
        ApprovalState.Open => "time",
        ApprovalState.Approved => "ok",
        ApprovalState.Refused => "stop",
        ApprovalState.Withdrawn => "back",
        ApprovalState.Expired => "warning",
    };
}
