using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;
using Kluis.Web;

namespace Kluis.Accounts;

/// <summary>SQL of accounts, and what hangs on them: passwords, invitations, sign-ins.</summary>
sealed class AccountStore(Database database, KeyChain chain, BlindIndex index)
{
    sealed record Row(
        string Id, string Role, string? Team, string? Queue, string Language, string HolderId, byte[] RowKey, byte[] Sealed,
        long CreatedAt, long? ActivatedAt, long? RoleEndsAt, long? EndedAt, string Theme, string Density, long SingleKeys);

    sealed record SealedRowOf(byte[] RowKey, byte[] Sealed);

    const string Columns =
        """
        u.id as Id, u.role as Role, u.team as Team, u.queue as Queue, u.language as Language, u.holder_id as HolderId, u.row_key as RowKey,
        u.sealed as Sealed, u.created_at as CreatedAt, u.activated_at as ActivatedAt, u.role_ends_at as RoleEndsAt, u.ended_at as EndedAt,
        u.theme as Theme, u.density as Density, u.single_keys as SingleKeys
        """;

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop) => database.ReadAsync(read, stop);

    public Task<Account?> FindAsync(Guid id, CancellationToken stop) => database.ReadAsync(connection => FindAsync(connection, id), stop);

    public Task<Account?> FindAsync(DbConnection connection, Guid id) => OneAsync(connection, "where u.id = @id", new { id = id.ToString() });

    /// <summary>The living account with this address.</summary>
    public Task<Account?> FindByEmailAsync(Identifier email, CancellationToken stop) =>
        database.ReadAsync(connection => FindByEmailAsync(connection, email), stop);

    public async Task<Account?> FindByEmailAsync(DbConnection connection, Identifier email)
    {
        foreach (var token in index.TokensOf(email))
        {
            if (await OneAsync(connection, "where u.email_token = @Token and u.ended_at is null", new { token.Token }) is { } account)
                return account;
        }
        return null;
    }

    /// <summary>Everybody, oldest account first; names need each person's own key.</summary>
    public Task<List<Account>> AllAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<Row, RootKeyRow, Account>(
                $"select {Columns}, {KeyStore.JoinedColumns} from user_account u join root_key r on r.id = u.holder_id order by u.id", Open)).AsList(),
            stop);

    public static async Task<Dictionary<Guid, List<string>>> AgentIdsAsync(DbConnection connection) =>
        (await connection.QueryAsync<(string User, string Agent)>("select user_id, agent_id from user_agent_id order by agent_id"))
            .GroupBy(row => Guid.Parse(row.User)).ToDictionary(group => group.Key, group => group.Select(row => row.Agent).ToList());

    /// <summary>The key of an account, to seal or open what is theirs. Dispose it.</summary>
    public async Task<RootKey> KeyAsync(DbConnection connection, VaultId holder) =>
        chain.Open(await KeyStore.FindAsync(connection, holder) ?? throw new VaultException("keys.unavailable", $"Key {holder} of an account is missing."));

    public async Task<string?> PasswordHashAsync(DbConnection connection, Account account)
    {
        var row = await connection.QuerySingleOrDefaultAsync<SealedRowOf?>(
            "select row_key as RowKey, sealed as Sealed from password where user_id = @id", new { id = account.Id.ToString() });
        if (row is null)
            return null;
        using var key = await KeyAsync(connection, account.Holder);
        return new SealedValue(row.RowKey, row.Sealed).Open<string>(key, "password", account.Id);
    }

    public async Task SetPasswordAsync(Change change, Account account, string hash)
    {
        using var key = await KeyAsync(change.Connection, account.Holder);
        var value = SealedValue.Seal(key, "password", account.Id, hash);
        await change.Connection.ExecuteAsync(
            """
            insert into password (user_id, row_key, sealed, changed_at) values (@id, @RowKey, @Sealed, @Now)
            on conflict (user_id) do update set row_key = excluded.row_key, sealed = excluded.sealed, changed_at = excluded.changed_at
            """,
            new { id = account.Id.ToString(), value.RowKey, value.Sealed, change.Now });
    }

    public static Task ActivateAsync(Change change, Guid id) =>
        change.Connection.ExecuteAsync("update user_account set activated_at = coalesce(activated_at, @Now) where id = @id", new { change.Now, id = id.ToString() });

    public static Task SetRoleAsync(Change change, Guid id, Role role, string? team, string? queue, long? endsAt) =>
        change.Connection.ExecuteAsync(
            "update user_account set role = @role, team = @team, queue = @queue, role_ends_at = @endsAt where id = @id",
            new { id = id.ToString(), role = role.Name(), team, queue, endsAt });

    public static Task SetPreferencesAsync(Change change, Guid id, string language, Preferences preferences) =>
        change.Connection.ExecuteAsync(
            "update user_account set language = @language, theme = @Theme, density = @Density, single_keys = @keys where id = @id",
            new { id = id.ToString(), language, preferences.Theme, preferences.Density, keys = preferences.SingleKeys ? 1L : 0L });

    public static async Task SetAgentIdsAsync(Change change, Guid id, IEnumerable<string> agentIds)
    {
        await change.Connection.ExecuteAsync("delete from user_agent_id where user_id = @id", new { id = id.ToString() });
        foreach (var agent in agentIds)
            await change.Connection.ExecuteAsync("insert into user_agent_id (agent_id, user_id) values (@agent, @id)", new { agent, id = id.ToString() });
    }

    /// <summary>Whose agent id this is, other than <paramref name="user"/>; an id belongs to one person.</summary>
    public static async Task<bool> HasOtherOwnerAsync(DbConnection connection, string agent, Guid user) =>
        await connection.ExecuteScalarAsync<long>("select count(*) from user_agent_id where agent_id = @agent and user_id <> @user", new { agent, user = user.ToString() }) > 0;

    /// <summary>Whether nobody else who can sign in has this person's role.</summary>
    public static async Task<bool> IsLastOfRoleAsync(Change change, Account account) =>
        await change.Connection.ExecuteScalarAsync<long>(
            """
            select count(*) from user_account where role = @role and id <> @id and ended_at is null and activated_at is not null
                and (role_ends_at is null or role_ends_at > @Now)
            """,
            new { role = account.Role.Name(), id = account.Id.ToString(), change.Now }) == 0;

    /// <summary>Those with this role who may come in now.</summary>
    public async Task<List<Account>> OfRoleAsync(DbConnection connection, Role role)
    {
        var rows = (await connection.QueryAsync<Row>($"select {Columns} from user_account u where u.role = @role and u.ended_at is null and u.activated_at is not null", new { role = role.Name() })).AsList();
        var keys = rows.Count == 0 ? [] : await KeysAsync(connection, rows);
        return [.. rows.Where(row => keys.ContainsKey(row.HolderId)).Select(row => Open(row, keys[row.HolderId]))];
    }

    /// <summary>How many people who may come in have this role.</summary>
    public Task<long> CountOfRoleAsync(string role, CancellationToken stop) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from user_account where role = @role and ended_at is null", new { role }), stop);

    /// <summary>For the list of accounts: last sign-in and number of second factors.</summary>
    /// <param name="one">Of this account; null: of everybody.</param>
    public Task<Dictionary<Guid, AccountUse>> UseAsync(Guid? one, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<(string Id, long? LastAt, long Factors)>(
                $"""
                select u.id, (select max(s.created_at) from sign_in s where s.user_id = u.id and s.step = 'full') as last_at,
                    (select count(*) from factor f where f.user_id = u.id) as factors
                from user_account u {(one is null ? "" : "where u.id = @id")}
                """,
                new { id = one?.ToString() })).ToDictionary(row => Guid.Parse(row.Id), row => new AccountUse(row.LastAt, row.Factors)),
            stop);

    /// <summary>The names of teams and queues that people have: what a form offers.</summary>
    public Task<(List<string> Teams, List<string> Queues)> NamesAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => (
                (await connection.QueryAsync<string>("select distinct team from user_account where team is not null and ended_at is null order by team")).AsList(),
                (await connection.QueryAsync<string>("select distinct queue from user_account where queue is not null and ended_at is null order by queue")).AsList()),
            stop);

    /// <summary>Ends an account: every way in is gone, the name stays for the log.</summary>
    public static async Task EndAsync(Change change, Guid id)
    {
        var which = new { id = id.ToString(), change.Now };
        await change.Connection.ExecuteAsync("update user_account set ended_at = @Now where id = @id and ended_at is null", which);
        await change.Connection.ExecuteAsync("delete from password where user_id = @id", which);
        await change.Connection.ExecuteAsync("delete from factor where user_id = @id", which);
        await change.Connection.ExecuteAsync("delete from recovery_code where user_id = @id", which);
        await change.Connection.ExecuteAsync("delete from user_agent_id where user_id = @id", which);
        await change.Connection.ExecuteAsync("update sign_in_link set used_at = @Now where user_id = @id and used_at is null", which);
        await change.Connection.ExecuteAsync("update api_token set revoked_at = @Now where user_id = @id and revoked_at is null", which);
    }

    async Task<Account?> OneAsync(DbConnection connection, string where, object which)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row?>($"select {Columns} from user_account u {where}", which);
        if (row is null)
            return null;
        return await KeyStore.FindAsync(connection, VaultId.Parse(row.HolderId)) is { } key ? Open(row, key) : null;
    }

    static async Task<Dictionary<string, RootKeyRow>> KeysAsync(DbConnection connection, List<Row> rows)
    {
        var found = new Dictionary<string, RootKeyRow>(StringComparer.Ordinal);
        foreach (var some in rows.Select(row => row.HolderId).Distinct().Chunk(500))
        {
            foreach (var (id, key) in await KeyStore.FindAllAsync(connection, some))
                found[id] = key;
        }
        return found;
    }

    Account Open(Row row, RootKeyRow keyRow)
    {
        using var key = chain.Open(keyRow);
        var id = Guid.Parse(row.Id);
        return new Account(
            id, Roles.Parse(row.Role) ?? Role.Agent, row.Team, row.Queue, row.Language, key.Id, new SealedValue(row.RowKey, row.Sealed).Open<UserProfile>(key, "user_account", id),
            row.CreatedAt, row.ActivatedAt, row.RoleEndsAt, row.EndedAt)
        {
            Preferences = Preferences.Of(row.Theme, row.Density, row.SingleKeys != 0),
        };
    }
}
