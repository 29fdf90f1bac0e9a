using Dapper;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>An entry as the pages show it: ids and codes only.</summary>
/// <param name="Seq">Its number in the log; -1 while it waits for one.</param>
sealed record AuditViewRow(
    long Seq, string EntryId, long At, string Act, string Outcome, string? Why, string? ActorId, string? SubjectId, string? ConversationId);

/// <summary>Which entries; newest first.</summary>
sealed record AuditQuery
{
    public Guid? Conversation { get; init; }

    public string? ActorId { get; init; }

    public bool TechnicalOnly { get; init; }

    public long? Before { get; init; }

    public int Limit { get; init; } = 100;
}

/// <summary>SQL of the readable side of the log.</summary>
sealed class AuditViewStore(Database database)
{
    const string Columns =
        "seq as Seq, entry_id as EntryId, at as At, act as Act, outcome as Outcome, why as Why, actor_id as ActorId, subject_id as SubjectId, conversation_id as ConversationId";

    public Task<List<AuditViewRow>> FindAsync(AuditQuery query, CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var conditions = new List<string> { "1 = 1" };
                if (query.Conversation is not null)
                    conditions.Add("conversation_id = @conversation");
                if (query.ActorId is not null)
                    conditions.Add("actor_id = @ActorId");
                if (query.TechnicalOnly)
                    conditions.Add("(act like 'key.%' or act like 'token.%' or act like 'account.%' or act like 'log.%' or act = 'access.denied')");
                if (query.Before is not null)
                    conditions.Add("seq < @Before");
                return (await connection.QueryAsync<AuditViewRow>(
                    $"select {Columns} from audit_view where {string.Join(" and ", conditions)} order by seq desc limit @Limit",
                    new { conversation = query.Conversation?.ToString(), query.ActorId, query.Before, query.Limit })).AsList();
            },
            stop);

    /// <summary>What happened to one conversation, with what still waits for its number: the page shows an act at once.</summary>
    public Task<List<AuditViewRow>> TimeLineAsync(Guid conversation, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<AuditViewRow>(
                $"""
                select * from (
                    select -1 as Seq, id as EntryId, at as At, act as Act, outcome as Outcome, why as Why, actor_id as ActorId, subject_id as SubjectId, conversation_id as ConversationId
                    from audit_pending where conversation_id = @id
                    union all
                    select {Columns} from (select * from audit_view where conversation_id = @id order by seq desc limit @most) as newest) as both_sides
                order by At desc, EntryId desc limit @most
                """,
                new { id = conversation.ToString(), most })).AsList(),
            stop);
}
