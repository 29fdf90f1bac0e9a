using Dapper;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <param name="RoleEndsAt">When this person's role ends, or null.</param>
/// <param name="CodesMade">Recovery codes that they ever got in the newest set.</param>
sealed record OwnAccountState(long? RoleEndsAt, long CodesMade, long CodesLeft);

/// <summary>SQL of what the start page says about accounts.</summary>
sealed class AccountNeedStore(Database database)
{
    /// <summary>When the links end with which somebody was invited who has not come yet; the first to end first.</summary>
    public Task<List<long>> InvitationsAsync(int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<long>(
                """
                select l.expires_at from sign_in_link l join user_account u on u.id = l.user_id
                where l.used_at is null and l.kind = 'invitation' and u.activated_at is null and u.ended_at is null order by l.expires_at limit @most
                """,
                new { most })).AsList(),
            stop);

    /// <summary>Until when accounts and addresses may not try to sign in, the longest first.</summary>
    public Task<List<long>> ClosedAsync(long now, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<long>("select closed_until from sign_in_failure where closed_until > @now order by closed_until desc limit @most", new { now, most })).AsList(),
            stop);

    public Task<bool> HasRecoveryKeyAsync(CancellationToken stop) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>("select count(*) from installation where recovery_public is not null") > 0, stop);

    public Task<OwnAccountState> OwnAsync(Guid user, CancellationToken stop) =>
        database.ReadAsync(
            connection => connection.QuerySingleAsync<OwnAccountState>(
                """
                select (select role_ends_at from user_account where id = @id) as RoleEndsAt, count(*) as CodesMade, count(*) - count(used_at) as CodesLeft
                from recovery_code where user_id = @id
                """,
                new { id = user.ToString() }),
            stop);
}
