using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>What is known of a user beside the role; sealed under that user's own key.</summary>
sealed record UserProfile(string Name, string? Email);

sealed record UserRow(
    string Id, string Role, string? Team, string? Queue, string Language, string HolderId, byte[] RowKey, byte[] Sealed, long CreatedAt,
    string Theme, string Density, long SingleKeys);

sealed record TokenRow(
    string Id, string Label, string Role, string? Source, string? Team, string? Queue, string? UserId, string? ActivityId,
    long CreatedAt, long ExpiresAt, long? UsedAt, long? RevokedAt);

/// <summary>Somebody who can come in.</summary>
/// <param name="Token">Null: an account.</param>
sealed record Holder(Caller Caller, TokenRow? Token);

/// <summary>All SQL of users, tokens and sign-ins. Secrets stand here as hashes only.</summary>
sealed class AccessStore(Database database, KeyChain chain, BlindIndex index, SignInSpans spans)
{
    const string UserColumns =
        "u.id as Id, u.role as Role, u.team as Team, u.queue as Queue, u.language as Language, u.holder_id as HolderId, u.row_key as RowKey, u.sealed as Sealed, u.created_at as CreatedAt, u.theme as Theme, u.density as Density, u.single_keys as SingleKeys";

    // A role that has ended opens nothing, at once and on every node.
    const string LiveUser = "u.ended_at is null and (u.role_ends_at is null or u.role_ends_at > @now)";

    const string TokenColumns =
        "id as Id, label as Label, role as Role, source as Source, team as Team, queue as Queue, user_id as UserId, activity_id as ActivityId, created_at as CreatedAt, expires_at as ExpiresAt, used_at as UsedAt, revoked_at as RevokedAt";

    public async Task AddUserAsync(Change change, Guid id, Role role, UserProfile profile, string? team, string? queue, string language, IEnumerable<string> agentIds)
    {
        var (holder, holderRow) = chain.NewRoot(RootKind.Employee);
        using var _ = holder;
        await change.Connection.InsertAsync(KeyStore.RowOf(holderRow));
        var value = SealedValue.Seal(holder, "user_account", id, profile);
        await change.Connection.ExecuteAsync(
            """
            insert into user_account (id, role, team, queue, language, holder_id, row_key, sealed, created_at, email_token)
            values (@id, @role, @team, @queue, @language, @holder, @RowKey, @Sealed, @Now, @token)
            """,
            new
            {
                id = id.ToString(), role = role.Name(), team, queue, language, holder = holder.Id.ToString(), value.RowKey, value.Sealed, change.Now,
                token = Identifier.Account(profile.Email) is { } account ? index.TokenOf(account).Token : (long?)null,
            });
        foreach (var agent in agentIds)
            await change.Connection.ExecuteAsync("insert into user_agent_id (agent_id, user_id) values (@agent, @user)", new { agent, user = id.ToString() });
    }

    public Task<List<UserRow>> UsersAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<UserRow>($"select {UserColumns} from user_account u where ended_at is null order by id")).AsList(), stop);

    sealed record SignInRow(string SignInId, string Step, long SeenAt, long? LockedAt);

    public Task<Caller?> FindBySignInAsync(byte[] secretHash, long now, string? address, CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var found = (await connection.QueryAsync<UserRow, SignInRow, (UserRow User, SignInRow SignIn)?>(
                    $"""
                    select {UserColumns}, s.id as SignInId, s.step as Step, s.seen_at as SeenAt, s.locked_at as LockedAt
                    from sign_in s join user_account u on u.id = s.user_id
                    where s.secret_hash = @secretHash and s.ended_at is null and s.expires_at > @now and {LiveUser}
                    """,
                    (user, signIn) => (user, signIn),
                    new { secretHash, now },
                    splitOn: "SignInId")).SingleOrDefault();
                if (found is not var (user, signIn) || Roles.Parse(user.Role) is null)
                    return null;
                return await CallerOfAsync(connection, user, address) with { SignIn = StateOf(signIn, await LocksAtAsync(connection, user.Id, signIn.SeenAt), now) };
            },
            stop);

    static SignInState StateOf(SignInRow row, long locksAt, long now) =>
        new(Guid.Parse(row.SignInId), SignInSteps.Parse(row.Step), row.LockedAt is not null || now >= locksAt, row.SeenAt, row.LockedAt ?? locksAt) { IsNewlyLocked = row.LockedAt is null && now >= locksAt };

    // The ordinary time, or less while closely protected content is open: the strictest counts.
    async Task<long> LocksAtAsync(DbConnection connection, string user, long seenAt)
    {
        var ordinary = seenAt + (long)spans.LockAfter.TotalMilliseconds;
        return spans.ContentLock is { } ask && await ask(connection, user, seenAt) is { } stricter ? Math.Min(ordinary, stricter) : ordinary;
    }

    /// <summary>
    /// Writes down that a screen has locked by the clock. What it hung on, an opening or the class of its activity, may change later: that opens
    /// nothing.
    /// </summary>
    public Task LockAsync(byte[] secretHash, long at, CancellationToken stop) =>
        database.WriteAsync(connection => connection.ExecuteAsync("update sign_in set locked_at = @at where secret_hash = @secretHash and locked_at is null", new { secretHash, at }), stop);

    /// <summary>Notes that somebody is still there.</summary>
    public Task TouchAsync(byte[] secretHash, long now, CancellationToken stop) =>
        database.WriteAsync(connection => connection.ExecuteAsync("update sign_in set seen_at = @now where secret_hash = @secretHash and seen_at < @now", new { secretHash, now }), stop);

    public Task<(Caller Caller, TokenRow Token)?> FindByTokenAsync(byte[] secretHash, long now, string? address, CancellationToken stop) =>
        database.ReadAsync<(Caller, TokenRow)?>(
            async connection =>
            {
                var token = await connection.QuerySingleOrDefaultAsync<TokenRow>(
                    $"select {TokenColumns} from api_token where secret_hash = @secretHash and revoked_at is null and expires_at > @now", new { secretHash, now });
                return token is null || Roles.Parse(token.Role) is null ? null : (await CallerOfAsync(connection, token, address), token);
            },
            stop);

    public static Task AddTokenAsync(Change change, TokenRow row, byte[] secretHash) =>
        change.Connection.ExecuteAsync(
            """
            insert into api_token (id, secret_hash, label, role, source, team, queue, user_id, activity_id, created_at, expires_at)
            values (@Id, @secretHash, @Label, @Role, @Source, @Team, @Queue, @UserId, @ActivityId, @CreatedAt, @ExpiresAt)
            """,
            new { row.Id, secretHash, row.Label, row.Role, row.Source, row.Team, row.Queue, row.UserId, row.ActivityId, row.CreatedAt, row.ExpiresAt });

    /// <summary>Whether a source has, or ever had, a token.</summary>
    public Task<bool> HasTokenAsync(string source, CancellationToken stop) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>("select count(*) from api_token where source = @source", new { source }) > 0, stop);

    /// <summary>Whether a source has, or ever had, a token or a watched folder: what came in through it is then somebody's already.</summary>
    public Task<bool> HasSourceAsync(string source, CancellationToken stop) =>
        database.ReadAsync(
            async connection => await connection.ExecuteScalarAsync<long>(
                "select (select count(*) from api_token where source = @source) + (select count(*) from watched_folder where source = @source)", new { source }) > 0,
            stop);

    public static async Task<bool> RevokeTokenAsync(Change change, string id) =>
        await change.Connection.ExecuteAsync("update api_token set revoked_at = @Now where id = @id and revoked_at is null", new { id, change.Now }) == 1;

    public static async Task<bool> MarkUsedAsync(Change change, string id) =>
        await change.Connection.ExecuteAsync("update api_token set used_at = @Now where id = @id and used_at is null", new { id, change.Now }) == 1;

    public Task<List<TokenRow>> TokensAsync(CancellationToken stop) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<TokenRow>($"select {TokenColumns} from api_token order by id")).AsList(), stop);

    /// <summary>Tokens that end between two moments, the first to end first.</summary>
    public Task<List<TokenRow>> TokensEndingAsync(long from, long until, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<TokenRow>(
                $"select {TokenColumns} from api_token where revoked_at is null and expires_at > @from and expires_at <= @until order by expires_at limit @most", new { from, until, most })).AsList(),
            stop);

    /// <summary>
    /// Everybody who could come in at this moment, known as the gate would know them: accounts and roles that have not ended, and tokens that
    /// are neither revoked nor past their date.
    /// </summary>
    public Task<List<Holder>> EverybodyAsync(long now, CancellationToken stop) =>
        database.ReadAsync<List<Holder>>(
            async connection =>
            {
                // One question for all of them: hundreds have an account.
                var users = await connection.QueryAsync<UserRow, RootKeyRow?, (UserRow Row, RootKeyRow? Key)>(
                    $"select {UserColumns}, {KeyStore.JoinedColumns} from user_account u left join root_key r on r.id = u.holder_id where {LiveUser} order by u.id", (user, key) => (user, key), new { now });
                var tokens = await connection.QueryAsync<TokenRow>($"select {TokenColumns} from api_token where revoked_at is null and expires_at > @now order by id", new { now });
                var agents = (await connection.QueryAsync<(string User, string Agent)>("select user_id, agent_id from user_agent_id order by agent_id")).ToLookup(row => row.User, row => row.Agent, StringComparer.Ordinal);
                return
                [
                    .. users.Where(user => Roles.Parse(user.Row.Role) is not null).Select(user => new Holder(CallerOf(user.Row, null, user.Key, [.. agents[user.Row.Id]]), null)),
                    .. tokens.Where(token => Roles.Parse(token.Role) is not null).Select(token => new Holder(CallerOf(token, null, token.UserId is null ? [] : [.. agents[token.UserId]]), token)),
                ];
            },
            stop);

    public static Task AddLinkAsync(Change change, byte[] secretHash, Guid user, long expiresAt) =>
        change.Connection.ExecuteAsync(
            "insert into sign_in_link (secret_hash, user_id, expires_at) values (@secretHash, @user, @expiresAt)", new { secretHash, user = user.ToString(), expiresAt });

    /// <summary>Uses up a link, once, and starts a sign-in in the same change.</summary>
    /// <returns>The user, or null when the link is unknown, used or expired.</returns>
    public static async Task<string?> UseLinkAsync(Change change, byte[] linkHash, byte[] signInHash, Guid signInId, long expiresAt)
    {
        var user = await change.Connection.QuerySingleOrDefaultAsync<string?>(
            "update sign_in_link set used_at = @Now where secret_hash = @linkHash and kind = 'demo' and used_at is null and expires_at > @Now returning user_id", new { change.Now, linkHash });
        if (user is null)
            return null;
        await change.Connection.ExecuteAsync(
            "insert into sign_in (secret_hash, id, user_id, method, created_at, seen_at, expires_at) values (@signInHash, @id, @user, 'demo', @Now, @Now, @expiresAt)",
            new { signInHash, id = signInId.ToString(), user, change.Now, expiresAt });
        return user;
    }

    public static async Task<bool> EndSignInAsync(Change change, byte[] secretHash) =>
        await change.Connection.ExecuteAsync("update sign_in set ended_at = @Now where secret_hash = @secretHash and ended_at is null", new { change.Now, secretHash }) == 1;

    /// <summary>The team of the user with this agent id of the telephone system; conversations take it over.</summary>
    public static Task<string?> TeamOfAgentAsync(DbConnection connection, string agentId) =>
        connection.QuerySingleOrDefaultAsync<string?>(
            "select u.team from user_agent_id a join user_account u on u.id = a.user_id where a.agent_id = @agentId", new { agentId });

    async Task<Caller> CallerOfAsync(DbConnection connection, UserRow user, string? address) =>
        CallerOf(user, address, await KeyStore.FindAsync(connection, VaultId.Parse(user.HolderId)), await AgentIdsAsync(connection, user.Id));

    Caller CallerOf(UserRow user, string? address, RootKeyRow? holderRow, IReadOnlyList<string> agentIds)
    {
        using var holder = chain.Open(holderRow ?? throw new VaultException("keys.unavailable", $"The key of user {user.Id} is missing."));
        var profile = new SealedValue(user.RowKey, user.Sealed).Open<UserProfile>(holder, "user_account", Guid.Parse(user.Id));
        return new Caller(new Actor(user.Id, address, holder.Id), Roles.Parse(user.Role)!.Value)
        {
            Team = user.Team,
            Queue = user.Queue,
            AgentIds = agentIds,
            Language = user.Language,
            Preferences = Preferences.Of(user.Theme, user.Density, user.SingleKeys != 0),
            DisplayName = profile.Name,
            User = Guid.Parse(user.Id),
        };
    }

    static async Task<Caller> CallerOfAsync(DbConnection connection, TokenRow token, string? address) =>
        CallerOf(token, address, token.UserId is null ? [] : await AgentIdsAsync(connection, token.UserId));

    static Caller CallerOf(TokenRow token, string? address, IReadOnlyList<string> agentIds) =>
        new(new Actor(token.Id, address), Roles.Parse(token.Role)!.Value)
        {
            Team = token.Team,
            Queue = token.Queue,
            Source = token.Source,
            AgentIds = agentIds,
            Activity = token.ActivityId is null ? null : Guid.Parse(token.ActivityId),
        };

    static async Task<IReadOnlyList<string>> AgentIdsAsync(DbConnection connection, string user) =>
        (await connection.QueryAsync<string>("select agent_id from user_agent_id where user_id = @user", new { user })).AsList();
}
