using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Conversations.People;

/// <summary>A party of this person, sealed, with what is known of its conversation.</summary>
sealed record EvidenceRow(string Id, string ConversationId, string SubjectId, long StartedAt, string? Source, byte[] RowKey, byte[] Sealed);

sealed record ChannelCount(string Channel, long Count);

/// <summary>When the first and the last of what is kept goes; 0 when nothing is kept.</summary>
sealed record GoneSpan(long First, long Last);

/// <summary>The SQL of one person over all channels, always within what the caller reaches.</summary>
static class CustomerStore
{
    /// <summary>What is counted at most, the newest: behind more than this stands a switchboard, not a person.</summary>
    public const int MostCounted = 1_000;

    const string From = "from party p join conversation c on c.id = p.conversation_id";

    static string Newest(string where) =>
        $"select id from (select p.conversation_id as id {From} where {where} order by p.started_at desc, p.conversation_id desc limit {MostCounted}) as newest";

    /// <summary>The newest parties that this person was, at most <paramref name="most"/>.</summary>
    public static async Task<List<EvidenceRow>> EvidenceAsync(DbConnection connection, IReadOnlyList<Guid> people, SearchQuery scope, Caller caller, int most)
    {
        var rows = new List<EvidenceRow>();
        foreach (var person in people)
        {
            if (Where(scope, caller, [person]) is not var (where, parameters))
                return [];
            parameters.Add("most", most);
            rows.AddRange(await connection.QueryAsync<EvidenceRow>(
                $"""
                select p.id as Id, p.conversation_id as ConversationId, p.subject_id as SubjectId, p.started_at as StartedAt, c.source as Source, p.row_key as RowKey, p.sealed as Sealed
                {From} where {where} order by p.started_at desc, p.conversation_id desc limit @most
                """,
                parameters));
        }
        return [.. rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.ConversationId, StringComparer.Ordinal).Take(most)];
    }

    public static async Task<List<ChannelCount>> CountsAsync(DbConnection connection, IReadOnlyList<Guid> people, SearchQuery scope, Caller caller) =>
        Where(scope, caller, people) is var (where, parameters)
            ? (await connection.QueryAsync<ChannelCount>(
                $"select channel as Channel, count(*) as Count from conversation where id in ({Newest(where)}) group by channel order by channel", parameters)).AsList()
            : [];

    public static async Task<GoneSpan> GoneAsync(DbConnection connection, IReadOnlyList<Guid> people, SearchQuery scope, Caller caller)
    {
        if (Where(scope, caller, people) is not var (where, parameters))
            return new(0, 0);
        return await connection.QuerySingleAsync<GoneSpan>(
            $"""
            with mine as (select distinct id from ({Newest(where)}) as counted)
            select coalesce(min(erase_after), 0) as First, coalesce(max(erase_after), 0) as Last from (
                select r.erase_after from part r join mine on mine.id = r.conversation_id
                union all select m.erase_after from call_metadata m join mine on mine.id = m.conversation_id) as dates
            """,
            parameters);
    }

    /// <summary>What the log says about these people, newest first, with what still waits for its number.</summary>
    /// <param name="actor">Only acts of this one; null: of everybody.</param>
    public static async Task<List<AuditViewRow>> LogAsync(DbConnection connection, IReadOnlyList<Guid> people, string? actor, int most)
    {
        const string Columns = "at as At, act as Act, outcome as Outcome, why as Why, actor_id as ActorId, subject_id as SubjectId, conversation_id as ConversationId";
        var (parameters, list) = List(people);
        parameters.Add("most", most);
        var own = "";
        if (actor is not null)
        {
            own = " and actor_id = @actor";
            parameters.Add("actor", actor);
        }
        return (await connection.QueryAsync<AuditViewRow>(
            $"""
            select * from (
                select -1 as Seq, id as EntryId, {Columns} from audit_pending where subject_id in ({list}){own}
                union all
                select * from (select seq as Seq, entry_id as EntryId, {Columns} from audit_view where subject_id in ({list}){own} order by seq desc limit @most) as newest) as both_sides
            order by At desc, EntryId desc limit @most
            """,
            parameters)).AsList();
    }

    static (string Where, DynamicParameters Parameters)? Where(SearchQuery scope, Caller caller, IReadOnlyList<Guid> people)
    {
        var (parameters, list) = List(people);
        return SearchConditionsStore.Of(scope, caller, parameters) is { } conditions
            ? (SearchConditionsStore.OfParty(string.Join(" and ", [.. conditions.All, $"p.subject_id in ({list})"])), parameters)
            : null;
    }

    static (DynamicParameters Parameters, string List) List(IReadOnlyList<Guid> people)
    {
        var texts = people.Select(person => person.ToString()).ToList();
        return (KeyStore.Parameters(texts), KeyStore.InList(texts));
    }
}
