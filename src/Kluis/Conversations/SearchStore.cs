using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Conversations;

/// <summary>What is looked for. All that is given must hold.</summary>
sealed record SearchQuery
{
    /// <summary>All of one person: conversations of anybody who is found by one of these.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public Channel? Channel { get; init; }

    public string? Direction { get; init; }

    public string? Queue { get; init; }

    public string? AgentId { get; init; }

    public int Limit { get; init; } = 50;

    public (long StartedAt, string Id)? After { get; init; }
}

/// <summary>
/// The SQL of the search. Newest first; the cost follows the page, not what is stored: each shape of query walks one index
/// from where the page starts.
/// </summary>
sealed class SearchStore(Database database, BlindIndex index)
{
    // More people than this behind one identifier is a switchboard's number, not a person: the newest are found by date.
    const int MostSubjects = 100;

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop) => database.ReadAsync(read, stop);

    /// <summary>Who is meant by the identifiers.</summary>
    public Task<List<Guid>> PeopleAsync(SearchQuery query, CancellationToken stop) =>
        query.Identifiers.Count == 0
            ? Task.FromResult<List<Guid>>([])
            : database.ReadAsync(async connection => (await BlindIndexStore.FindAsync(connection, query.Identifiers.SelectMany(index.TokensOf))).Take(MostSubjects).ToList(), stop);

    /// <summary>For a while these people are the caller's to see.</summary>
    public static async Task RememberAsync(Audit.Change change, string actor, IEnumerable<Guid> people, TimeSpan span)
    {
        var until = change.Now + (long)span.TotalMilliseconds;
        await change.Connection.ExecuteAsync("delete from looked_up where actor_id = @actor and until < @Now", new { actor, change.Now });
        foreach (var person in people)
        {
            await change.Connection.ExecuteAsync(
                "insert into looked_up (actor_id, subject_id, until) values (@actor, @person, @until) on conflict (actor_id, subject_id) do update set until = excluded.until",
                new { actor, person = person.ToString(), until });
        }
    }

    public static async Task<bool> RemembersAsync(DbConnection connection, string actor, string conversation, long now) =>
        await connection.ExecuteScalarAsync<long>(
            "select count(*) from looked_up l join party p on p.subject_id = l.subject_id where l.actor_id = @actor and l.until > @now and p.conversation_id = @conversation",
            new { actor, conversation, now }) > 0;

    /// <returns>At most <c>Limit + 1</c> rows: one more says that there is a next page.</returns>
    public static async Task<List<ConversationRow>> FindAsync(DbConnection connection, SearchQuery query, IReadOnlyList<Guid> people, Caller caller)
    {
        var parameters = new DynamicParameters();
        var conditions = Conditions(query, caller, parameters);
        if (conditions is null)
            return [];
        return query.Identifiers.Count == 0
            ? await ByDateAsync(connection, conditions, parameters)
            : await ByPersonAsync(connection, query, people, conditions, parameters);
    }

    static async Task<List<ConversationRow>> ByDateAsync(DbConnection connection, List<string> conditions, DynamicParameters parameters)
    {
        var where = conditions.Count == 0 ? "" : "where " + string.Join(" and ", conditions);
        return (await connection.QueryAsync<ConversationRow>(
            $"select {ConversationStore.Columns} from conversation c {where} order by c.started_at desc, c.id desc limit @limit", parameters)).AsList();
    }

    static async Task<List<ConversationRow>> ByPersonAsync(
        DbConnection connection, SearchQuery query, IReadOnlyList<Guid> people, List<string> conditions, DynamicParameters parameters)
    {
        var found = new Dictionary<string, ConversationRow>(StringComparer.Ordinal);
        // The party carries the start, so that its index alone gives the newest of one person; the page is the newest of all.
        conditions = [.. conditions.Select(condition => condition.Replace("c.started_at", "p.started_at", StringComparison.Ordinal).Replace("c.id", "p.conversation_id", StringComparison.Ordinal)), "p.subject_id = @subject"];
        foreach (var person in people)
        {
            parameters.Add("subject", person.ToString());
            var rows = await connection.QueryAsync<ConversationRow>(
                $"""
                select {ConversationStore.Columns} from party p join conversation c on c.id = p.conversation_id
                where {string.Join(" and ", conditions)} order by p.started_at desc, p.conversation_id desc limit @limit
                """,
                parameters);
            foreach (var row in rows)
                found.TryAdd(row.Id, row);
        }
        return [.. found.Values.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id, StringComparer.Ordinal).Take(query.Limit + 1)];
    }

    /// <summary>What the query says and what the role allows; null when the role reaches nothing.</summary>
    static List<string>? Conditions(SearchQuery query, Caller caller, DynamicParameters parameters)
    {
        var conditions = new List<string>();
        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            conditions.Add(condition);
            parameters.Add(name, value);
        }
        parameters.Add("limit", query.Limit + 1);
        Add("c.started_at >= @from", "from", query.From?.ToUnixTimeMilliseconds());
        Add("c.started_at < @until", "until", query.Until?.ToUnixTimeMilliseconds());
        Add("c.channel = @channel", "channel", query.Channel?.ToString().ToLowerInvariant());
        Add("c.direction = @direction", "direction", query.Direction);
        Add("c.queue = @queue", "queue", query.Queue);
        Add("c.agent_id = @agent", "agent", query.AgentId);
        if (query.After is { } after)
        {
            conditions.Add("(c.started_at < @afterAt or (c.started_at = @afterAt and c.id < @afterId))");
            parameters.Add("afterAt", after.StartedAt);
            parameters.Add("afterId", after.Id);
        }
        return Within(caller, Add) ? conditions : null;
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
