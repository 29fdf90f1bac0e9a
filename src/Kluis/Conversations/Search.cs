using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Web;

namespace Kluis.Conversations;

/// <summary>One found conversation, as far as the caller may see it.</summary>
sealed record FoundConversation(ConversationRow Row, IReadOnlyList<PartyFacts> Parties, DateTimeOffset? GoneAt);

/// <param name="Next">Where the next page starts, sealed; null on the last.</param>
/// <param name="Previous">Where the page before ends, sealed; null on the first.</param>
/// <param name="IsPart">The search stopped before the page was full: what it looked for is rare, and it goes on with the next page.</param>
sealed record FoundPage(IReadOnlyList<FoundConversation> Items, string? Next, string? Previous = null, bool IsPart = false);

/// <summary>Searches and says so in the log: who searched, and by which identifier, as a commitment.</summary>
sealed class Search(SearchStore store, KeyChain chain, Journal journal, Cursors cursors, SearchLimit limit)
{
    public const int MostItems = 200;

    /// <summary>As long as a call and its afterwork last.</summary>
    static readonly TimeSpan OnTheLine = TimeSpan.FromMinutes(30);

    /// <returns>The page, or a code: a role that may look up one customer at a time gave no exact identifier.</returns>
    public async Task<(string? Refusal, FoundPage? Page)> RunAsync(Caller caller, SearchQuery query, CancellationToken stop)
    {
        var (refusal, people) = await LookUpAsync(caller, query, new AuditEvent(AuditAct.ConversationSearched), stop);
        return people is null
            ? (refusal, null)
            : (null, await store.ReadAsync(connection => PageAsync(connection, caller, query, query.Identifiers.Count == 0 ? null : people.Ids), stop));
    }

    /// <summary>Who is meant; recorded, and remembered for a role that may see whom it looked up.</summary>
    /// <param name="entry">How it is recorded; what was asked and about whom is filled in here.</param>
    public async Task<(string? Refusal, FoundPeople? People)> LookUpAsync(Caller caller, SearchQuery query, AuditEvent entry, CancellationToken stop)
    {
        if (caller.ReachOf(Permission.Search) == Reach.FoundCustomer && query.Identifiers.Count == 0)
            return ("identifier.required", null);
        if (!await AllowsAsync(caller, stop))
            return ("request.too-many", null);
        var people = await store.PeopleAsync(query, stop);
        await RecordAsync(caller, query, people, entry, stop);
        return (null, people);
    }

    // Who looks up one customer at a time is remembered to have them on the line; for the others the entry is all.
    Task RecordAsync(Caller caller, SearchQuery query, FoundPeople people, AuditEvent entry, CancellationToken stop)
    {
        var roots = people.Roots;
        var happened = entry with { Target = WordsOf(query), DataSubject = roots.Count == 1 ? roots[0] : null };
        if (caller.ReachOf(Permission.Search) != Reach.FoundCustomer)
            return journal.OpenedAsync(caller.Actor, happened, stop);
        return journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                change.Record(happened);
                await SearchStore.RememberAsync(change, caller.Actor.Id, people.Matched, OnTheLine);
                return true;
            },
            stop);
    }

    /// <summary>Whether this caller may ask once more in this minute; if not, that goes into the log.</summary>
    public async Task<bool> AllowsAsync(Caller caller, CancellationToken stop)
    {
        if (limit.Allows(caller))
            return true;
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = "search limit" }, stop);
        return false;
    }

    /// <summary>One page as the caller may see it. Nothing is recorded here: the caller of this has done so.</summary>
    public async Task<FoundPage> PageAsync(System.Data.Common.DbConnection connection, Caller caller, SearchQuery query, IReadOnlyList<Guid>? people)
    {
        var (rows, lookedTo) = await SearchStore.FindAsync(connection, query, people, caller);
        var page = rows.Take(query.Limit).ToList();
        if (query.IsBackwards)
            page.Reverse();
        var ids = page.ConvertAll(row => row.Id);
        var parties = await PartyFields.OpenAsync(connection, chain, ids);
        var gone = ids.Count == 0 ? [] : await ConversationStore.GoneAtAsync(connection, ids);
        var items = page.ConvertAll(row => new FoundConversation(
            row, PartyMask.For(caller, parties[row.Id]), gone.TryGetValue(row.Id, out var date) ? date : null));
        // In the direction of the query it goes on where looking ended; the other way, from where it began.
        var further = rows.Count > query.Limit ? PlaceOf(query, rows[query.Limit - 1]) : lookedTo;
        var back = query.After is null || page.Count == 0 ? null : PlaceOf(query, rows[0]);
        return query.IsBackwards
            ? new FoundPage(items, CursorOf(back), CursorOf(further), lookedTo is not null)
            : new FoundPage(items, CursorOf(further), CursorOf(back), lookedTo is not null);
    }

    static SearchPlace PlaceOf(SearchQuery query, ConversationRow row) => new(SearchConditionsStore.KeyOf(query.Sort, row), row.Id);

    string? CursorOf(SearchPlace? place) => place is null ? null : cursors.Seal(place.Key, place.Id);

    // What was asked, for the disclosure of the entry; the leaf itself holds only a commitment to it.
    static string WordsOf(SearchQuery query) => string.Join(' ', new[]
    {
        string.Join(' ', query.Identifiers.Select(identifier => $"{identifier.Field.ToString().ToLowerInvariant()}={identifier.Value}")),
        query.From is { } from ? $"from={from:yyyy-MM-dd}" : "",
        query.Until is { } until ? $"until={until:yyyy-MM-dd}" : "",
        query.Queue is { } queue ? $"queue={queue}" : "",
        query.AgentId is { } agent ? $"agent={agent}" : "",
        query.Channel is { } channel ? $"channel={channel.ToString().ToLowerInvariant()}" : "",
        query.Direction is { } direction ? $"direction={direction}" : "",
        query.Activity is { } activity ? $"activity={activity}" : "",
        query.HasRecording is { } sound ? $"recording={(sound ? "yes" : "no")}" : "",
    }.Where(word => word.Length > 0));
}
