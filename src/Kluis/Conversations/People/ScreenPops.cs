using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Conversations.People;

/// <summary>Where public addresses of this installation start; null: where the request came in.</summary>
sealed record PublicAddress(string? Url);

/// <summary>
/// A telephone system announces who calls, and gets a link for that one agent: it works once, for a minute, and says nothing about
/// anybody. The number lies sealed under the agent's own key, and only then is it looked up.
/// </summary>
sealed class ScreenPops(ScreenPopStore store, Search search, KeyChain chain, Journal journal, IdSource ids, TimeProvider time)
{
    static readonly TimeSpan Lives = TimeSpan.FromSeconds(60);

    sealed record Announced(string Phone);

    /// <returns>A code, or the secret of the link. What it leads to is looked up when it is opened, so the answer tells nothing.</returns>
    public async Task<(string? Refusal, string? Secret)> MakeAsync(Caller caller, string phone, CancellationToken stop)
    {
        if (!await search.AllowsAsync(caller, stop))
            return ("request.too-many", null);
        var secret = Secret.New();
        var made = await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var holder = await ScreenPopStore.HolderOfAsync(change.Connection, caller);
                if (holder is not null)
                    await AddAsync(change, holder, secret, phone);
                change.Record(new AuditEvent(AuditAct.ScreenPopMade) { Target = $"phone={phone}", Outcome = holder is null ? AuditOutcome.Refused : AuditOutcome.Ok });
                return holder is not null;
            },
            stop);
        return made ? (null, secret) : ("screenpop.no-user", null);
    }

    /// <summary>Whether the link still works for this person. Looking does not use it up.</summary>
    public async Task<bool> IsOpenAsync(Caller caller, string secret, CancellationToken stop) =>
        caller.User is { } user && await store.IsOpenAsync(Secret.Hash(secret), user, time.GetUtcNow().ToUnixTimeMilliseconds(), stop);

    /// <returns>The number that was announced, this once; null when the link is used, old, or somebody else's.</returns>
    public Task<string?> UseAsync(Caller caller, string secret, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var row = caller.User is { } user ? await ScreenPopStore.UseAsync(change, Secret.Hash(secret), user) : null;
                change.Record(new AuditEvent(AuditAct.ScreenPopOpened) { Outcome = row is null ? AuditOutcome.Refused : AuditOutcome.Ok });
                if (row is null)
                    return null;
                using var key = await OpenAsync(change.Connection, row.HolderId);
                return new SealedValue(row.RowKey, row.Sealed).Open<Announced>(key, "screen_pop", Guid.Parse(row.Id)).Phone;
            },
            stop);

    async Task AddAsync(Change change, PopHolder holder, string secret, string phone)
    {
        using var key = await OpenAsync(change.Connection, holder.HolderId);
        var id = ids.New();
        await ScreenPopStore.AddAsync(
            change, id, Secret.Hash(secret), holder.UserId, change.Now + (long)Lives.TotalMilliseconds, SealedValue.Seal(key, "screen_pop", id, new Announced(phone)));
    }

    async Task<RootKey> OpenAsync(DbConnection connection, string holder) =>
        chain.Open(await KeyStore.FindAsync(connection, VaultId.Parse(holder)) ?? throw new VaultException("keys.unavailable", $"Key {holder} is not there."));
}

/// <summary>Whose link it is to be, and under which key the number lies.</summary>
sealed record PopHolder(string UserId, string HolderId);

sealed record ScreenPopRow(string Id, string HolderId, byte[] RowKey, byte[] Sealed);

/// <summary>SQL of announced callers.</summary>
sealed class ScreenPopStore(Database database)
{
    const string Open = "secret_hash = @hash and user_id = @user and used_at is null and expires_at > @now";

    /// <summary>The person who has signed in, or whom an agent's token names; null for any other token.</summary>
    public static Task<PopHolder?> HolderOfAsync(DbConnection connection, Caller caller) =>
        connection.QuerySingleOrDefaultAsync<PopHolder?>(
            caller.User is null
                ? "select u.id as UserId, u.holder_id as HolderId from api_token t join user_account u on u.id = t.user_id where t.id = @id and u.ended_at is null"
                : "select u.id as UserId, u.holder_id as HolderId from user_account u where u.id = @id and u.ended_at is null",
            new { id = caller.User?.ToString() ?? caller.Actor.Id });

    public static async Task AddAsync(Change change, Guid id, byte[] hash, string user, long expires, SealedValue value)
    {
        await change.Connection.ExecuteAsync("delete from screen_pop where expires_at < @Now", new { change.Now });
        await change.Connection.ExecuteAsync(
            "insert into screen_pop (id, secret_hash, user_id, expires_at, row_key, sealed) values (@id, @hash, @user, @expires, @RowKey, @Sealed)",
            new { id = id.ToString(), hash, user, expires, value.RowKey, value.Sealed });
    }

    public Task<bool> IsOpenAsync(byte[] hash, Guid user, long now, CancellationToken stop) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>($"select count(*) from screen_pop where {Open}", new { hash, user = user.ToString(), now }) > 0, stop);

    public static Task<ScreenPopRow?> UseAsync(Change change, byte[] hash, Guid user) =>
        change.Connection.QuerySingleOrDefaultAsync<ScreenPopRow?>(
            $"""
            update screen_pop set used_at = @now where {Open}
            returning id as Id, (select holder_id from user_account where id = screen_pop.user_id) as HolderId, row_key as RowKey, sealed as Sealed
            """,
            new { hash, user = user.ToString(), now = change.Now });
}
