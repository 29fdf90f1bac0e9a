using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <summary>SQL of sign-ins, of the links that lead to one, and of wrong guesses.</summary>
sealed class SignInStore(Database database, AccountStore accounts)
{
    sealed record Row(string Id, string? Method, byte[]? RowKey, byte[]? Sealed, long CreatedAt, long SeenAt, long ExpiresAt, long? EndedAt);

    public async Task AddAsync(Change change, Account account, NewSignIn signIn)
    {
        using var key = await accounts.KeyAsync(change.Connection, account.Holder);
        var device = SealedValue.Seal(key, "sign_in", signIn.Id, signIn.Device);
        await change.Connection.ExecuteAsync(
            """
            insert into sign_in (secret_hash, id, user_id, step, method, created_at, seen_at, expires_at, row_key, sealed)
            values (@SecretHash, @id, @user, @step, @Method, @Now, @Now, @expires, @RowKey, @Sealed)
            """,
            new
            {
                signIn.SecretHash, id = signIn.Id.ToString(), user = account.Id.ToString(), step = signIn.Step.Name(), signIn.Method, change.Now,
                expires = change.Now + (long)(signIn.Step == SignInStep.Full ? SignInSpans.Longest : SignInSpans.HalfWay).TotalMilliseconds, device.RowKey, device.Sealed,
            });
    }

    public Task<List<SignInFacts>> OfAsync(Account account, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var rows = await connection.QueryAsync<Row>(
                    """
                    select id as Id, method as Method, row_key as RowKey, sealed as Sealed, created_at as CreatedAt, seen_at as SeenAt, expires_at as ExpiresAt, ended_at as EndedAt
                    from sign_in where user_id = @id order by created_at desc limit @most
                    """,
                    new { id = account.Id.ToString(), most });
                using var key = await accounts.KeyAsync(connection, account.Holder);
                return rows.Select(row => Open(row, key)).ToList();
            },
            stop);

    public static async Task<bool> EndAsync(Change change, Guid user, Guid signIn) =>
        await change.Connection.ExecuteAsync(
            "update sign_in set ended_at = @Now where id = @signIn and user_id = @user and ended_at is null", new { change.Now, signIn = signIn.ToString(), user = user.ToString() }) == 1;

    /// <summary>Ends all sign-ins of a person, but the one that asks for it.</summary>
    public static Task<int> EndAllAsync(Change change, Guid user, Guid? but) =>
        change.Connection.ExecuteAsync(
            "update sign_in set ended_at = @Now where user_id = @user and ended_at is null and id <> @but", new { change.Now, user = user.ToString(), but = but?.ToString() ?? "" });

    /// <summary>A wrong answer within a sign-in. Returns how many there were.</summary>
    public static Task<long> FailAsync(Change change, Guid signIn) =>
        change.Connection.ExecuteScalarAsync<long>("update sign_in set failures = failures + 1 where id = @id returning failures", new { id = signIn.ToString() });

    public static Task LockAsync(Change change, Guid signIn) =>
        change.Connection.ExecuteAsync("update sign_in set locked_at = coalesce(locked_at, @Now) where id = @id and ended_at is null", new { id = signIn.ToString(), change.Now });

    public static Task UnlockAsync(Change change, Guid signIn) =>
        change.Connection.ExecuteAsync(
            "update sign_in set locked_at = null, failures = 0, seen_at = @Now where id = @id and ended_at is null", new { id = signIn.ToString(), change.Now });

    /// <summary>Whether this person was seen in this browser before; from now on they were.</summary>
    public static async Task<bool> IsNewDeviceAsync(Change change, Guid user, byte[] deviceHash) =>
        await change.Connection.ExecuteAsync(
            "insert into known_device (user_id, device_hash, first_at) values (@user, @deviceHash, @Now) on conflict (user_id, device_hash) do nothing",
            new { user = user.ToString(), deviceHash, change.Now }) == 1;

    public static Task AddLinkAsync(Change change, string kind, byte[] secretHash, Guid user, long expiresAt) =>
        change.Connection.ExecuteAsync(
            "insert into sign_in_link (secret_hash, user_id, kind, created_at, expires_at) values (@secretHash, @user, @kind, @Now, @expiresAt)",
            new { secretHash, user = user.ToString(), kind, change.Now, expiresAt });

    /// <summary>Whom an unused link is for. Looking does not use it up.</summary>
    public Task<Account?> LinkOwnerAsync(string kind, byte[] secretHash, long now, CancellationToken stop) =>
        database.ReadAsync(
            async connection => await connection.QuerySingleOrDefaultAsync<string?>(
                "select user_id from sign_in_link where secret_hash = @secretHash and kind = @kind and used_at is null and expires_at > @now", new { secretHash, kind, now }) is { } id
                ? await accounts.FindAsync(connection, Guid.Parse(id))
                : null,
            stop);

    public static async Task<bool> UseLinkAsync(Change change, string kind, byte[] secretHash) =>
        await change.Connection.ExecuteAsync(
            "update sign_in_link set used_at = @Now where secret_hash = @secretHash and kind = @kind and used_at is null and expires_at > @Now", new { secretHash, kind, change.Now }) == 1;

    /// <summary>A new link makes the earlier ones of its kind worthless.</summary>
    public static Task DropLinksAsync(Change change, string kind, Guid user) =>
        change.Connection.ExecuteAsync(
            "update sign_in_link set used_at = @Now where user_id = @user and kind = @kind and used_at is null", new { user = user.ToString(), kind, change.Now });

    /// <summary>Until when somebody may not try, or null.</summary>
    public Task<long?> ClosedUntilAsync(byte[] who, long now, CancellationToken stop) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long?>("select closed_until from sign_in_failure where who = @who and closed_until > @now", new { who, now }), stop);

    /// <summary>
    /// Counts a wrong guess and closes the door for a while when there were too many. Not a change of the journal's kind: the
    /// log says so once, when a door closes, and nobody outside can fill it.
    /// </summary>
    /// <param name="quietSince">Whoever was quiet since then starts anew.</param>
    /// <param name="closedFor">From the number of wrong guesses to the milliseconds that the door stays closed.</param>
    /// <returns>Until when the door is closed now, or null.</returns>
    public Task<long?> CountFailureAsync(byte[] who, long now, long quietSince, Func<long, long> closedFor, CancellationToken stop) =>
        database.WriteAsync(
            async connection =>
            {
                var failures = await connection.ExecuteScalarAsync<long>(
                    """
                    insert into sign_in_failure (who, failures, last_at) values (@who, 1, @now)
                    on conflict (who) do update set last_at = excluded.last_at,
                        failures = case when sign_in_failure.last_at < @quietSince then 1 else sign_in_failure.failures + 1 end
                    returning failures
                    """,
                    new { who, now, quietSince });
                var span = closedFor(failures);
                if (span == 0)
                    return (long?)null;
                await connection.ExecuteAsync("update sign_in_failure set closed_until = @until where who = @who", new { who, until = now + span });
                return now + span;
            },
            stop);

    public static Task ForgiveAsync(Change change, byte[] who) =>
        change.Connection.ExecuteAsync("delete from sign_in_failure where who = @who", new { who });

    static SignInFacts Open(Row row, RootKey key)
    {
        var id = Guid.Parse(row.Id);
        var device = row.Sealed is null ? null : new SealedValue(row.RowKey!, row.Sealed).Open<SignInDevice>(key, "sign_in", id);
        return new SignInFacts(id, row.Method, device, row.CreatedAt, row.SeenAt, row.ExpiresAt, row.EndedAt);
    }
}

/// <param name="SecretHash">Of the secret in the cookie.</param>
/// <param name="Method"><c>password</c>, <c>totp</c>, <c>recovery</c>, <c>passkey</c> or <c>demo</c>.</param>
sealed record NewSignIn(Guid Id, byte[] SecretHash, SignInStep Step, string Method, SignInDevice Device);
