using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Retention;

/// <summary>All SQL of legal holds.</summary>
sealed class LegalHoldStore(Database database, KeyChain chain)
{
    const string Table = "legal_hold", End = "legal_hold_end";

    const string Columns =
        "id as Id, conversation_id as ConversationId, subject_id as SubjectId, placed_at as PlacedAt, placed_by as PlacedBy, review_at as ReviewAt, key_id as KeyId, row_key as RowKey, sealed as Sealed, released_at as ReleasedAt, released_by as ReleasedBy, end_row_key as EndRowKey, end_sealed as EndSealed";

    sealed record Row(
        string Id, string? ConversationId, string? SubjectId, long PlacedAt, string PlacedBy, long ReviewAt, string KeyId, byte[] RowKey, byte[] Sealed,
        long? ReleasedAt, string? ReleasedBy, byte[]? EndRowKey, byte[]? EndSealed);

    sealed record Release(string Reason);

    /// <returns>False: there is no such conversation or customer.</returns>
    public async Task<bool> AddAsync(Change change, Guid id, string actor, HoldWish wish)
    {
        var targets = await TargetsAsync(change.Connection, wish.Conversation?.ToString(), wish.Customer?.ToString());
        if (targets.Count == 0)
            return false;
        var (key, keyRow) = chain.NewRoot(RootKind.Hold);
        using var _ = key;
        var value = SealedValue.Seal(key, Table, id, wish.Details);
        change.Add(KeyStore.RowOf(keyRow));
        change.Add(new NewRow(
            """
            insert into legal_hold (id, conversation_id, subject_id, placed_at, placed_by, review_at, key_id, row_key, sealed)
            values (@id, @conversation, @subject, @now, @actor, @review, @key, @rowKey, @sealed)
            """,
            ("id", id.ToString()), ("conversation", wish.Conversation?.ToString()), ("subject", wish.Customer?.ToString()), ("now", change.Now), ("actor", actor),
            ("review", wish.Review.ToUnixTimeMilliseconds()), ("key", keyRow.Id), ("rowKey", value.RowKey), ("sealed", value.Sealed)));
        foreach (var target in targets)
            change.Add(new NewRow("insert into held (hold_id, target_id) values (@id, @target)", ("id", id.ToString()), ("target", target)));
        await change.SendAsync();
        return true;
    }

    /// <summary>Records that were merged with somebody who is held are held too; told anew before anything is chosen to go.</summary>
    public static async Task RenewAsync(DbConnection connection)
    {
        var rows = await connection.QueryAsync<Held>("select id as HoldId, subject_id as TargetId from legal_hold where released_at is null and subject_id is not null");
        foreach (var row in rows)
        {
            foreach (var target in await TargetsAsync(connection, null, row.TargetId))
                await connection.ExecuteAsync("insert into held (hold_id, target_id) values (@HoldId, @target) on conflict do nothing", new { row.HoldId, target });
        }
    }

    sealed record Held(string HoldId, string TargetId);

    static async Task<List<string>> TargetsAsync(DbConnection connection, string? conversation, string? customer) =>
        customer is null
            ? (await connection.QueryAsync<string>("select id from conversation where id = @conversation", new { conversation })).AsList()
            : (await GroupStore.FindAsync(connection, [Guid.Parse(customer)])).ConvertAll(member => member.Id);

    /// <summary>Whether there is such a conversation or customer.</summary>
    public Task<bool> HasTargetAsync(Guid? conversation, Guid? customer, CancellationToken stop) =>
        database.ReadAsync(async connection => (await TargetsAsync(connection, conversation?.ToString(), customer?.ToString())).Count > 0, stop);

    public Task<LegalHold?> FindAsync(Guid id, CancellationToken stop) => database.ReadAsync(connection => FindAsync(connection, id), stop);

    async Task<LegalHold?> FindAsync(DbConnection connection, Guid id) =>
        await connection.QuerySingleOrDefaultAsync<Row?>($"select {Columns} from legal_hold where id = @id", new { id = id.ToString() }) is { } row ? await OpenAsync(connection, row) : null;

    /// <summary>Newest first.</summary>
    public Task<List<LegalHold>> ListAsync(bool released, (long At, string Id)? before, int limit, CancellationToken stop) => database.ReadAsync(
        async connection =>
        {
            var rows = await connection.QueryAsync<Row>(
                $"""
                select {Columns} from legal_hold where released_at is {(released ? "not null" : "null")}
                    {(before is null ? "" : "and (placed_at < @at or (placed_at = @at and id < @id))")}
                order by placed_at desc, id desc limit @limit
                """,
                new { at = before?.At, id = before?.Id, limit });
            var holds = new List<LegalHold>();
            foreach (var row in rows)
                holds.Add(await OpenAsync(connection, row));
            return holds;
        },
        stop);

    /// <returns>False: it does not hold any more.</returns>
    public async Task<bool> ReleaseAsync(Change change, LegalHold hold, string actor, string reason)
    {
        var keyId = await change.Connection.ExecuteScalarAsync<string>("select key_id from legal_hold where id = @Id", new { hold.Id });
        using var key = chain.Open((await KeyStore.FindAsync(change.Connection, VaultId.Parse(keyId!)))!);
        var value = SealedValue.Seal(key, End, Guid.Parse(hold.Id), new Release(reason));
        await change.Connection.ExecuteAsync("delete from held where hold_id = @Id", new { hold.Id });
        return await change.Connection.ExecuteAsync(
            "update legal_hold set released_at = @Now, released_by = @actor, end_row_key = @RowKey, end_sealed = @Sealed where id = @Id and released_at is null",
            new { hold.Id, change.Now, actor, value.RowKey, value.Sealed }) == 1;
    }

    async Task<LegalHold> OpenAsync(DbConnection connection, Row row)
    {
        var id = Guid.Parse(row.Id);
        using var key = chain.Open(await KeyStore.FindAsync(connection, VaultId.Parse(row.KeyId)) ?? throw new VaultException("keys.unavailable", $"The key of hold {id} is missing."));
        var details = new SealedValue(row.RowKey, row.Sealed).Open<HoldDetails>(key, Table, id);
        var release = row.EndRowKey is null ? null : new SealedValue(row.EndRowKey, row.EndSealed!).Open<Release>(key, End, id);
        return new LegalHold(row.Id, row.ConversationId, row.SubjectId, row.PlacedAt, row.PlacedBy, row.ReviewAt, row.ReleasedAt, row.ReleasedBy, details, release?.Reason);
    }
}
