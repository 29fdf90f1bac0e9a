using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;

namespace Kluis.Tests.Conversations;

/// <summary>A search by several things at once: page after page, nothing is left out and nothing comes twice, in every order.</summary>
public abstract class SearchWalkTests(Store store) : VaultTests(store)
{
    static readonly Caller officer = new(new Actor("officer"), Role.PrivacyOfficer);
    static readonly Guid activity = Guid.Parse("019cadc6-9a80-7002-9e32-9dab826ef7e3");

    [Fact]
    public async Task Pages_hold_what_is_stored()
    {
        var all = await FillAsync();
        var parts = 0;
        foreach (var query in Questions())
        {
            var expected = SearchConditionsStore.Ordered(query, all.Where(row => Fits(row, query))).Select(row => row.Id).ToList();
            var (found, stops) = await ThroughAsync(query);
            Assert.Equal(expected, found);
            parts += stops;
            if (expected.Count < 2)
                continue;
            var middle = all.Find(row => row.Id == expected[expected.Count / 2])!;
            var (back, _) = await ThroughAsync(query with { IsBackwards = true, After = (SearchConditionsStore.KeyOf(query.Sort, middle), middle.Id) });
            Assert.Equal(expected.Take(expected.Count / 2).Reverse(), back);
        }
        Assert.True(parts > 10, "No page stopped before it was full: then nothing was tried here.");
        await Vault.TamperAsync("delete from conversation; delete from activity_term; delete from activity");
    }

    [Fact]
    public async Task A_list_as_a_file_goes_on_where_a_page_stopped()
    {
        await FillAsync();
        var query = new SearchQuery { Channel = Channel.Call, Queue = "large", Direction = "out", Limit = 200 };
        var rows = new List<string>();
        var pages = 0;
        for (SearchQuery? asked = query; asked is not null; pages++)
        {
            var found = await FindAsync(asked);
            rows.AddRange(found.Rows.Take(query.Limit).Select(row => row.Id));
            asked = Further(asked, found);
        }
        Assert.Equal(["c-00001"], rows);
        Assert.True(pages > 1);
        await Vault.TamperAsync("delete from conversation; delete from activity_term; delete from activity");
    }

    static IEnumerable<SearchQuery> Questions() =>
        from channel in new Channel?[] { null, Channel.Call, Channel.Mail }
        from queue in new[] { null, "large", "small", "none" }
        from direction in new[] { null, "out" }
        from dates in new (long?, long?)[] { (null, null), (3_000, 3_400), (2_000, 15_000) }
        from sort in Enum.GetValues<SearchSort>()
        select new SearchQuery
        {
            Channel = channel, Queue = queue, Direction = direction, Sort = sort, Limit = 3_000,
            From = At(dates.Item1), Until = At(dates.Item2),
        };

    static DateTimeOffset? At(long? moment) => moment is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    static bool Fits(ConversationRow row, SearchQuery query) =>
        (query.Channel is not { } channel || string.Equals(row.Channel, channel.ToString(), StringComparison.OrdinalIgnoreCase)) && (query.Queue is null || row.Queue == query.Queue) && (query.Direction is null || row.Direction == query.Direction)
        && (query.From is not { } from || row.StartedAt >= from.ToUnixTimeMilliseconds()) && (query.Until is not { } until || row.StartedAt < until.ToUnixTimeMilliseconds());

    async Task<(List<string> Found, int Stops)> ThroughAsync(SearchQuery query)
    {
        var (ids, stops) = (new List<string>(), 0);
        for (SearchQuery? asked = query; asked is not null;)
        {
            var found = await FindAsync(asked);
            ids.AddRange(found.Rows.Take(query.Limit).Select(row => row.Id));
            stops += found.LookedTo is null ? 0 : 1;
            asked = Further(asked, found);
        }
        return (ids, stops);
    }

    static SearchQuery? Further(SearchQuery query, FoundRows found)
    {
        if (found.Rows.Count > query.Limit)
            return query with { After = (SearchConditionsStore.KeyOf(query.Sort, found.Rows[query.Limit - 1]), found.Rows[query.Limit - 1].Id) };
        return found.LookedTo is { } place ? query with { After = (place.Key, place.Id) } : null;
    }

    Task<FoundRows> FindAsync(SearchQuery query) => Vault.Get<SearchStore>().ReadAsync(connection => SearchStore.FindAsync(connection, query, null, officer), default);

    // Many alike in time and length, most of them in one queue; the only outgoing call of it is the oldest but one.
    async Task<List<ConversationRow>> FillAsync()
    {
        await Vault.Product.Database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                insert into activity (id, name, purpose, legal_basis, opening_purposes, created_at, changed_at) values (@activity, 'a', 'p', 'contract', 'service', 0, 0);
                insert into conversation (id, version, activity_id, channel, direction, queue, started_at, duration_ms, received_at, row_key, sealed)
                with recursive n (i) as (select 0 union all select i + 1 from n where i < 24999)
                select 'c-' || substr('0000' || cast(i as text), length(cast(i as text))), 1, @activity, case when i % 9 = 5 then 'mail' else 'call' end,
                    case when i = 1 or (i % 9 = 5 and i % 4 = 0) then 'out' else 'in' end, case when i % 50 = 7 then 'small' else 'large' end,
                    i / 3 * 2, case when i % 9 = 5 then null else i * 37 % 600 end, 0, @bytes, @bytes
                from n
                """,
                new { activity = activity.ToString(), bytes = new byte[] { 1 } }),
            default);
        return (await FindAsync(new SearchQuery { Limit = 30_000 })).Rows;
    }
}

public sealed class SearchWalkTests_on_sqlite() : SearchWalkTests(Store.Sqlite);

public sealed class SearchWalkTests_on_postgres() : SearchWalkTests(Store.Postgres);
