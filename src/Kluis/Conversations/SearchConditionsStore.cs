using Dapper;
using Kluis.Access;

namespace Kluis.Conversations;

/// <summary>Turns a query and the reach of a role into conditions and an order; <c>c</c> is the conversation, <c>p</c> a party of it.</summary>
static class SearchConditionsStore
{
    /// <summary>What the query says and what the role allows; null when the role reaches nothing.</summary>
    public static List<string>? Of(SearchQuery query, Caller caller, DynamicParameters parameters)
    {
        var conditions = new List<string>();
        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            conditions.Add(condition);
            parameters.Add(name, value);
        }
        Add("c.started_at >= @from", "from", query.From?.ToUnixTimeMilliseconds());
        Add("c.started_at < @until", "until", query.Until?.ToUnixTimeMilliseconds());
        Add("c.channel = @channel", "channel", query.Channel?.ToString().ToLowerInvariant());
        Add("c.direction = @direction", "direction", query.Direction);
        Add("c.queue = @queue", "queue", query.Queue);
        Add("c.agent_id = @agent", "agent", query.AgentId);
        Add("c.activity_id = @activity", "activity", query.Activity?.ToString());
        if (query.HasRecording is { } sound)
            conditions.Add((sound ? "" : "not ") + "exists (select 1 from part r where r.conversation_id = c.id and r.kind = 'recording' and r.object_id is not null)");
        if (query.After is { } after)
        {
            var (key, than) = (KeyOf(query.Sort), IsDescending(query) ? "<" : ">");
            conditions.Add($"({key} {than} @afterKey or ({key} = @afterKey and c.id {than} @afterId))");
            parameters.Add("afterKey", after.Key);
            parameters.Add("afterId", after.Id);
        }
        if (query.OnlyOwn)
            AddOwn(caller, conditions, parameters);
        return Within(caller, Add) ? conditions : null;
    }

    public static string OrderOf(SearchQuery query) => IsDescending(query) ? $"order by {KeyOf(query.Sort)} desc, c.id desc" : $"order by {KeyOf(query.Sort)} asc, c.id asc";

    public static IEnumerable<ConversationRow> Ordered(SearchQuery query, IEnumerable<ConversationRow> rows) =>
        IsDescending(query)
            ? rows.OrderByDescending(row => KeyOf(query.Sort, row)).ThenByDescending(row => row.Id, StringComparer.Ordinal)
            : rows.OrderBy(row => KeyOf(query.Sort, row)).ThenBy(row => row.Id, StringComparer.Ordinal);

    public static long KeyOf(SearchSort sort, ConversationRow row) => sort == SearchSort.Longest ? row.DurationMs ?? -1 : row.StartedAt;

    /// <summary>The party carries the start, so that its index alone gives the newest of one person; the page is the newest of all.</summary>
    public static string OfParty(string sql) =>
        sql.Replace("c.started_at", "p.started_at", StringComparison.Ordinal).Replace("c.id ", "p.conversation_id ", StringComparison.Ordinal);

    static bool IsDescending(SearchQuery query) => query.Sort == SearchSort.Oldest == query.IsBackwards;

    // Written as the index has it; what has no length comes last.
    static string KeyOf(SearchSort sort) => sort == SearchSort.Longest ? "(coalesce(c.duration_ms, -1))" : "c.started_at";

    static void AddOwn(Caller caller, List<string> conditions, DynamicParameters parameters)
    {
        var names = caller.AgentIds.Select((_, i) => $"@own{i}").ToList();
        conditions.Add(names.Count == 0 ? "1 = 0" : $"c.agent_id in ({string.Join(", ", names)})");
        foreach (var (i, agent) in caller.AgentIds.Index())
            parameters.Add($"own{i}", agent);
    }

    static bool Within(Caller caller, Action<string, string, object?> add)
    {
        switch (caller.ReachOf(Permission.Search))
        {
            case Reach.All or Reach.FoundCustomer:
                return true;
            case Reach.Team when caller.Team is not null:
                add("c.team = @ownTeam", "ownTeam", caller.Team);
                return true;
            case Reach.Queue when caller.Queue is not null:
                add("c.queue = @ownQueue", "ownQueue", caller.Queue);
                return true;
            case Reach.OwnSource when caller.Source is not null:
                add("c.source = @ownSource", "ownSource", caller.Source);
                return true;
            default:
                return false;
        }
    }
}
