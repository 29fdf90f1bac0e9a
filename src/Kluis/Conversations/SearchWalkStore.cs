using System.Data.Common;
using Dapper;

namespace Kluis.Conversations;

/// <summary>Where something stands in the order of a list.</summary>
sealed record SearchPlace(long Key, string Id);

/// <param name="LookedTo">The last one that was looked at, where the search stopped before the end; null: nothing was left out.</param>
sealed record FoundRows(List<ConversationRow> Rows, SearchPlace? LookedTo);

/// <summary>
/// The SQL of a search by date. One thing that must hold has an index in the order of the page. Of several at once nobody knows how
/// many have them all: then the rarest is walked along and the others are looked at row by row, so many rows a page and no more. A
/// page that stopped there says so, and the next one goes on from it.
/// </summary>
static class SearchWalkStore
{
    /// <summary>As many as are looked at for one page.</summary>
    public const int Most = 3_000;

    const string Channel = "c.channel";

    public static async Task<FoundRows> FindAsync(DbConnection connection, SearchQuery query, SearchConditions conditions, DynamicParameters parameters)
    {
        if (HasIndex(query, conditions))
            return new FoundRows(await RowsAsync(connection, query, conditions.All, parameters), null);
        var (walk, count) = await RarestAsync(connection, query, conditions, parameters);
        if (count <= Most)
            return new FoundRows(await AllOfAsync(connection, query, conditions, walk, parameters), null);
        return await PieceAsync(connection, query, conditions, walk, parameters);
    }

    static bool HasIndex(SearchQuery query, SearchConditions conditions) =>
        conditions.Others.Count == 0
        && (query.Sort == SearchSort.Longest ? conditions.Dates.Count == 0 && conditions.Walks.TrueForAll(walk => walk.Column == Channel) : conditions.Walks.Count <= 1);

    // Counted no further than needed to know that they are many.
    static async Task<((string Column, string Parameter)? Walk, long Count)> RarestAsync(DbConnection connection, SearchQuery query, SearchConditions conditions, DynamicParameters parameters)
    {
        var candidates = conditions.Walks.Select(walk => ((string, string)?)walk).ToList();
        if (candidates.Count == 0 || conditions.Dates.Count > 0)
            candidates.Add(null);
        ((string, string)? Walk, long Count) rarest = (null, long.MaxValue);
        foreach (var walk in candidates)
        {
            var range = RangeOf(query, conditions, walk, isByLength: false);
            var count = await connection.ExecuteScalarAsync<long>($"select count(*) from (select 1 from conversation c {Where(range)} limit {Most + 1}) as few", parameters);
            if (count < rarest.Count)
                rarest = (walk, count);
        }
        return rarest;
    }

    // Few enough to look at all of them, and to put them in order.
    static Task<List<ConversationRow>> AllOfAsync(DbConnection connection, SearchQuery query, SearchConditions conditions, (string, string)? walk, DynamicParameters parameters)
    {
        IEnumerable<string> rest = [.. RestOf(conditions, walk), .. query.Sort == SearchSort.Longest && conditions.Place is { } place ? [ByHand(query, place)] : Array.Empty<string>()];
        return RowsAsync(connection, query, [.. RangeOf(query, conditions, walk, isByLength: false), .. rest], parameters, byHand: query.Sort == SearchSort.Longest);
    }

    static async Task<FoundRows> PieceAsync(DbConnection connection, SearchQuery query, SearchConditions conditions, (string, string)? walk, DynamicParameters parameters)
    {
        var isByLength = query.Sort == SearchSort.Longest;
        // By length the order of the page is walked along, or nothing is in order.
        var along = isByLength ? conditions.Walks.Select(each => ((string, string)?)each).FirstOrDefault(each => each!.Value.Item1 == Channel) : walk;
        var range = RangeOf(query, conditions, along, isByLength);
        var key = SearchConditionsStore.KeyOf(query.Sort);
        var edge = await connection.QueryFirstOrDefaultAsync<SearchPlace?>(
            $"select {key} as Key, c.id as Id from conversation c {Where(range)} {SearchConditionsStore.OrderOf(query)} limit 1 offset {Most - 1}", parameters);
        var conditionsOfAll = range.Concat(RestOf(conditions, along)).Concat(isByLength ? conditions.DatesAside : []);
        if (edge is null)
            return new FoundRows(await RowsAsync(connection, query, conditionsOfAll, parameters), null);
        parameters.Add("edgeKey", edge.Key);
        parameters.Add("edgeId", edge.Id);
        var rows = await RowsAsync(connection, query, conditionsOfAll.Append(SearchConditionsStore.UpTo(query, "@edgeKey", "@edgeId")), parameters);
        return new FoundRows(rows, rows.Count > query.Limit ? null : edge);
    }

    // What the index of the walk finds by itself.
    static List<string> RangeOf(SearchQuery query, SearchConditions conditions, (string, string)? walk, bool isByLength)
    {
        List<string> range = walk is { } one ? [SearchConditions.Along(one)] : [];
        if (!isByLength)
            range.AddRange(conditions.Dates);
        if (conditions.Place is { } place && (isByLength || query.Sort != SearchSort.Longest))
            range.Add(place);
        return range;
    }

    static IEnumerable<string> RestOf(SearchConditions conditions, (string, string)? walk) =>
        [.. conditions.Walks.Where(each => each != walk).Select(SearchConditions.Aside), .. conditions.Others];

    // Written so that the index of the lengths is not walked for it.
    static string ByHand(SearchQuery query, string sql) => sql.Replace(SearchConditionsStore.KeyOf(query.Sort), $"({SearchConditionsStore.KeyOf(query.Sort)} + 0)", StringComparison.Ordinal);

    static async Task<List<ConversationRow>> RowsAsync(DbConnection connection, SearchQuery query, IEnumerable<string> conditions, DynamicParameters parameters, bool byHand = false)
    {
        var order = SearchConditionsStore.OrderOf(query);
        return (await connection.QueryAsync<ConversationRow>(
            $"select {ConversationStore.Columns} from conversation c {Where(conditions)} {(byHand ? ByHand(query, order) : order)} limit @limit", parameters)).AsList();
    }

    static string Where(IEnumerable<string> conditions) => string.Join(" and ", conditions) is { Length: > 0 } all ? "where " + all : "";
}
