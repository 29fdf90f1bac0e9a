using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Registers;
using Kluis.Storage;

namespace Kluis.Conversations;

/// <summary>A conversation that somebody opened, with as much of it as a list shows.</summary>
sealed record OpenedRow(
    string ConversationId, string Channel, long StartedAt, string? Team, string? Queue, string? AgentId, string? Source, string Protection, long OpenedAt, long ExpiresAt, long? ClosedAt)
{
    public ConversationMarks Marks => new(Team, Queue, AgentId, Source);

    public ProtectionClass Class => ProtectionClasses.Parse(Protection) ?? ProtectionClass.High;

    /// <summary>When it ends, or ended, if nobody closes it: earlier where the class has become stricter since.</summary>
    public long Ends => Math.Min(ExpiresAt, OpenedAt + (long)Class.Rule().Opening.TotalMilliseconds);
}

/// <summary>SQL of what somebody opened: running, and lately. Each walks an index, so that it costs what it finds.</summary>
sealed class OpenedStore(Database database)
{
    const string Rows =
        """
        select o.conversation_id as ConversationId, c.channel as Channel, c.started_at as StartedAt, c.team as Team, c.queue as Queue, c.agent_id as AgentId, c.source as Source,
            a.protection as Protection, o.opened_at as OpenedAt, o.expires_at as ExpiresAt, o.closed_at as ClosedAt
        from opening o join conversation c on c.id = o.conversation_id join activity a on a.id = c.activity_id
        """;

    internal const string RunningRows = Rows + " where o.actor_id = @actor and o.expires_at > @now and o.closed_at is null order by o.expires_at limit @most";

    internal const string LatelyRows = Rows + " where o.actor_id = @actor order by o.opened_at desc limit @most";

    /// <summary>Asked at each request of somebody in a browser.</summary>
    internal const string SinceRows = Rows + " where o.actor_id = @actor and o.expires_at > @seenAt";

    /// <summary>What runs now, the first to end first.</summary>
    public Task<List<OpenedRow>> RunningAsync(string actor, long now, int most, CancellationToken stop) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<OpenedRow>(RunningRows, new { actor, now, most })).AsList(), stop);

    /// <summary>The newest openings, running or not, newest first; one conversation may stand there several times.</summary>
    public Task<List<OpenedRow>> LatelyAsync(string actor, int most, CancellationToken stop) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<OpenedRow>(LatelyRows, new { actor, most })).AsList(), stop);

    /// <summary>
    /// When the screen locks because of content that this person had open after they were last seen: the class of one of them leaves less
    /// time, and that time was over before it was closed or ended.
    /// </summary>
    public static async Task<long?> LocksAtAsync(DbConnection connection, string actor, long seenAt)
    {
        var open = await connection.QueryAsync<OpenedRow>(SinceRows, new { actor, seenAt });
        return open.Select(row => (Locks: seenAt + (long)row.Class.Rule().LockAfter.TotalMilliseconds, Ends: Math.Min(row.Ends, row.ClosedAt ?? row.Ends)))
            .Where(row => row.Locks <= row.Ends).Min(row => (long?)row.Locks);
    }

    /// <summary>Agent ids of the newest conversations that belong to no account.</summary>
    public Task<List<string>> StrangeAgentsAsync(int newest, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<string>(
                """
                select distinct n.agent_id from (select agent_id from conversation order by started_at desc, id desc limit @newest) as n
                where n.agent_id is not null and not exists (select 1 from user_agent_id a where a.agent_id = n.agent_id) order by n.agent_id
                """,
                new { newest })).AsList(),
            stop);
}
