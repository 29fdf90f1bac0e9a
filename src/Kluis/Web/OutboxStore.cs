using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Web;

/// <summary>A mail that this process may send now.</summary>
sealed record WaitingMail(Guid Id, Mail Mail, long MadeAt, long Attempts);

/// <summary>How the outbox stands.</summary>
/// <param name="Failing">Of those waiting, the ones that were tried in vain.</param>
/// <param name="Code">Why the latest of these, or of those given up, did not go.</param>
sealed record OutboxState(long Waiting, long Failing, long GivenUp, string? Code);

/// <summary>
/// SQL of the outbox. Enqueuing is part of a change. The bookkeeping of sending is not a change of anything that people know:
/// the act that a mail tells of is in the log already, so these rows come and go without entries, as leases do.
/// </summary>
sealed class OutboxStore(Database database, KeyChain chain)
{
    const string Table = "outbox";

    sealed record Row(string Id, long MadeAt, long Attempts, string HolderId, byte[] RowKey, byte[] Sealed);

    public Task AddAsync(Change change, Guid id, Mail mail)
    {
        var value = HouseSealed.Seal(chain, RootKind.Account, Table, id, mail);
        return change.Connection.ExecuteAsync(
            """
            insert into outbox (id, state, made_at, attempts, next_at, held_until, holder_id, row_key, sealed)
            values (@id, 'waiting', @Now, 0, @Now, 0, @HolderId, @RowKey, @Sealed)
            """,
            new { id = id.ToString(), change.Now, value.HolderId, value.RowKey, value.Sealed });
    }

    /// <summary>Takes the mail that waits longest, for this process alone, until <paramref name="heldUntil"/>.</summary>
    public async Task<WaitingMail?> TakeAsync(long now, long heldUntil, CancellationToken stop)
    {
        // The condition stands outside too: two processes may have found the same row.
        var row = await database.WriteAsync(
            connection => connection.QuerySingleOrDefaultAsync<Row>(
                """
                update outbox set held_until = @heldUntil, attempts = attempts + 1
                where id in (select id from outbox where state = 'waiting' and next_at <= @now and held_until <= @now order by next_at, id limit 1)
                    and state = 'waiting' and next_at <= @now and held_until <= @now
                returning id as Id, made_at as MadeAt, attempts as Attempts, holder_id as HolderId, row_key as RowKey, sealed as Sealed
                """,
                new { now, heldUntil }),
            stop);
        if (row is null)
            return null;
        var id = Guid.Parse(row.Id);
        return new(id, new HouseSealed(row.HolderId, row.RowKey, row.Sealed).Open<Mail>(chain, RootKind.Account, Table, id), row.MadeAt, row.Attempts);
    }

    public Task RemoveAsync(Guid id, CancellationToken stop) =>
        database.WriteAsync(connection => connection.ExecuteAsync("delete from outbox where id = @id", new { id = id.ToString() }), stop);

    public Task PutOffAsync(Guid id, long nextAt, string code, CancellationToken stop) =>
        database.WriteAsync(
            connection => connection.ExecuteAsync("update outbox set next_at = @nextAt, held_until = 0, code = @code where id = @id", new { id = id.ToString(), nextAt, code }), stop);

    /// <summary>Keeps that there was a mail, and takes away what it said and to whom.</summary>
    public Task GiveUpAsync(Guid id, long now, string code, CancellationToken stop) =>
        database.WriteAsync(
            connection => connection.ExecuteAsync(
                "update outbox set state = 'given-up', next_at = @now, held_until = 0, code = @code, holder_id = null, row_key = null, sealed = null where id = @id",
                new { id = id.ToString(), now, code }),
            stop);

    /// <summary>Removes what was given up before <paramref name="before"/>.</summary>
    public Task ForgetAsync(long before, CancellationToken stop) =>
        database.WriteAsync(connection => connection.ExecuteAsync("delete from outbox where state = 'given-up' and next_at < @before", new { before }), stop);

    public Task<OutboxState> StateAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => new OutboxState(
                await connection.ExecuteScalarAsync<long>("select count(*) from outbox where state = 'waiting'"),
                await connection.ExecuteScalarAsync<long>("select count(*) from outbox where state = 'waiting' and code is not null"),
                await connection.ExecuteScalarAsync<long>("select count(*) from outbox where state = 'given-up'"),
                await connection.QueryFirstOrDefaultAsync<string?>("select code from outbox where code is not null order by id desc limit 1")),
            stop);
}
