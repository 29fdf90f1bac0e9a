using Dapper;
using Kluis.Access;
using Kluis.Storage;

namespace Kluis.Conversations;

/// <summary>How many conversations somebody with such a token could open now.</summary>
sealed class ReachStore(Database database)
{
    /// <summary>Far more than anybody looks at one by one; beyond it the exact number tells nothing more.</summary>
    const int Most = ContentTokens.MostCounted + 1;

    public Task<long> CountAsync(TokenWish wish, CancellationToken stop) =>
        Permissions.Of(wish.Role, Permission.OpenContent) switch
        {
            Reach.All => CountAsync("1 = 1", wish, stop),
            Reach.Team => CountAsync("team = @Team", wish, stop),
            Reach.Queue => CountAsync("queue = @Queue", wish, stop),
            Reach.Own => CountAsync("agent_id in (select agent_id from user_agent_id where user_id = @user)", wish, stop),
            _ => Task.FromResult(0L),
        };

    Task<long> CountAsync(string condition, TokenWish wish, CancellationToken stop) =>
        database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                $"select count(*) from (select id from conversation where {condition} limit {Most}) as reached", new { wish.Team, wish.Queue, user = wish.User?.ToString() }),
            stop);
}
