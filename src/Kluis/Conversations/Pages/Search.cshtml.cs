using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Conversations.Pages;

/// <summary>
/// Finds conversations. What is looked for travels in the body of a form: an address ends up in histories and logs. Every further
/// step (order, page, language, a filter less) is a button of one hidden form that holds what was asked.
/// </summary>
[Needs(Permission.Search, AuditAct.ConversationSearched)]
sealed class SearchPage(
    Search search, FoundList list, KeptSearches kept, ActivityStore activities, Installation installation, Cursors cursors, TimeProvider time, Words words) : PageModel
{
    const int PageSize = 25;
    const string DensityCookie = "kluis-density", Compact = "compact";

    public SearchCriteria Criteria { get; private set; } = SearchCriteria.Of(_ => null);

    /// <summary>Where the page starts, sealed, and whether it ends there instead.</summary>
    public string? Cursor { get; private set; }

    public bool IsBackwards { get; private set; }

    public FoundPage? Found { get; private set; }

    public IReadOnlyList<KeptSearch> Kept { get; private set; } = [];

    public IReadOnlyList<ProcessingActivity> Activities { get; private set; } = [];

    /// <summary>The role looks up one customer at a time, and has named none.</summary>
    public bool NeedsIdentifier { get; private set; }

    public bool IsTooOften { get; private set; }

    /// <summary>Field and text, in the order of the form.</summary>
    public List<(string Field, string Text)> Errors { get; } = [];

    public string? KeepError { get; private set; }

    public bool HasAsked => HttpMethods.IsPost(Request.Method);

    public bool IsMasked => HttpContext.Caller().ReachOf(Permission.Search) == Reach.FoundCustomer;

    public bool MayExport => HttpContext.Caller().May(Permission.Export);

    /// <summary>Whose key a search is kept under; a token has none.</summary>
    public bool MayKeep => HttpContext.Caller().User is not null;

    /// <summary>As chosen on this page in this browser, else as the person has set for all of them.</summary>
    public bool IsCompact => Request.Cookies[DensityCookie] is { } chosen ? chosen == Compact : HttpContext.Caller().Preferences.IsCompact;

    public IEnumerable<string> QueuesSeen => (Found?.Items ?? []).Select(item => item.Row.Queue).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    public IEnumerable<string> AgentsSeen => (Found?.Items ?? []).Select(item => item.Row.AgentId).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <summary>As a sentence of its own, above its field.</summary>
    public string? ErrorOf(string field) => Errors.Find(error => error.Field == field).Text is { } text ? char.ToUpperInvariant(text[0]) + text[1..] + "." : null;

    public Task OnGetAsync(CancellationToken stop) => RunAsync(stop);

    public Task OnPostAsync(CancellationToken stop)
    {
        ReadForm();
        return RunAsync(stop);
    }

    /// <summary>Keeps the language, then asks the same again: the browser posts the same form once more.</summary>
    public IActionResult OnPostLanguage(string? language)
    {
        if (Tongue.Known(language) is { } known)
            Remember(Tongue.Cookie, known);
        return LocalRedirectPreserveMethod("/search");
    }

    public IActionResult OnPostDensity(string? density)
    {
        Remember(DensityCookie, density == Compact ? Compact : "normal");
        return LocalRedirectPreserveMethod("/search");
    }

    public async Task<IActionResult> OnPostKeepAsync(string? name, CancellationToken stop)
    {
        ReadForm();
        name = name?.Trim();
        if (name is not { Length: > 0 and <= KeptSearches.LongestName } || name.Any(char.IsControl))
            KeepError = words["kept.name-error"];
        else if (!await kept.KeepAsync(HttpContext.Caller(), name, Criteria, stop))
            KeepError = words["kept.most-error", KeptSearches.Most];
        await RunAsync(stop);
        return Page();
    }

    public async Task<IActionResult> OnPostKeptAsync(Guid which, CancellationToken stop)
    {
        var found = (await kept.AllAsync(HttpContext.Caller(), stop)).FirstOrDefault(each => each.Id == which);
        if (found is null)
            return Redirect("/search");
        Criteria = found.Criteria;
        await RunAsync(stop);
        return Page();
    }

    public async Task<IActionResult> OnPostDropAsync(Guid which, CancellationToken stop)
    {
        await kept.DropAsync(HttpContext.Caller(), which, stop);
        return Redirect("/search");
    }

    /// <summary>The whole list as a file, for roles that may take conversations out.</summary>
    public async Task<IActionResult> OnPostExportAsync(CancellationToken stop)
    {
        ReadForm();
        if (Read() is not { } query)
        {
            await RunAsync(stop);
            return Page();
        }
        var (refusal, rows) = await list.OpenAsync(HttpContext.Caller(), query, stop);
        if (rows is null)
            return Redirect(refusal == "permission.denied" ? "/no-permission" : "/search");
        return FoundCsv.Of(rows, words);
    }

    void ReadForm()
    {
        var form = Request.Form;
        Criteria = SearchCriteria.Of(name => form[name].ToString());
        if (form["order"].ToString() is { Length: > 0 } order)
            Criteria = Criteria.With("sort", order);
        else if (form["drop"].ToString() is { Length: > 0 } drop)
            Criteria = drop == "filters" ? Criteria.Wider() : Criteria.With(drop, null);
        else
            (Cursor, IsBackwards) = PlaceOf(form);
    }

    static (string? Cursor, bool IsBackwards) PlaceOf(IFormCollection form)
    {
        foreach (var (field, backwards) in new[] { ("next", false), ("previous", true), ("after", false), ("before", true) })
        {
            if (form[field].ToString() is { Length: > 0 } cursor)
                return (cursor, backwards);
        }
        return (null, false);
    }

    async Task RunAsync(CancellationToken stop)
    {
        Activities = await activities.AllAsync(stop);
        if (Read() is { } query)
        {
            var (refusal, page) = await search.RunAsync(HttpContext.Caller(), query, stop);
            NeedsIdentifier = refusal == "identifier.required";
            IsTooOften = refusal == "request.too-many";
            Found = page;
        }
        Kept = await kept.AllAsync(HttpContext.Caller(), stop);
    }

    SearchQuery? Read()
    {
        // Which of the fields is wrong is said here; the reading itself is the one of the API.
        if (Criteria["find"] is { } find && SearchReading.Guess(find, installation.Country).Count == 0)
            Errors.Add(("find", words["search.find-error"]));
        var from = Day("from");
        var until = Day("until");
        if (from >= until?.AddDays(1))
            Errors.Add(("until", words["search.order-error"]));
        if (Errors.Count > 0)
            return null;
        var body = new SearchBody
        {
            Find = Criteria["find"], From = from, Until = until?.AddDays(1), Channel = Criteria["channel"], Queue = Criteria["queue"], AgentId = Criteria["agent"],
            Direction = Criteria["direction"], Activity = Guid.TryParse(Criteria["activity"], out var activity) ? activity : null,
            Recording = Criteria["recording"] switch { "with" => true, "without" => false, _ => null }, Sort = Criteria.Sort.ToString(), Limit = PageSize, Cursor = Cursor,
        };
        var (query, problem) = SearchReading.Read(body, installation.Country, cursors);
        if (query is null)
            Errors.Add(("find", words["search.form-error"]));
        return query is null ? null : query with { IsBackwards = IsBackwards };
    }

    DateTimeOffset? Day(string field)
    {
        if (Criteria[field] is not { } text)
            return null;
        var day = words.When.ReadDay(text);
        if (day is null)
            Errors.Add((field, words["search.date-error"]));
        return day;
    }

    void Remember(string cookie, string value) =>
        Response.Cookies.Append(cookie, value, new CookieOptions
        {
            HttpOnly = true, Secure = Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, Expires = time.GetUtcNow().AddYears(1),
        });
}
