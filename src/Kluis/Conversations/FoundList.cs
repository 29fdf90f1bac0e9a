using System.Runtime.CompilerServices;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Conversations;

/// <summary>A whole list of found conversations, to be taken out as a file; a page at a time, so that it needs no more memory than that.</summary>
sealed class FoundList(Search search, SearchStore store, Journal journal, Cursors cursors)
{
    /// <summary>More is no list that somebody reads, but a copy of the vault.</summary>
    public const int Most = 10_000;

    /// <summary>Recorded as an export before the first line can be read.</summary>
    public async Task<(string? Refusal, IAsyncEnumerable<FoundConversation>? Rows)> OpenAsync(Caller caller, SearchQuery query, CancellationToken stop)
    {
        if (!caller.May(Permission.Export))
        {
            await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = Permission.Export.ToString() }, stop);
            return ("permission.denied", null);
        }
        var (refusal, people) = await search.LookUpAsync(caller, query, new AuditEvent(AuditAct.ConversationExported), stop);
        return people is null ? (refusal, null) : (null, RowsAsync(caller, query, query.Identifiers.Count == 0 ? null : people.Ids, stop));
    }

    async IAsyncEnumerable<FoundConversation> RowsAsync(Caller caller, SearchQuery query, IReadOnlyList<Guid>? people, [EnumeratorCancellation] CancellationToken stop)
    {
        query = query with { Limit = Search.MostItems, After = null, IsBackwards = false };
        for (var left = Most; left > 0;)
        {
            var asked = query;
            var page = await store.ReadAsync(connection => search.PageAsync(connection, caller, asked, people), stop);
            foreach (var found in page.Items.Take(left))
                yield return found;
            left -= page.Items.Count;
            if (page.Next is null)
                yield break;
            query = query with { After = cursors.Open(page.Next) };
        }
    }
}
