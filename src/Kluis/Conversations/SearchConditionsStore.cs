using Dapper;
using Kluis.Access;

namespace Kluis.Conversations;

/// <summary>What must hold of a conversation, by what it costs to find those of which it does.</summary>
/// <param name="Walks">Columns that must have a value, and the parameter that is it: each has an index in the order of the pages.</param>
/// <param name="Dates">On the start.</param>
/// <param name="Others">Looked at row by row.</param>
/// <param name="Place">Where the page starts; null for the first.</param>
sealed record SearchConditions(List<(string Column, string Parameter)> Walks, List<string> Dates, List<string> Others, string? Place)
{
    public IEnumerable<string> All => [.. Walks.Select(Along), .. Dates, .. Others, .. Place is null ? Array.Empty<string>() : [Place]];

    public static string Along((string Column, string Parameter) walk) => $"{walk.Column} = {walk.Parameter}";

    /// <summary>The same, written so that no index is walked for it: a database knows less than we do of how many there are.</summary>
    public static string Aside((string Column, string Parameter) walk) => $"coalesce({walk.Column}, '') = {walk.Parameter}";

    public IEnumerable<string> DatesAside => Dates.Select(date => date.Replace("c.started_at", "(c.started_at + 0)", StringComparison.Ordinal));
}

/// <summary>Turns a query and the reach of a role into conditions and an order; <c>c</c> is the conversation, <c>p</c> a party of it.</summary>
static class SearchConditionsStore
{
    /// <summary>What the query says and what the role allows; null when the role reaches nothing.</summary>
    public static SearchConditions? Of(SearchQuery query, Caller caller, DynamicParameters parameters)
    {
        var conditions = new SearchConditions([], [], [], query.After is { } after ? PlaceOf(query, after, parameters) : null);
        void Add(string name, object? value, Action<string> add)
        {
            if (value is null)
                return;
            add("@" + name);
            parameters.Add(name, value);
        }
        void Walk(string column, string name, string? value) => Add(name, value, parameter => conditions.Walks.Add((column, parameter)));
        Add("from", query.From?.ToUnixTimeMilliseconds(), parameter => conditions.Dates.Add($"c.started_at >= {parameter}"));
        Add("until", query.Until?.ToUnixTimeMilliseconds(), parameter => conditions.Dates.Add($"c.started_at < {parameter}"));
        Add("direction", query.Direction, parameter => conditions.Others.Add($"c.direction = {parameter}"));
        Walk("c.channel", "channel", query.Channel?.ToString().ToLowerInvariant());
        Walk("c.queue", "queue", query.Queue);
        Walk("c.agent_id", "agent", query.AgentId);
        Walk("c.activity_id", "activity", query.Activity?.ToString());
        if (query.HasRecording is { } sound)
            conditions.Others.Add((sound ? "" : "not ") + "exists (select 1 from part r where r.conversation_id = c.id and r.kind = 'recording' and r.object_id is not null)");
        if (query.OnlyOwn)
            AddOwn(caller, conditions.Others, parameters);
        return Within(caller, Walk) ? conditions : null;
    }

    // The first half alone finds the place in an index; the second is for those that are alike in what is sorted by.
    static string PlaceOf(SearchQuery query, (long Key, string Id) after, DynamicParameters parameters)
    {
        parameters.Add("afterKey", after.Key);
        parameters.Add("afterId", after.Id);
        return Beyond(query, "@afterKey", "@afterId");
    }

    public static string Beyond(SearchQuery query, string key, string id) =>
        IsDescending(query) ? $"{KeyOf(query.Sort)} <= {key} and ({KeyOf(query.Sort)}, c.id) < ({key}, {id})" : $"{KeyOf(query.Sort)} >= {key} and ({KeyOf(query.Sort)}, c.id) > ({key}, {id})";

    /// <summary>Not beyond that one, itself included.</summary>
    public static string UpTo(SearchQuery query, string key, string id) =>
        IsDescending(query) ? $"{KeyOf(query.Sort)} >= {key} and ({KeyOf(query.Sort)}, c.id) >= ({key}, {id})" : $"{KeyOf(query.Sort)} <= {key} and ({KeyOf(query.Sort)}, c.id) <= ({key}, {id})";

    public static string OrderOf(SearchQuery query) => IsDescending(query) ? $"order by {KeyOf(query.Sort)} desc, c.id desc" : $"order by {KeyOf(query.Sort)} asc, c.id asc";

    public static IEnumerable<ConversationRow> Ordered(SearchQuery query, IEnumerable<ConversationRow> rows) =>
        IsDescending(query)
            ? rows.OrderByDescending(row => KeyOf(query.Sort, row)).ThenByDescending(row => row.Id, StringComparer.Ordinal)
            : rows.OrderBy(row => KeyOf(query.Sort, row)).ThenBy(row => row.Id, StringComparer.Ordinal);

    public static long KeyOf(SearchSort sort, ConversationRow row) => sort == SearchSort.Longest ? row.DurationMs ?? -1 : row.StartedAt;

    /// <summary>The party carries the start, so that its index alone gives the newest of one person; the page is the newest of all.</summary>
    public static string OfParty(string sql) =>
        sql.Replace("c.started_at", "p.started_at", StringComparison.Ordinal).Replace("c.id", "p.conversation_id", StringComparison.Ordinal);

    static bool IsDescending(SearchQuery query) => query.Sort == SearchSort.Oldest == query.IsBackwards;

    // Written as the index has it; what has no length comes last.
    public static string KeyOf(SearchSort sort) => sort == SearchSort.Longest ? "(coalesce(c.duration_ms, -1))" : "c.started_at";

    static void AddOwn(Caller caller, List<string> conditions, DynamicParameters parameters)
    {
        var names = caller.AgentIds.Select((_, i) => $"@own{i}").ToList();
        conditions.Add(names.Count == 0 ? "1 = 0" : $"c.agent_id in ({string.Join(", ", names)})");
        foreach (var (i, agent) in caller.AgentIds.Index())
            parameters.Add($"own{i}", agent);
    }

    static bool Within(Caller caller, Action<string, string, string?> walk)
    {
        switch (caller.ReachOf(Permission.Search))
        {
            case Reach.All or Reach.FoundCustomer:
                return true;
            case Reach.Team when caller.Team is not null:
                walk("c.team", "ownTeam", caller.Team);
                return true;
            case Reach.Queue when caller.Queue is not null:
                walk("c.queue", "ownQueue", caller.Queue);
                return true;
            case Reach.OwnSource when caller.Source is not null:
                walk("c.source", "ownSource", caller.Source);
                return true;
            default:
                return false;
        }
    }
}
