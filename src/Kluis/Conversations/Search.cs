using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Web;

namespace Kluis.Conversations;

/// <summary>One found conversation, as far as the caller may see it.</summary>
sealed record FoundConversation(ConversationRow Row, IReadOnlyList<PartyFacts> Parties, DateTimeOffset? GoneAt);

/// <param name="Next">Where the next page starts, sealed; null on the last.</param>
sealed record FoundPage(IReadOnlyList<FoundConversation> Items, string? Next);

/// <summary>Searches and says so in the log: who searched, and by which identifier, as a commitment.</summary>
sealed class Search(SearchStore store, KeyChain chain, Journal journal, Cursors cursors, SearchLimit limit)
{
    public const int MostItems = 200;

    /// <summary>As long as a call and its afterwork last.</summary>
    static readonly TimeSpan OnTheLine = TimeSpan.FromMinutes(30);

    /// <returns>The page, or a code: a role that may look up one customer at a time gave no exact identifier.</returns>
    public async Task<(string? Refusal, FoundPage? Page)> RunAsync(Caller caller, SearchQuery query, CancellationToken stop)
    {
        if (caller.ReachOf(Permission.Search) == Reach.FoundCustomer && query.Identifiers.Count == 0)
            return ("identifier.required", null);
        if (!limit.Allows(caller))
        {
            await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = "search limit" }, stop);
            return ("request.too-many", null);
        }
        var people = await store.PeopleAsync(query, stop);
        await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                change.Record(new AuditEvent(AuditAct.ConversationSearched) { Target = WordsOf(query), DataSubject = people.Count == 1 ? people[0] : null });
                if (caller.ReachOf(Permission.Search) == Reach.FoundCustomer)
                    await SearchStore.RememberAsync(change, caller.Actor.Id, people, OnTheLine);
                return true;
            },
            stop);
        return (null, await store.ReadAsync(connection => PageAsync(connection, caller, query, people), stop));
    }

    async Task<FoundPage> PageAsync(System.Data.Common.DbConnection connection, Caller caller, SearchQuery query, IReadOnlyList<Guid> people)
    {
        var rows = await SearchStore.FindAsync(connection, query, people, caller);
        var page = rows.Take(query.Limit).ToList();
        var ids = page.ConvertAll(row => row.Id);
        var parties = await PartyFields.OpenAsync(connection, chain, ids);
        var gone = ids.Count == 0 ? [] : await ConversationStore.GoneAtAsync(connection, ids);
        var items = page.ConvertAll(row => new FoundConversation(
            row, PartyMask.For(caller, parties[row.Id]), gone.TryGetValue(row.Id, out var date) ? date : null));
        var next = rows.Count > query.Limit ? cursors.Seal(page[^1].StartedAt, page[^1].Id) : null;
        return new FoundPage(items, next);
    }

    // What was asked, for the disclosure of the entry; the leaf itself holds only a commitment to it.
    static string WordsOf(SearchQuery query) => string.Join(' ', new[]
    {
        string.Join(' ', query.Identifiers.Select(identifier => $"{identifier.Field.ToString().ToLowerInvariant()}={identifier.Value}")),
        query.From is { } from ? $"from={from:yyyy-MM-dd}" : "",
        query.Until is { } until ? $"until={until:yyyy-MM-dd}" : "",
        query.Queue is { } queue ? $"queue={queue}" : "",
        query.AgentId is { } agent ? $"agent={agent}" : "",
    }.Where(word => word.Length > 0));
}
