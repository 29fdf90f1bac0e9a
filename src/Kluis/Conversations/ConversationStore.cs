using System.Data.Common;
using Dapper;
using Kluis.Access;
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

    public static Task AddPartAsync(DbConnection connection, Guid id, Guid conversation, NewPart part, DateTimeOffset eraseAfter) =>
        connection.ExecuteAsync(
            """
            insert into part (id, conversation_id, kind, section, position, object_id, started_at, duration_ms, media_type, size, erase_after)
            values (@id, @conversation, @kind, @Section, @position, @objectId, @startedAt, @duration, @MediaType, @size, @eraseAfter)
            """,
            new
            {
                id = id.ToString(),
                conversation = conversation.ToString(),
                kind = part.Kind.Name(),
                part.Section,
                position = (long)part.Position,
                objectId = part.Content?.Row.ObjectId,
                startedAt = part.StartedAt?.ToUnixTimeMilliseconds(),
                duration = (long?)part.Duration?.TotalMilliseconds,
                part.MediaType,
                size = part.Content?.Size ?? 0,
                eraseAfter = eraseAfter.ToUnixTimeMilliseconds(),
            });

    public static Task AddCallAsync(DbConnection connection, Guid conversation, NewCallMetadata call, SealedValue facts, DateTimeOffset eraseAfter) =>
        connection.ExecuteAsync(
            """
            insert into call_metadata (conversation_id, wait_ms, hold_ms, transfers, row_key, sealed, erase_after)
            values (@id, @wait, @hold, @transfers, @RowKey, @Sealed, @eraseAfter)
            """,
            new
            {
                id = conversation.ToString(),
                wait = (long?)call.Wait?.TotalMilliseconds,
                hold = (long?)call.Hold?.TotalMilliseconds,
                transfers = (long?)call.Transfers,
                facts.RowKey,
                facts.Sealed,
                eraseAfter = eraseAfter.ToUnixTimeMilliseconds(),
            });

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
