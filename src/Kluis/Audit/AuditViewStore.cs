using System.Data.Common;
using Dapper;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>An entry as the pages show it: ids and codes only.</summary>
/// <param name="Seq">Its number in the log; -1 while it waits for one.</param>
sealed record AuditViewRow(
    long Seq, string EntryId, long At, string Act, string Outcome, string? Why, string? ActorId, string? SubjectId, string? ConversationId);

/// <summary>Which entries; newest first. What is null does not narrow.</summary>
sealed record AuditQuery
{
    public long? Seq { get; init; }

    public Guid? Conversation { get; init; }

    public Guid? DataSubject { get; init; }

    public string? ActorId { get; init; }

    /// <summary>Any of these; none at all finds nothing.</summary>
    public IReadOnlyCollection<string>? Acts { get; init; }

    public AuditOutcome? Outcome { get; init; }

    public string? Purpose { get; init; }

    /// <summary>UTC milliseconds; from then on.</summary>
    public long? From { get; init; }

    /// <summary>UTC milliseconds; before then.</summary>
    public long? Until { get; init; }

    /// <summary>Older than the entry of this number.</summary>
    public long? Before { get; init; }

    /// <summary>Newer than the entry of this number.</summary>
    public long? After { get; init; }

    public int Limit { get; init; } = 100;
}

/// <param name="Newer">What to give as <see cref="AuditQuery.After"/> for the page of newer entries; null: there is none.</param>
/// <param name="Older">What to give as <see cref="AuditQuery.Before"/> for the page of older ones.</param>
sealed record AuditPage(IReadOnlyList<AuditViewRow> Rows, long? Newer, long? Older);

/// <summary>SQL of the readable side of the log.</summary>
sealed class AuditViewStore(Database database)
{
    const string Columns =
        "seq as Seq, entry_id as EntryId, at as At, act as Act, outcome as Outcome, why as Why, actor_id as ActorId, subject_id as SubjectId, conversation_id as ConversationId";

    public Task<List<AuditViewRow>> FindAsync(AuditQuery query, CancellationToken stop) =>
        query.Acts is { Count: 0 } ? Task.FromResult(new List<AuditViewRow>()) : database.ReadAsync(connection => FindAsync(connection, query), stop);

    /// <summary>A page, and whether there is more on either side of it.</summary>
    public async Task<AuditPage> PageAsync(AuditQuery query, CancellationToken stop)
    {
        var rows = await FindAsync(query with { Limit = query.Limit + 1 }, stop);
        var more = rows.Count > query.Limit;
        if (query.After is null)
            return new AuditPage(rows[..Math.Min(rows.Count, query.Limit)], query.Before is null || rows.Count == 0 ? null : rows[0].Seq, more ? rows[query.Limit - 1].Seq : null);
        // Back at the newest ones: a whole page of them, not the few that were left over.
        return more ? new AuditPage(rows[1..], rows[1].Seq, rows[^1].Seq) : await PageAsync(query with { After = null }, stop);
    }

    /// <summary>What happened to one conversation, with what still waits for its number: the page shows an act at once.</summary>
    public Task<List<AuditViewRow>> TimeLineAsync(Guid conversation, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<AuditViewRow>(
                $"""
                select * from (
                    select -1 as Seq, id as EntryId, at as At, act as Act, outcome as Outcome, why as Why, actor_id as ActorId, subject_id as SubjectId, conversation_id as ConversationId
                    from audit_pending where conversation_id = @id
                    union all
                    select {Columns} from (select * from audit_view where conversation_id = @id order by at desc, seq desc limit @most) as newest) as both_sides
                order by At desc, EntryId desc limit @most
                """,
                new { id = conversation.ToString(), most })).AsList(),
            stop);

    static async Task<List<AuditViewRow>> FindAsync(DbConnection connection, AuditQuery query)
    {
        var parameters = await ParametersAsync(connection, query);
        var rows = (await connection.QueryAsync<AuditViewRow>(SqlOf(query), parameters)).AsList();
        if (query.After is not null)
            rows.Reverse();
        return rows;
    }

    /// <summary>
    /// One walk along an index. Of several acts each has a walk of its own, as long as the page at most; the newest of all of them
    /// are the page.
    /// </summary>
    internal static string SqlOf(AuditQuery query)
    {
        var order = query.After is null ? "desc" : "asc";
        string Walk(string? act) => $"select {Columns} from audit_view where {Conditions(query, act)} order by at {order}, seq {order} limit @Limit";
        if (query.Acts is not { Count: > 1 } acts)
            return Walk(query.Acts is null ? null : "@act0");
        var walks = acts.Select((_, i) => $"select * from ({Walk($"@act{i}")}) as walk{i}");
        return $"select * from ({string.Join(" union all ", walks)}) as walks order by At {order}, Seq {order} limit @Limit";
    }

    static string Conditions(AuditQuery query, string? act)
    {
        var conditions = new List<string> { "1 = 1" };
        void Add(bool isAsked, string condition)
        {
            if (isAsked)
                conditions.Add(condition);
        }
        Add(query.Seq is not null, "seq = @Seq");
        Add(query.Conversation is not null, "conversation_id = @conversation");
        Add(query.DataSubject is not null, "subject_id = @subject");
        Add(query.ActorId is not null, "actor_id = @ActorId");
        Add(act is not null, $"act = {act}");
        Add(query.Outcome is not null, "outcome = @outcome");
        // Said in so many words, or the index of the rare outcomes is not used.
        Add(query.Outcome is not (null or AuditOutcome.Ok), "outcome <> 'ok'");
        Add(query.Purpose is not null, "why = @Purpose");
        Add(query.From is not null, "at >= @From");
        Add(query.Until is not null, "at < @Until");
        Add(query.Before is not null, "(at, seq) < (@moment, @Before)");
        Add(query.After is not null, "(at, seq) > (@moment, @After)");
        return string.Join(" and ", conditions);
    }

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
