using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Console.Pages;

/// <summary>Where everybody lands: what needs this person, most urgent first, and where they were. Every slice says its part.</summary>
[SignedIn(AuditAct.StartViewed)]
sealed class StartPage(IEnumerable<INeeds> slices, OpenedLately opened, KeptSearches kept, Journal journal, Words words) : PageModel
{
    public IReadOnlyList<Need> Needs { get; private set; } = [];

    /// <summary>What is as it should be, for who looks after it.</summary>
    public IReadOnlyList<Need> Facts { get; private set; } = [];

    public IReadOnlyList<OpenedRow> Lately { get; private set; } = [];

    public IReadOnlyList<KeptSearch> Kept { get; private set; } = [];

    public IReadOnlyList<FrameLink> Doors => [.. Navigation.For(Caller).Groups.SelectMany(group => group.Links).Where(link => link.Path != "/")];

    public bool MayOpen => Caller.User is not null && Caller.May(Permission.OpenContent);

    /// <summary>How much there is, and when the first of it must be done.</summary>
    public string Summary =>
        Needs.Count == 0 ? words["start.count-none"]
        : Needs.Min(need => need.Until) is { } first ? words.Count("start.count-until", Needs.Count, words.When.Due(first))
        : words.Count("start.count", Needs.Count);

    Caller Caller => HttpContext.Caller();

    public async Task OnGetAsync(CancellationToken stop)
    {
        await journal.OpenedAsync(Caller.Actor, new AuditEvent(AuditAct.StartViewed), stop);
        var all = new List<Need>();
        foreach (var slice in slices)
            all.AddRange(await slice.OfAsync(Caller, words, stop));
        Needs = [.. all.Where(need => need.Press != Press.Fine).OrderBy(need => need.Press).ThenBy(need => need.Until ?? DateTimeOffset.MaxValue)];
        Facts = [.. all.Where(need => need.Press == Press.Fine)];
        Lately = await opened.OfAsync(Caller, stop);
        // Who may not search (any more) has no use for what they looked for.
        if (Caller.May(Permission.Search))
            Kept = await kept.AllAsync(Caller, stop);
    }

    public static string ToneOf(Press press) => press switch
    {
        Press.Now => "danger",
        Press.Soon => "warn",
        _ => "calm",
    };
}
