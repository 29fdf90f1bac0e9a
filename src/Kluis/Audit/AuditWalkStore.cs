using System.Data.Common;
using Dapper;

namespace Kluis.Audit;

/// <param name="LookedTo">Number of the last entry that was looked at, where looking stopped before the end; null: nothing was left out.</param>
sealed record FoundEntries(List<AuditViewRow> Rows, long? LookedTo);

/// <summary>
/// The SQL that finds entries. One thing that must hold is one walk along its index, as long as the page. Of several at once nobody
/// knows how many entries have them all: then the rarest is walked along and the others are looked at entry by entry.
/// </summary>
static class AuditWalkStore
{
    /// <summary>As many as are looked at for one page.</summary>
    public const int Most = 3_000;

    sealed record Place(long At, long Seq);

    /// <param name="isWhole">To the end, however far that is.</param>
    public static async Task<FoundEntries> FindAsync(DbConnection connection, AuditQuery query, bool isWhole)
    {
        var parameters = await ParametersAsync(connection, query);
        var conditions = AuditConditions.Of(query);
        var (walk, count) = conditions.Walks.Count + conditions.Others.Count > 1 && query.Seq is null
            ? await RarestAsync(connection, conditions, parameters)
            : (conditions.Walks.FirstOrDefault(AuditWalk.ThroughTime), 0);
        if (isWhole || count <= Most)
            return new FoundEntries(await RowsAsync(connection, SqlOf(query, walk, RestOf(conditions, walk)), parameters), null);
        return await PieceAsync(connection, query, conditions, walk.Acts is null ? walk : AuditWalk.ThroughTime, parameters);
    }

    // Counted no further than needed to know that they are many.
    static async Task<(AuditWalk Walk, long Count)> RarestAsync(DbConnection connection, AuditConditions conditions, DynamicParameters parameters)
    {
        (AuditWalk Walk, long Count) rarest = (AuditWalk.ThroughTime, long.MaxValue);
        foreach (var walk in conditions.Range.Count == 0 ? conditions.Walks : conditions.Walks.Append(AuditWalk.ThroughTime))
        {
            var count = await connection.ExecuteScalarAsync<long>(
                $"select count(*) from (select 1 from audit_view where {All([walk.Along, .. conditions.Range])} limit {Most + 1}) as few", parameters);
            if (count < rarest.Count)
                rarest = (walk, count);
        }
        return rarest;
    }

    static async Task<FoundEntries> PieceAsync(DbConnection connection, AuditQuery query, AuditConditions conditions, AuditWalk walk, DynamicParameters parameters)
    {
        var (order, than) = query.After is null ? ("desc", ">=") : ("asc", "<=");
        var edge = await connection.QueryFirstOrDefaultAsync<Place?>(
            $"select at as At, seq as Seq from audit_view where {All([walk.Along, .. conditions.Range])} order by at {order}, seq {order} limit 1 offset {Most - 1}", parameters);
        var rest = RestOf(conditions, walk);
        if (edge is null)
            return new FoundEntries(await RowsAsync(connection, SqlOf(query, walk, rest), parameters), null);
        parameters.Add("edgeAt", edge.At);
        parameters.Add("edgeSeq", edge.Seq);
        var rows = await RowsAsync(connection, SqlOf(query, walk, [.. rest, $"(at, seq) {than} (@edgeAt, @edgeSeq)"]), parameters);
        return new FoundEntries(rows, rows.Count == query.Limit ? null : edge.Seq);
    }

    /// <summary>Of each of the things that must hold: the walk along it.</summary>
    internal static IReadOnlyList<(AuditWalk Walk, string Sql)> WalksOf(AuditQuery query)
    {
        var conditions = AuditConditions.Of(query);
        return [.. conditions.Walks.DefaultIfEmpty(AuditWalk.ThroughTime).Select(walk => (walk, SqlOf(query, walk, RestOf(conditions, walk))))];
    }

    static List<string> RestOf(AuditConditions conditions, AuditWalk walk) =>
        [.. conditions.Range, .. conditions.Others, .. conditions.Walks.Where(each => each != walk).Select(each => each.Aside)];

    // Of several acts each has a walk of its own, as long as the page at most; the newest of all of them are the page. Only the places
    // are read along all these walks, and the entries of those that are on the page.
    static string SqlOf(AuditQuery query, AuditWalk walk, List<string> rest)
    {
        var order = query.After is null ? "desc" : "asc";
        string One(string columns, string along) => $"select {columns} from audit_view where {All([along, .. rest])} order by at {order}, seq {order} limit @Limit";
        if (walk.Acts is not { } acts)
            return One(AuditViewStore.Columns, walk.Along);
        var walks = string.Join(" union all ", acts.Select((act, i) => $"select * from ({One("at, seq", $"act = {act}")}) as walk{i}"));
        return $"select {AuditViewStore.Columns} from audit_view where seq in (select seq from ({walks}) as walks order by at {order}, seq {order} limit @Limit) order by at {order}, seq {order}";
    }

    static async Task<List<AuditViewRow>> RowsAsync(DbConnection connection, string sql, DynamicParameters parameters) =>
        (await connection.QueryAsync<AuditViewRow>(sql, parameters)).AsList();

    static string All(IEnumerable<string> conditions) => string.Join(" and ", conditions);

    static async Task<DynamicParameters> ParametersAsync(DbConnection connection, AuditQuery query)
    {
        var parameters = new DynamicParameters();
        // Only what is asked: PostgreSQL knows no type for a null that stands nowhere.
        void Add(string name, object? value)
        {
            if (value is not null)
                parameters.Add(name, value);
        }
        Add("Limit", query.Limit);
        Add("Seq", query.Seq);
        Add("conversation", query.Conversation?.ToString());
        Add("subject", query.DataSubject?.ToString());
        Add("ActorId", query.ActorId);
        Add("outcome", query.Outcome?.Name());
        Add("Purpose", query.Purpose);
        Add("From", query.From);
        Add("Until", query.Until);
        Add("Before", query.Before);
        Add("After", query.After);
        foreach (var (i, act) in (query.Acts ?? []).Index())
            Add($"act{i}", act);
        if ((query.Before ?? query.After) is { } seq)
            Add("moment", await connection.ExecuteScalarAsync<long?>("select at from audit_view where seq = @seq", new { seq }) ?? (query.Before is null ? long.MinValue : long.MaxValue));
        return parameters;
    }
}
