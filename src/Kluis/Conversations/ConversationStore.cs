using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Storage;

namespace Kluis.Conversations;

sealed record ConversationRow(
    string Id, string? VconUuid, long Version, string? PreviousId, string ActivityId, string Channel, string? Direction, string? Source,
    string? Team, string? Queue, string? AgentId, long StartedAt, long? DurationMs, long ReceivedAt, byte[] RowKey, byte[] Sealed)
{
    public Guid Key => Guid.Parse(Id);

    public ConversationMarks Marks => new(Team, Queue, AgentId, Source);
}

sealed record PartyRow(
    string Id, string ConversationId, long Position, string SubjectId, string Kind, string? Role, string? AgentId, byte[] RowKey, byte[] Sealed, string KeyId)
{
    public bool IsStaff => Kind == SubjectStore.Staff;
}

sealed record PartRow(
    string Id, string Kind, string Section, long Position, string? ObjectId, long? StartedAt, long? DurationMs, string? MediaType, long Size, long EraseAfter);

sealed record CallRow(long? WaitMs, long? HoldMs, long? Transfers, byte[] RowKey, byte[] Sealed, long EraseAfter);

/// <summary>The newest version of a vCon that is here already.</summary>
sealed record EarlierVersion(string Id, long Version);

/// <summary>What is known of bytes, or of a vCon, that came in before.</summary>
sealed record ReceivedRow(string Id, long Here)
{
    /// <summary>False: the conversation was destroyed since.</summary>
    public bool IsHere => Here == 1;
}

/// <summary>How what came in is known again: keyed, so that nobody with the database alone can ask whether something was here.</summary>
static class ReceivedDigest
{
    /// <param name="digest">SHA-256 of the bytes as received.</param>
    public static byte[] OfBytes(KeyChain chain, byte[] digest) => chain.KeyedDigest([.. "received/v1"u8, .. digest]);

    public static byte[] OfUuid(KeyChain chain, string uuid) => chain.KeyedDigest([.. "vcon/v1"u8, .. System.Text.Encoding.UTF8.GetBytes(uuid)]);
}

/// <summary>All SQL of conversations, but for the search.</summary>
sealed class ConversationStore(Database database)
{
    public const string Columns =
        "c.id as Id, c.vcon_uuid as VconUuid, c.version as Version, c.previous_id as PreviousId, c.activity_id as ActivityId, c.channel as Channel, c.direction as Direction, c.source as Source, c.team as Team, c.queue as Queue, c.agent_id as AgentId, c.started_at as StartedAt, c.duration_ms as DurationMs, c.received_at as ReceivedAt, c.row_key as RowKey, c.sealed as Sealed";

    const string PartColumns =
        "id as Id, kind as Kind, section as Section, position as Position, object_id as ObjectId, started_at as StartedAt, duration_ms as DurationMs, media_type as MediaType, size as Size, erase_after as EraseAfter";

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop) => database.ReadAsync(read, stop);

    public static Task<ConversationRow?> FindAsync(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefaultAsync<ConversationRow?>($"select {Columns} from conversation c where c.id = @id", new { id = id.ToString() });

    /// <summary>The people of several conversations at once, in the order of their parties.</summary>
    public static async Task<List<PartyRow>> PartiesAsync(DbConnection connection, IReadOnlyCollection<string> conversations) =>
        (await connection.QueryAsync<PartyRow>(
            $"""
            select p.id as Id, p.conversation_id as ConversationId, p.position as Position, p.subject_id as SubjectId, p.kind as Kind, p.role as Role,
                p.agent_id as AgentId, p.row_key as RowKey, p.sealed as Sealed, s.key_id as KeyId
            from party p join data_subject s on s.id = p.subject_id
            where p.conversation_id in ({KeyStore.InList(conversations)}) order by p.conversation_id, p.position
            """,
            KeyStore.Parameters(conversations))).AsList();

    public static async Task<List<PartRow>> PartsAsync(DbConnection connection, Guid conversation) =>
        (await connection.QueryAsync<PartRow>(
            $"select {PartColumns} from part where conversation_id = @id order by section, position", new { id = conversation.ToString() })).AsList();

    public static Task<CallRow?> CallAsync(DbConnection connection, Guid conversation) =>
        connection.QuerySingleOrDefaultAsync<CallRow?>(
            "select wait_ms as WaitMs, hold_ms as HoldMs, transfers as Transfers, row_key as RowKey, sealed as Sealed, erase_after as EraseAfter from call_metadata where conversation_id = @id",
            new { id = conversation.ToString() });

    public static Task<EarlierVersion?> NewestVersionAsync(DbConnection connection, string vconUuid) =>
        connection.QueryFirstOrDefaultAsync<EarlierVersion?>(
            "select id as Id, version as Version from conversation where vcon_uuid = @vconUuid order by version desc limit 1", new { vconUuid });

    /// <param name="uuid">Digest of the vCon's uuid: it is there when the conversation was destroyed.</param>
    public static Task<ReceivedRow?> FindReceivedAsync(DbConnection connection, byte[] digest, byte[]? uuid) =>
        connection.QueryFirstOrDefaultAsync<ReceivedRow?>(
            """
            select r.conversation_id as Id, cast(case when c.id is null then 0 else 1 end as bigint) as Here
            from received r left join conversation c on c.id = r.conversation_id where r.digest in (@digest, @uuid) order by Here desc
            """,
            new { digest, uuid = uuid ?? digest });

    public static NewRow ReceivedRowOf(byte[] digest, Guid conversation) => new(
        "insert into received (digest, conversation_id) values (@digest, @id)", ("digest", digest), ("id", conversation.ToString()));

    public static NewRow RowOf(NewConversation conversation, SealedValue document, EarlierVersion? earlier, long now, DateTimeOffset factsGone) => new(
        """
        insert into conversation (id, vcon_uuid, version, previous_id, activity_id, channel, direction, source, team, queue, agent_id,
            started_at, duration_ms, received_at, row_key, sealed, erase_after)
        values (@id, @vcon, @version, @previous, @activity, @channel, @direction, @source, @team, @queue, @agent,
            @startedAt, @duration, @now, @rowKey, @sealed, @eraseAfter)
        """,
        ("id", conversation.Id.ToString()),
        ("vcon", conversation.VconUuid),
        ("version", (earlier?.Version ?? 0) + 1),
        ("previous", earlier?.Id),
        ("activity", conversation.Activity.Id.ToString()),
        ("channel", conversation.Channel.ToString().ToLowerInvariant()),
        ("direction", conversation.Direction),
        ("source", conversation.Marks.Source),
        ("team", conversation.Marks.Team),
        ("queue", conversation.Marks.Queue),
        ("agent", conversation.Marks.AgentId),
        ("startedAt", conversation.StartedAt.ToUnixTimeMilliseconds()),
        ("duration", (long?)conversation.Duration?.TotalMilliseconds),
        ("now", now),
        ("rowKey", document.RowKey),
        ("sealed", document.Sealed),
        // With parts or facts of a call, it goes with the last of them.
        ("eraseAfter", conversation.Parts.Count == 0 && conversation.Call is null ? factsGone.ToUnixTimeMilliseconds() : null));

    public static NewRow PartyRowOf(Guid id, NewConversation conversation, int position, NewParty party, Guid subject, SealedValue fields) => new(
        """
        insert into party (id, conversation_id, position, subject_id, kind, role, agent_id, started_at, row_key, sealed)
        values (@id, @conversation, @position, @subject, @kind, @role, @agent, @startedAt, @rowKey, @sealed)
        """,
        ("id", id.ToString()),
        ("conversation", conversation.Id.ToString()),
        ("position", (long)position),
        ("subject", subject.ToString()),
        ("kind", party.IsStaff ? SubjectStore.Staff : SubjectStore.Customer),
        ("role", party.Role),
        ("agent", party.AgentId),
        ("startedAt", conversation.StartedAt.ToUnixTimeMilliseconds()),
        ("rowKey", fields.RowKey),
        ("sealed", fields.Sealed));

    public static NewRow PartRowOf(Guid id, Guid conversation, NewPart part, DateTimeOffset eraseAfter) => new(
        """
        insert into part (id, conversation_id, kind, section, position, object_id, started_at, duration_ms, media_type, size, erase_after)
        values (@id, @conversation, @kind, @section, @position, @object, @startedAt, @duration, @mediaType, @size, @eraseAfter)
        """,
        ("id", id.ToString()),
        ("conversation", conversation.ToString()),
        ("kind", part.Kind.Name()),
        ("section", part.Section),
        ("position", (long)part.Position),
        ("object", part.Content?.Row.ObjectId),
        ("startedAt", part.StartedAt?.ToUnixTimeMilliseconds()),
        ("duration", (long?)part.Duration?.TotalMilliseconds),
        ("mediaType", part.MediaType),
        ("size", part.Content?.Size ?? 0),
        ("eraseAfter", eraseAfter.ToUnixTimeMilliseconds()));

    public static NewRow CallRowOf(Guid conversation, NewCallMetadata call, SealedValue facts, DateTimeOffset eraseAfter) => new(
        """
        insert into call_metadata (conversation_id, wait_ms, hold_ms, transfers, row_key, sealed, erase_after)
        values (@id, @wait, @hold, @transfers, @rowKey, @sealed, @eraseAfter)
        """,
        ("id", conversation.ToString()),
        ("wait", (long?)call.Wait?.TotalMilliseconds),
        ("hold", (long?)call.Hold?.TotalMilliseconds),
        ("transfers", (long?)call.Transfers),
        ("rowKey", facts.RowKey),
        ("sealed", facts.Sealed),
        ("eraseAfter", eraseAfter.ToUnixTimeMilliseconds()));

    /// <returns>False when the part has its content already.</returns>
    public static async Task<bool> FillPartAsync(DbConnection connection, string id, NewObject content, string mediaType, TimeSpan? duration) =>
        await connection.ExecuteAsync(
            """
            update part set object_id = @ObjectId, size = @Size, media_type = coalesce(media_type, @mediaType), duration_ms = coalesce(duration_ms, cast(@duration as bigint))
            where id = @id and object_id is null
            """,
            new { id, content.Row.ObjectId, content.Size, mediaType, duration = (long?)duration?.TotalMilliseconds }) == 1;

    /// <summary>When the last part of a conversation goes.</summary>
    public static async Task<DateTimeOffset> GoneAtAsync(DbConnection connection, string conversation) =>
        (await GoneAtAsync(connection, [conversation])).GetValueOrDefault(conversation, DateTimeOffset.MaxValue);

    public static async Task<Dictionary<string, DateTimeOffset>> GoneAtAsync(DbConnection connection, IReadOnlyCollection<string> conversations) =>
        (await connection.QueryAsync<GoneRow>(
            $"""
            select conversation_id as ConversationId, max(erase_after) as EraseAfter from (
                select conversation_id, erase_after from part where conversation_id in ({KeyStore.InList(conversations)})
                union all select conversation_id, erase_after from call_metadata where conversation_id in ({KeyStore.InList(conversations)})) as dates
            group by conversation_id
            """,
            KeyStore.Parameters(conversations))).ToDictionary(row => row.ConversationId, row => DateTimeOffset.FromUnixTimeMilliseconds(row.EraseAfter), StringComparer.Ordinal);

    sealed record GoneRow(string ConversationId, long EraseAfter);
}
