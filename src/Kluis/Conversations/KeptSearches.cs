using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Conversations;

/// <summary>A search that somebody keeps under a name. What is looked for is personal data, so it is sealed under that person's own key.</summary>
sealed record KeptSearch(Guid Id, string Name, SearchCriteria Criteria);

/// <summary>The searches that a person keeps; nobody else can list, run or throw them away.</summary>
sealed class KeptSearches(KeptSearchStore store, Journal journal, KeyChain chain, IdSource ids)
{
    public const int Most = 50, LongestName = 60;

    sealed record Content(string Name, Dictionary<string, string> Given);

    public async Task<IReadOnlyList<KeptSearch>> AllAsync(Caller caller, CancellationToken stop)
    {
        if (caller is not { User: { } user, Actor.Holder: { } holder })
            return [];
        var (rows, keyRow) = await store.OfAsync(user, holder, stop);
        if (rows.Count == 0 || keyRow is null)
            return [];
        using var key = chain.Open(keyRow);
        return [.. rows.Select(row => Open(row, key)).OrderBy(kept => kept.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <returns>False when there are too many already; an unreadable name is the caller's to refuse.</returns>
    public Task<bool> KeepAsync(Caller caller, string name, SearchCriteria criteria, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var kept = false;
                if (caller is { User: { } user, Actor.Holder: { } holder } && await KeptSearchStore.CountAsync(change, user) < Most)
                {
                    using var key = chain.Open(await KeyStore.FindAsync(change.Connection, holder) ?? throw new VaultException("keys.unavailable", $"The key of user {user} is missing."));
                    var id = ids.New();
                    await KeptSearchStore.AddAsync(change, id, user, SealedValue.Seal(key, "kept_search", id, new Content(name, new(criteria.Given))));
                    kept = true;
                }
                change.Record(new AuditEvent(AuditAct.SearchKept) { Outcome = kept ? AuditOutcome.Ok : AuditOutcome.Refused });
                return kept;
            },
            stop);

    public Task<bool> DropAsync(Caller caller, Guid id, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var dropped = caller.User is { } user && await KeptSearchStore.RemoveAsync(change, id, user);
                change.Record(new AuditEvent(AuditAct.SearchDropped) { Target = id.ToString(), Outcome = dropped ? AuditOutcome.Ok : AuditOutcome.Refused });
                return dropped;
            },
            stop);

    static KeptSearch Open(KeptSearchRow row, RootKey key)
    {
        var content = new SealedValue(row.RowKey, row.Sealed).Open<Content>(key, "kept_search", Guid.Parse(row.Id));
        return new KeptSearch(Guid.Parse(row.Id), content.Name, SearchCriteria.Of(name => content.Given.GetValueOrDefault(name)));
    }
}

sealed record KeptSearchRow(string Id, byte[] RowKey, byte[] Sealed);

/// <summary>SQL of kept searches.</summary>
sealed class KeptSearchStore(Database database)
{
    public Task<(List<KeptSearchRow> Rows, RootKeyRow? Key)> OfAsync(Guid user, VaultId holder, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (
                (await connection.QueryAsync<KeptSearchRow>(
                    "select id as Id, row_key as RowKey, sealed as Sealed from kept_search where user_id = @user order by created_at", new { user = user.ToString() })).AsList(),
                await KeyStore.FindAsync(connection, holder)),
            stop);

    public static Task<long> CountAsync(Change change, Guid user) =>
        change.Connection.ExecuteScalarAsync<long>("select count(*) from kept_search where user_id = @user", new { user = user.ToString() });

    public static Task AddAsync(Change change, Guid id, Guid user, SealedValue value) =>
        change.Connection.ExecuteAsync(
            "insert into kept_search (id, user_id, created_at, row_key, sealed) values (@id, @user, @Now, @RowKey, @Sealed)",
            new { id = id.ToString(), user = user.ToString(), change.Now, value.RowKey, value.Sealed });

    public static async Task<bool> RemoveAsync(Change change, Guid id, Guid user) =>
        await change.Connection.ExecuteAsync("delete from kept_search where id = @id and user_id = @user", new { id = id.ToString(), user = user.ToString() }) == 1;
}
