using Dapper;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Conversations;

/// <summary>A conversation opened by one person for one purpose, for a few minutes: how many, its protection says.</summary>
sealed record Opening(string Id, string ConversationId, string ActorId, string Purpose, long OpenedAt, long ExpiresAt, long? PlayedAt, long? ClosedAt);

/// <summary>All SQL of openings.</summary>
sealed class OpeningStore(Database database)
{
    const string Columns =
        "id as Id, conversation_id as ConversationId, actor_id as ActorId, purpose as Purpose, opened_at as OpenedAt, expires_at as ExpiresAt, played_at as PlayedAt, closed_at as ClosedAt";

    public static Task AddAsync(Change change, Opening opening) =>
        change.Connection.ExecuteAsync(
            "insert into opening (id, conversation_id, actor_id, purpose, opened_at, expires_at) values (@Id, @ConversationId, @ActorId, @Purpose, @OpenedAt, @ExpiresAt)", opening);

    public async Task<Opening?> FindAsync(string id, CancellationToken stop) =>
        !Vault.VaultId.TryParse(id, out _) ? null : await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<Opening?>($"select {Columns} from opening where id = @id", new { id }), stop);

    /// <summary>The running opening of this person, conversation and purpose: asking twice within its time is one opening.</summary>
    public Task<Opening?> FindRunningAsync(string actor, Guid conversation, string purpose, long now, CancellationToken stop) =>
        database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<Opening?>(
                $"""
                select {Columns} from opening where actor_id = @actor and conversation_id = @conversation and purpose = @purpose
                    and expires_at > @now and closed_at is null order by expires_at desc limit 1
                """,
                new { actor, conversation = conversation.ToString(), purpose, now }),
            stop);

    /// <summary>All running openings of this person and conversation; the one that lasts longest first.</summary>
    public Task<List<Opening>> RunningAsync(string actor, Guid conversation, long now, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<Opening>(
                $"select {Columns} from opening where actor_id = @actor and conversation_id = @conversation and expires_at > @now and closed_at is null order by expires_at desc",
                new { actor, conversation = conversation.ToString(), now })).AsList(),
            stop);

    /// <returns>Whether this was the first sound of this opening.</returns>
    public static async Task<bool> MarkPlayedAsync(Change change, string id) =>
        await change.Connection.ExecuteAsync("update opening set played_at = @Now where id = @id and played_at is null", new { id, change.Now }) == 1;

    public static async Task<bool> CloseAsync(Change change, string id) =>
        await change.Connection.ExecuteAsync("update opening set closed_at = @Now where id = @id and closed_at is null", new { id, change.Now }) == 1;

    public static async Task<List<Opening>> ExpiredAsync(System.Data.Common.DbConnection connection, long now, int most) =>
        (await connection.QueryAsync<Opening>($"select {Columns} from opening where closed_at is null and expires_at <= @now order by expires_at limit @most", new { now, most })).AsList();
}
