using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>Finds conversations. What is looked for travels in the body of a form: an address ends up in histories and logs.</summary>
[Needs(Permission.Search, AuditAct.ConversationSearched)]
sealed class SearchPage(Search search, Installation installation, Cursors cursors, Words words) : PageModel
{
    const int PageSize = 25;

    [BindProperty]
    public string? Find { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? Until { get; set; }

    [BindProperty]
    public string? Channel { get; set; }

    [BindProperty]
    public string? Queue { get; set; }

    [BindProperty]
    public string? Cursor { get; set; }

    public FoundPage? Found { get; private set; }

    /// <summary>The role looks up one customer at a time, and has named none.</summary>
    public bool NeedsIdentifier { get; private set; }

    /// <summary>Field and text, in the order of the form.</summary>
    public List<(string Field, string Text)> Errors { get; } = [];

    public bool HasAsked => HttpMethods.IsPost(Request.Method);

    public bool IsFurther => !string.IsNullOrEmpty(Cursor);

    public bool IsMasked => HttpContext.Caller().ReachOf(Permission.Search) == Reach.FoundCustomer;

    public IEnumerable<string> QueuesSeen => (Found?.Items ?? []).Select(item => item.Row.Queue).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <summary>As a sentence of its own, above its field.</summary>
    public string? ErrorOf(string field) => Errors.Find(error => error.Field == field).Text is { } text ? char.ToUpperInvariant(text[0]) + text[1..] + "." : null;

    public Task OnGetAsync(CancellationToken stop) => RunAsync(stop);

    public Task OnPostAsync(CancellationToken stop) => RunAsync(stop);

    async Task RunAsync(CancellationToken stop)
    {
        if (Read() is not { } query)
            return;
        var (refusal, page) = await search.RunAsync(HttpContext.Caller(), query, stop);
        NeedsIdentifier = refusal == "identifier.required";
        Found = page;
    }

    SearchQuery? Read()
    {
        // Which of the fields is wrong is said here; the reading itself is the one of the API.
        if (!string.IsNullOrWhiteSpace(Find) && SearchReading.Guess(Find, installation.Country).Count == 0)
            Errors.Add(("find", words["search.find-error"]));
        var from = Day(From, "from");
        var until = Day(Until, "until");
        if (from >= until?.AddDays(1))
            Errors.Add(("until", words["search.order-error"]));
        if (Errors.Count > 0)
            return null;
        var body = new SearchBody
        {
            Find = Find, From = from, Until = until?.AddDays(1), Channel = Blank(Channel), Queue = Blank(Queue?.Trim()), Limit = PageSize, Cursor = Blank(Cursor),
        };
        var (query, problem) = SearchReading.Read(body, installation.Country, cursors);
        if (problem is not null)
            Errors.Add(("find", words["search.form-error"]));
        return query;
    }

    DateTimeOffset? Day(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var day = words.When.ReadDay(text);
        if (day is null)
            Errors.Add((field, words["search.date-error"]));
        return day;
    }

    static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
