using Dapper;

namespace Kluis.Storage;

/// <summary>Who may do a background job now: one holder a name, for a while. Works alike for any number of nodes.</summary>
sealed class LeaseStore(Database database, TimeProvider time)
{
    readonly string holder = $"{Environment.ProcessId}-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}";

    /// <returns>Whether this process holds the lease until <paramref name="span"/> from now.</returns>
    public Task<bool> TakeAsync(string name, TimeSpan span, CancellationToken stop)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var until = now + (long)span.TotalMilliseconds;
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    "insert into lease (name, holder, held_until) values (@name, '', 0) on conflict (name) do nothing", new { name });
                return await connection.ExecuteAsync(
                    "update lease set holder = @holder, held_until = @until where name = @name and (holder = @holder or held_until < @now)",
                    new { name, holder, until, now }) == 1;
            },
            stop);
    }

    /// <summary>Works while this process holds the lease, taken again until the work is done, and left then. Lost, the work is stopped.</summary>
    /// <returns>False when another holds it, and nothing was done.</returns>
    public async Task<bool> WhileHeldAsync(string name, TimeSpan span, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        if (!await TakeAsync(name, span, stop))
            return false;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = KeepAsync(name, span, ending);
        try
        {
            await work(ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await keeping;
        }
        await LeaveAsync(name, stop);
        return true;
    }

    // Whoever comes next need not wait for its end.
    Task LeaveAsync(string name, CancellationToken stop) => database.WriteAsync(
        connection => connection.ExecuteAsync("update lease set held_until = 0 where name = @name and holder = @holder", new { name, holder }), stop);

    async Task KeepAsync(string name, TimeSpan span, CancellationTokenSource ending)
    {
        using var timer = new PeriodicTimer(span / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token) && await TakeAsync(name, span, ending.Token))
            {
                // Held for another while.
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The work is done.
        }
        finally
        {
            await ending.CancelAsync();
        }
    }
}
