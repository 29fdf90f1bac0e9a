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
}
