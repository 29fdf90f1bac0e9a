using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Conversations;

/// <summary>What is known of a person; sealed under that person's key.</summary>
sealed record SubjectProfile(string? Name, IReadOnlyList<string[]> Identifiers);

/// <summary>A person as the database has them: who it is stands only in the sealed part.</summary>
sealed record SubjectRow(string Id, string Kind, string KeyId, byte[] RowKey, byte[] Sealed);

/// <summary>
/// Finds the person to whom identifiers belong, or makes a new one. Customer number decides first, then an exact
/// identifier; two different people found: a new one and a finding, never a merge by itself.
/// </summary>
sealed class SubjectStore(KeyChain chain, BlindIndex index, IdSource ids)
{
    public const string Customer = "customer", Staff = "staff";
    const string Columns = "id as Id, kind as Kind, key_id as KeyId, row_key as RowKey, sealed as Sealed";

    /// <returns>The person's id, their opened key (the caller's to dispose) and whether the identifiers pointed to several people.</returns>
    public async Task<(Guid Id, RootKey Key, bool Ambiguous)> FindOrAddAsync(Change change, NewParty party)
    {
        var (found, ambiguous) = await MatchAsync(change.Connection, party);
        if (found is null)
            return await AddAsync(change, party, ambiguous);
        var key = await OpenKeyAsync(change.Connection, found.KeyId);
        await LearnAsync(change, found, key, party);
        return (Guid.Parse(found.Id), key, false);
    }

    public static Task<SubjectRow?> FindAsync(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefaultAsync<SubjectRow?>($"select {Columns} from data_subject where id = @id", new { id = id.ToString() });

    // In one question: a number that several people share gets one more with each call, and a change that reads them one by one
    // takes longer with each.
    static async Task<List<SubjectRow>> FindAsync(DbConnection connection, List<Guid> ids, string kind)
    {
        if (ids.Count == 0)
            return [];
        var texts = ids.ConvertAll(id => id.ToString());
        var parameters = KeyStore.Parameters(texts);
        parameters.Add("kind", kind);
        return (await connection.QueryAsync<SubjectRow>(
            $"select {Columns} from data_subject where id in ({KeyStore.InList(texts)}) and kind = @kind order by id", parameters)).AsList();
    }

    public async Task<RootKey> OpenKeyAsync(DbConnection connection, string keyId) =>
        chain.Open(await KeyStore.FindAsync(connection, VaultId.Parse(keyId)) ?? throw new VaultException("keys.unavailable", $"Key {keyId} is not there."));

    async Task<(SubjectRow? Found, bool Ambiguous)> MatchAsync(DbConnection connection, NewParty party)
    {
        var kind = party.IsStaff ? Staff : Customer;
        foreach (var group in party.Identifiers.Where(Decides).GroupBy(identifier => identifier.Field == IdentifierField.Customer).OrderByDescending(group => group.Key))
        {
            var refs = await BlindIndexStore.FindAsync(connection, group.SelectMany(index.TokensOf));
            var rows = await FindAsync(connection, refs, kind);
            if (rows.Count > 0)
                return await OnePersonAsync(connection, rows);
        }
        return (null, false);
    }

    // Records that were merged are one person. The one that was found takes what comes in: taken apart again, it has what is its own.
    static async Task<(SubjectRow? Found, bool Ambiguous)> OnePersonAsync(DbConnection connection, List<SubjectRow> rows)
    {
        if (rows.Count == 1)
            return (rows[0], false);
        var members = await GroupStore.FindAsync(connection, rows.ConvertAll(row => Guid.Parse(row.Id)));
        if (members.Exists(member => member.Root != members[0].Root))
            return (null, true);
        return (rows.Find(row => row.Id == members[0].Root) ?? rows[0], false);
    }

    // A household shares its address: a postcode finds people, but it does not make two of them one.
    static bool Decides(Identifier identifier) => identifier.Field != IdentifierField.Postcode;

    /// <summary>A new customer; the key is the caller's to dispose.</summary>
    public async Task<(Guid Id, RootKey Key)> AddCustomerAsync(Change change, string? name, IReadOnlyList<Identifier> identifiers)
    {
        var (id, key, _) = await AddAsync(change, new NewParty([], IsStaff: false, Role: null, AgentId: null, identifiers, name), ambiguous: false);
        return (id, key);
    }

    async Task<(Guid, RootKey, bool)> AddAsync(Change change, NewParty party, bool ambiguous)
    {
        var id = ids.New();
        var (key, keyRow) = chain.NewRoot(party.IsStaff ? RootKind.Employee : RootKind.Subject);
        await KeyStore.AddAsync(change.Connection, keyRow);
        var value = SealedValue.Seal(key, "data_subject", id, new SubjectProfile(party.Name, [.. party.Identifiers.Select(AsPair)]));
        await change.Connection.ExecuteAsync(
            "insert into data_subject (id, kind, key_id, created_at, row_key, sealed) values (@id, @kind, @key, @Now, @RowKey, @Sealed)",
            new { id = id.ToString(), kind = party.IsStaff ? Staff : Customer, key = key.Id.ToString(), change.Now, value.RowKey, value.Sealed });
        foreach (var identifier in party.Identifiers)
            await BlindIndexStore.AddAsync(change.Connection, index.TokenOf(identifier), id);
        return (id, key, ambiguous);
    }

    // A known person with an identifier that is new: from now on they are found by it too.
    async Task LearnAsync(Change change, SubjectRow row, RootKey key, NewParty party)
    {
        var id = Guid.Parse(row.Id);
        var profile = new SealedValue(row.RowKey, row.Sealed).Open<SubjectProfile>(key, "data_subject", id);
        var news = await NewOfAsync(change.Connection, id, party.Identifiers.Where(identifier => !profile.Identifiers.Any(known => known.SequenceEqual(AsPair(identifier)))));
        if (news.Count == 0 && (profile.Name is not null || party.Name is null))
            return;
        await KeepAsync(change, id, key, new SubjectProfile(profile.Name ?? party.Name, [.. profile.Identifiers, .. news.Select(AsPair)]));
        foreach (var identifier in news)
            await BlindIndexStore.AddAsync(change.Connection, index.TokenOf(identifier), id);
    }

    public static Task KeepAsync(Change change, Guid id, RootKey key, SubjectProfile profile)
    {
        var value = SealedValue.Seal(key, "data_subject", id, profile);
        return change.Connection.ExecuteAsync(
            "update data_subject set row_key = @RowKey, sealed = @Sealed where id = @id", new { id = id.ToString(), value.RowKey, value.Sealed });
    }

    // What another record of the same person is found by stays with that one: taken apart again, it would point to both.
    async Task<List<Identifier>> NewOfAsync(DbConnection connection, Guid id, IEnumerable<Identifier> unknown)
    {
        var news = unknown.ToList();
        if (news.Count == 0 || await GroupStore.FindAsync(connection, [id]) is not { Count: > 1 } members)
            return news;
        var kept = new List<Identifier>();
        foreach (var identifier in news)
        {
            var holders = await BlindIndexStore.FindAsync(connection, index.TokensOf(identifier));
            if (!members.Exists(member => holders.Contains(member.Key)))
                kept.Add(identifier);
        }
        return kept;
    }

    public static string[] AsPair(Identifier identifier) => [identifier.Field.ToString().ToLowerInvariant(), identifier.Value];
}
