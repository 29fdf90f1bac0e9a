using System.Data.Common;
using Dapper;
using Kluis.Storage;
using Kluis.Web;

namespace Kluis.Upkeep;

/// <summary>The row of the clock, one for all processes on a database.</summary>
sealed class ClockStore(Database database)
{
    sealed record Row(long Seen, long? JumpFrom, long? JumpTo);

    public async Task<ClockState> ReadAsync(DateTimeOffset now, CancellationToken stop)
    {
        var row = await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<Row>("select seen, jump_from as JumpFrom, jump_to as JumpTo from clock"), stop);
        return new ClockState(now, When.At(row?.Seen), row is { JumpFrom: { } from, JumpTo: { } to } ? new ClockJump(When.At(from), When.At(to)) : null);
    }

    /// <summary>Somebody looks; the row keeps the latest moment.</summary>
    public Task SeenAsync(DateTimeOffset now, CancellationToken stop) => database.WriteAsync(
        connection => connection.ExecuteAsync(
            "insert into clock (id, seen) values (1, @seen) on conflict (id) do update set seen = excluded.seen where clock.seen < excluded.seen",
            new { seen = now.ToUnixTimeMilliseconds() }),
        stop);

    public static Task JumpedAsync(DbConnection connection, ClockJump jump) => connection.ExecuteAsync(
        "update clock set jump_from = @from, jump_to = @to where jump_from is null",
        new { from = jump.From.ToUnixTimeMilliseconds(), to = jump.To.ToUnixTimeMilliseconds() });

    /// <summary>The clock is right as it is, also where it was ahead before.</summary>
    public static Task ConfirmedAsync(DbConnection connection, long now) =>
        connection.ExecuteAsync("update clock set seen = @now, jump_from = null, jump_to = null", new { now });
}
