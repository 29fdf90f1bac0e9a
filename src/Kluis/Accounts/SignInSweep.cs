using Dapper;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <summary>Forgets sign-ins, links and wrong guesses when they have served: where somebody worked from is not kept for ever.</summary>
sealed class SignInSweep(SignInSweepStore store)
{
    /// <summary>As long as the page "my account" says.</summary>
    static readonly TimeSpan kept = TimeSpan.FromDays(90);

    public Task RunAsync(DateTimeOffset now, CancellationToken stop) => store.RemoveAsync(now.Subtract(kept).ToUnixTimeMilliseconds(), stop);
}

/// <summary>SQL of the sweep. These rows are no state that the log speaks of: it has its own entries of each sign-in.</summary>
sealed class SignInSweepStore(Database database)
{
    public Task<int> RemoveAsync(long before, CancellationToken stop) =>
        database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                delete from sign_in where expires_at < @before;
                delete from sign_in_link where expires_at < @before;
                delete from sign_in_failure where last_at < @before;
                """,
                new { before }),
            stop);
}
