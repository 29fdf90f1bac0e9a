using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Conversations.People;

/// <summary>A party of this person, sealed, with what is known of its conversation.</summary>
/// <param name="First">When the first part of the conversation goes; 0 when nothing is kept. <paramref name="Last"/>: the last.</param>
sealed record EvidenceRow(
    string Id, string ConversationId, string SubjectId, long StartedAt, string? Source, string Channel, long First, long Last, byte[] RowKey, byte[] Sealed);

/// <summary>How many conversations of a channel, and when the first and the last part of them goes; 0 when nothing is kept.</summary>
sealed record ChannelCount(string Channel, long Count, long First, long Last)
{
    public static long Earliest(IEnumerable<ChannelCount> counts) => counts.Select(count => count.First).Where(at => at > 0).DefaultIfEmpty().Min();
}

/// <summary>The SQL of one person over all channels, always within what the caller reaches.</summary>
static class CustomerStore
{
    /// <summary>What is counted at most, the newest: behind more than this stands a switchboard, not a person.</summary>
    public const int MostCounted = 1_000;

    const string From = "from party p join conversation c on c.id = p.conversation_id";

    const string Dates = "select r.erase_after as at from part r where r.conversation_id = c.id union all select m.erase_after from call_metadata m where m.conversation_id = c.id";
    const string FirstAndLast = $"coalesce((select min(at) from ({Dates}) as dates), 0) as First, coalesce((select max(at) from ({Dates}) as dates), 0) as Last";

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
                select p.id as Id, p.conversation_id as ConversationId, p.subject_id as SubjectId, p.started_at as StartedAt, c.source as Source, c.channel as Channel, {FirstAndLast}, p.row_key as RowKey, p.sealed as Sealed
                {From} where {where} order by p.started_at desc, p.conversation_id desc limit @most
                """,
                parameters));
        }
        return [.. rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.ConversationId, StringComparer.Ordinal).Take(most)];
    }

    /// <summary>Conversations by channel: of these parties, the newest, and of older ones up to <see cref="MostCounted"/> in all.</summary>
    /// <param name="hasMore">There are older ones.</param>
    public static async Task<List<ChannelCount>> CountsAsync(
        DbConnection connection, IReadOnlyList<Guid> people, SearchQuery scope, Caller caller, IReadOnlyList<EvidenceRow> newest, bool hasMore)
    {
        var counts = newest.DistinctBy(row => row.ConversationId).Select(row => new ChannelCount(row.Channel, 1, row.First, row.Last)).ToList();
        if (hasMore)
            counts.AddRange(await OlderAsync(connection, people, scope, caller, newest[^1], MostCounted - newest.Count));
        return [.. counts.GroupBy(count => count.Channel, Sum).OrderBy(count => count.Channel, StringComparer.Ordinal)];
    }

    static ChannelCount Sum(string channel, IEnumerable<ChannelCount> counts)
    {
        var all = counts.ToList();
        return new(channel, all.Sum(count => count.Count), ChannelCount.Earliest(all), all.Max(count => count.Last));
    }

    static async Task<IEnumerable<ChannelCount>> OlderAsync(DbConnection connection, IReadOnlyList<Guid> people, SearchQuery scope, Caller caller, EvidenceRow than, int most)
    {
        if (Where(scope, caller, people) is not var (where, parameters))
            return [];
        parameters.Add("thanAt", than.StartedAt);
        parameters.Add("thanId", than.ConversationId);
        parameters.Add("most", most);
        return await connection.QueryAsync<ChannelCount>(
            $"""
            select Channel, count(*) as Count, coalesce(min(nullif(First, 0)), 0) as First, max(Last) as Last from (
                select distinct c.id as Id, c.channel as Channel, {FirstAndLast} from (
                    select p.conversation_id as Id {From} where {where} and p.started_at <= @thanAt and (p.started_at, p.conversation_id) < (@thanAt, @thanId)
                    order by p.started_at desc, p.conversation_id desc limit @most) as older
                join conversation c on c.id = older.Id) as each_once
            group by Channel
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
