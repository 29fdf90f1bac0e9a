using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Conversations.People;

/// <summary>Routes of customers.</summary>
static class CustomersApi
{
    public static void MapCustomers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/customers").WithTags("Customers");
        group.MapGet("/{id:guid}", GetAsync).Needs(Permission.Search, AuditAct.SubjectViewed)
            .WithSummary("One person over all channels: by what they are known, how often they called or wrote, when it goes")
            .WithDescription("The id is the subject of a party. Conversations come newest first; the next page: send next as cursor. The id of a record that was merged answers for the record that it was merged into.");
    }

    static async Task<IResult> GetAsync(HttpContext context, Guid id, CustomerReader reader, Cursors cursors, CancellationToken stop, int? limit = null, string? cursor = null)
    {
        if (limit is < 1 or > Search.MostItems)
            return new Problem("search.invalid", $"limit: 1 to {Search.MostItems}");
        var after = cursor is null ? null : cursors.Open(cursor);
        if (cursor is not null && after is null)
            return new Problem("search.invalid", "cursor: the one of the page before, unchanged");
        var facts = await reader.ViewAsync(context.Caller(), id, new CustomerPage(limit ?? 50, after), stop);
        return facts is null ? new Problem("customer.not-found") : Results.Ok(ViewOf(facts));
    }

    static object ViewOf(CustomerFacts facts) => new
    {
        id = facts.Id,
        name = facts.Name,
        merged = facts.Members.Where(member => !member.IsRoot).Select(member => member.Id),
        identifiers = facts.Identifiers.Select(known => new
        {
            kind = known.Kind,
            value = known.Text,
            conversations = known.Count,
            sources = known.Sources,
            first = When.At(known.First),
            last = When.At(known.Last),
            newest = known.Newest,
            finds = known.Finds,
        }),
        counts = facts.Counts.ToDictionary(count => count.Channel, count => count.Count),
        eraseAfter = facts.LastGone == 0 ? null : new { first = When.At(facts.FirstGone), last = When.At(facts.LastGone) },
        items = facts.Conversations.Items.Select(ConversationsApi.ViewOf),
        next = facts.Conversations.Next,
    };
}
