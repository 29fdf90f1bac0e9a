using System.Data.Common;
using Dapper;
using Kluis.Storage;
using Kluis.Web;

namespace Kluis.Conversations;

/// <summary>That something was here, when, and when it was destroyed; nothing of what it said.</summary>
/// <param name="Kind">A kind of data, or <c>conversation</c>: nothing of it is left.</param>
/// <param name="Ground">Why it was destroyed.</param>
sealed record Tombstone(
    string Id, string Kind, string ErasureId, string Ground, string ConversationId, string ActivityId, string Channel, long StartedAt, long? DurationMs, long DestroyedAt)
{
    public const string Whole = "conversation";

    public DateTimeOffset Started => When.At(StartedAt);

    public DateTimeOffset Destroyed => When.At(DestroyedAt);
}

/// <summary>Reads tombstones.</summary>
sealed class TombstoneStore(Database database)
{
    const int Most = 500;

    const string Columns =
        "t.id as Id, t.kind as Kind, t.erasure_id as ErasureId, e.ground as Ground, t.conversation_id as ConversationId, t.activity_id as ActivityId, t.channel as Channel, t.started_at as StartedAt, t.duration_ms as DurationMs, t.destroyed_at as DestroyedAt";

    public Task<List<Tombstone>> OfConversationAsync(Guid conversation, CancellationToken stop) =>
        database.ReadAsync(connection => OfConversationAsync(connection, conversation), stop);

    /// <summary>What went of one conversation, in the order in which it went; the conversation itself last.</summary>
    public static async Task<List<Tombstone>> OfConversationAsync(DbConnection connection, Guid conversation) =>
        (await connection.QueryAsync<Tombstone>(
            $"select {Columns} from tombstone t join erasure e on e.id = t.erasure_id where t.conversation_id = @id order by t.destroyed_at, case t.kind when '{Tombstone.Whole}' then 1 else 0 end, t.started_at, t.id limit {Most}",
            new { id = conversation.ToString() })).AsList();

    /// <summary>The conversations of these people that are gone, newest first.</summary>
    public Task<List<Tombstone>> OfPeopleAsync(IReadOnlyCollection<string> subjects, CancellationToken stop) => database.ReadAsync(
        async connection => (await connection.QueryAsync<Tombstone>(
            $"""
            select {Columns} from tombstone t join erasure e on e.id = t.erasure_id
            where t.kind = '{Tombstone.Whole}' and t.conversation_id in (select conversation_id from tombstone_person where subject_id in ({Keys.KeyStore.InList(subjects)}))
            order by t.started_at desc, t.id desc limit {Most}
            """,
            Keys.KeyStore.Parameters(subjects))).AsList(),
        stop);
}
