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
/// <param name="IsPart">Looking stopped before the page was full: what is looked for is rare, and the next page goes on.</param>
sealed record AuditPage(IReadOnlyList<AuditViewRow> Rows, long? Newer, long? Older, bool IsPart = false);

/// <summary>SQL of the readable side of the log.</summary>
sealed class AuditViewStore(Database database)
{
    public const string Columns =
        "seq as Seq, entry_id as EntryId, at as At, act as Act, outcome as Outcome, why as Why, actor_id as ActorId, subject_id as SubjectId, conversation_id as ConversationId";

    /// <summary>As many as are asked for, however far one must look for them.</summary>
    public async Task<List<AuditViewRow>> FindAsync(AuditQuery query, CancellationToken stop) => (await FindAsync(query, isWhole: true, stop)).Rows;

    /// <summary>A page, and whether there is more on either side of it.</summary>
    public async Task<AuditPage> PageAsync(AuditQuery query, CancellationToken stop)
    {
        var (rows, lookedTo) = await FindAsync(query with { Limit = query.Limit + 1 }, isWhole: false, stop);
        var more = rows.Count > query.Limit;
        if (query.After is null)
            return new AuditPage(rows[..Math.Min(rows.Count, query.Limit)], query.Before is null || rows.Count == 0 ? null : rows[0].Seq, more ? rows[query.Limit - 1].Seq : lookedTo, lookedTo is not null);
        if (lookedTo is not null)
            return new AuditPage(rows, lookedTo, rows.Count == 0 ? null : rows[^1].Seq, IsPart: true);
        // Back at the newest ones: a whole page of them, not the few that were left over.
        return more ? new AuditPage(rows[1..], rows[1].Seq, rows[^1].Seq) : await PageAsync(query with { After = null }, stop);
    }

    async Task<FoundEntries> FindAsync(AuditQuery query, bool isWhole, CancellationToken stop)
    {
        if (query.Acts is { Count: 0 })
            return new FoundEntries([], null);
        var found = await database.ReadAsync(connection => AuditWalkStore.FindAsync(connection, query, isWhole), stop);
        if (query.After is not null)
            found.Rows.Reverse();
        return found;
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
}
