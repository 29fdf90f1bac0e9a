using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Intake;

enum ItemState
{
    Waiting,
    Stored,
    Discarded,
    Expired,
}

/// <summary>The row of <c>quarantine</c>. Wrap, object and sealed value are there while it waits.</summary>
sealed record QuarantineRow(
    string Id, string State, string Kind, string Way, string? Source, string? ActivityId, string Sender, string Reason, long Size, byte[] Digest, long ReceivedAt, long ExpiresAt,
    long Tries, long? DecidedAt, string? DecidedBy, string? Decision, string? ConversationId,
    string KeyId, long? IntakeGeneration, byte[]? Wrapped, string? ObjectId, byte[]? RowKey, byte[]? Sealed)
{
    public Guid Key => Guid.Parse(Id);

    public ItemState Standing => Enum.Parse<ItemState>(State, ignoreCase: true);
}

/// <summary>Which items are asked for; null: all.</summary>
sealed record QuarantineFilter(ItemState? State = ItemState.Waiting, string? Reason = null, string? Source = null);

/// <summary>SQL of the quarantine.</summary>
sealed class QuarantineStore(Database database)
{
    const string Columns =
        """
        id as Id, state as State, kind as Kind, way as Way, source as Source, activity_id as ActivityId, sender as Sender, reason as Reason, size as Size, digest as Digest,
        received_at as ReceivedAt, expires_at as ExpiresAt, tries as Tries, decided_at as DecidedAt, decided_by as DecidedBy, decision as Decision,
        conversation_id as ConversationId, key_id as KeyId, intake_generation as IntakeGeneration, wrapped as Wrapped, object_id as ObjectId,
        row_key as RowKey, sealed as Sealed
        """;

    public static Task AddAsync(Change change, QuarantineRow row) =>
        change.Connection.ExecuteAsync(
            """
            insert into quarantine (id, state, kind, way, source, activity_id, sender, reason, size, digest, received_at, expires_at, tries, key_id, intake_generation,
                wrapped, object_id, row_key, sealed)
            values (@Id, @State, @Kind, @Way, @Source, @ActivityId, @Sender, @Reason, @Size, @Digest, @ReceivedAt, @ExpiresAt, @Tries, @KeyId, @IntakeGeneration,
                @Wrapped, @ObjectId, @RowKey, @Sealed)
            """,
            row);

    /// <returns>What waits already with the same bytes from the same source.</returns>
    public static async Task<Guid?> FindSameAsync(Change change, byte[] digest) =>
        await change.Connection.QueryFirstOrDefaultAsync<string?>("select id from quarantine where digest = @digest and state = 'waiting'", new { digest }) is { } id ? Guid.Parse(id) : null;

    public Task<QuarantineRow?> FindAsync(Guid id, CancellationToken stop) => database.ReadAsync(connection => FindAsync(connection, id), stop);

    public static Task<QuarantineRow?> FindAsync(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefaultAsync<QuarantineRow?>($"select {Columns} from quarantine where id = @id", new { id = id.ToString() });

    /// <summary>The newest first.</summary>
    /// <param name="before">Where the page before ended; null for the first.</param>
    public Task<List<QuarantineRow>> ListAsync(QuarantineFilter filter, (long ReceivedAt, string Id)? before, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<QuarantineRow>(
                $"""
                select {Columns} from quarantine where {Condition(filter)}{(before is null ? "" : " and (received_at, id) < (@at, @before)")}
                order by received_at desc, id desc limit @most
                """,
                new { state = StateOf(filter), filter.Reason, filter.Source, at = before?.ReceivedAt, before = before?.Id, most })).AsList(),
            stop);

    /// <summary>How many there are; counted to ten thousand at most.</summary>
    public Task<long> CountAsync(QuarantineFilter filter, CancellationToken stop) =>
        database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                $"select count(*) from (select id from quarantine where {Condition(filter)} limit 10000) as found", new { state = StateOf(filter), filter.Reason, filter.Source }),
            stop);

    public Task<List<Guid>> OverdueAsync(long now, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<string>(
                "select id from quarantine where state = 'waiting' and expires_at <= @now order by expires_at limit @most", new { now, most })).Select(Guid.Parse).ToList(),
            stop);

    /// <summary>Another try that was refused, for this reason now.</summary>
    public static Task TriedAsync(Change change, Guid id, string reason) =>
        change.Connection.ExecuteAsync("update quarantine set tries = tries + 1, reason = @reason where id = @id and state = 'waiting'", new { id = id.ToString(), reason });

    /// <summary>Ends the wait, and takes the key with it: what was sealed opens no more.</summary>
    /// <returns>False when it does not wait any more.</returns>
    public static async Task<bool> EndAsync(Change change, Guid id, ItemState state, string by, string? decision, Guid? conversation)
    {
        await change.Connection.ExecuteAsync("delete from object_key where conversation_id = @id", new { id = id.ToString() });
        return await change.Connection.ExecuteAsync(
            """
            update quarantine set state = @state, decided_at = @Now, decided_by = @by, decision = @decision, conversation_id = @conversation,
                intake_generation = null, wrapped = null, object_id = null, row_key = null, sealed = null
            where id = @id and state = 'waiting'
            """,
            new { id = id.ToString(), state = Name(state), change.Now, by, decision, conversation = conversation?.ToString() }) == 1;
    }

    /// <summary>
    /// Seals some of what waits under an earlier pair to the newest; in one transaction, in which that pair must still be there. What does
    /// not open stays as it is, and so does its pair.
    /// </summary>
    /// <param name="after">Id of the last item that was looked at; empty for the first.</param>
    /// <param name="sealAnew">Null for what does not open.</param>
    /// <returns>How many were sealed anew, and the last that was looked at; null at the end.</returns>
    public Task<(int Sealed, string? Last)> SealAnewAsync(long generation, string after, int most, Func<IntakeSealed, IntakeSealed?> sealAnew, CancellationToken stop) =>
        database.WriteAsync<(int, string?)>(
            async connection =>
            {
                var rows = (await connection.QueryAsync<(string Id, long Generation, byte[] Wrapped)>(
                    "select id, intake_generation, wrapped from quarantine where state = 'waiting' and intake_generation < @generation and id > @after order by id limit @most",
                    new { generation, after, most })).AsList();
                var anew = rows.Select(row => (row.Id, Sealed: sealAnew(new IntakeSealed(row.Generation, row.Wrapped)))).Where(row => row.Sealed is not null).ToList();
                foreach (var to in anew.Select(row => row.Sealed!.Generation).Distinct())
                {
                    if (!await KeyStore.HasAsync(connection, RootKind.Intake, to))
                        throw new FaultException("keys.unavailable", "Another rotation has ended this one. What waits in quarantine is as it was; run it again.");
                }
                foreach (var (id, value) in anew)
                    await connection.ExecuteAsync("update quarantine set intake_generation = @Generation, wrapped = @Wrapped where id = @id", new { id, value!.Generation, value.Wrapped });
                return (anew.Count, rows.Count == 0 ? null : rows[^1].Id);
            },
            stop);

    /// <summary>Destroys the pairs before this one under which nothing waits.</summary>
    /// <returns>How many.</returns>
    public static Task<int> EndPairsBeforeAsync(Change change, long generation) =>
        change.Connection.ExecuteAsync(
            $"""
            delete from root_key where {KeyStore.OfHouse} and generation < @generation
                and not exists (select 1 from quarantine q where q.intake_generation = root_key.generation)
            """,
            new { kind = KeyStore.NameOf(RootKind.Intake), generation });

    public static string Name(ItemState state) => state.ToString().ToLowerInvariant();

    static string? StateOf(QuarantineFilter filter) => filter.State is { } state ? Name(state) : null;

    static string Condition(QuarantineFilter filter)
    {
        var conditions = new List<string> { "1 = 1" };
        if (filter.State is not null)
            conditions.Add("state = @state");
        if (filter.Reason is not null)
            conditions.Add("reason = @Reason");
        if (filter.Source is not null)
            conditions.Add("source = @Source");
        return string.Join(" and ", conditions);
    }
}
