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
/// identifier; two different people found: a record of its own and a finding, never a merge by itself.
/// </summary>
sealed class SubjectStore(KeyChain chain, BlindIndex index, IdSource ids)
{
    public const string Customer = "customer", Staff = "staff";

    // Who shares an identifier with so many is not told apart by it, however many more there are.
    const int MostHolders = 200;
    const string Columns = "id as Id, kind as Kind, key_id as KeyId, row_key as RowKey, sealed as Sealed";

    /// <returns>The person's id, their opened key (the caller's to dispose) and whether the identifiers pointed to several people.</returns>
    public async Task<(Guid Id, RootKey Key, bool Ambiguous)> FindOrAddAsync(Change change, NewParty party)
    {
        var people = await PeopleOfAsync(change.Connection, party);
        return people.Count switch
        {
            0 => await AddAsync(change, party, ambiguous: false),
            1 => await KnownAsync(change, Guid.Parse(people[0]), party),
            _ => await UndecidedAsync(change, party),
        };
    }

    async Task<(Guid, RootKey, bool)> KnownAsync(Change change, Guid id, NewParty party)
    {
        var row = (await FindAsync(change.Connection, id))!;
        var key = await OpenKeyAsync(change.Connection, row.KeyId);
        await LearnAsync(change, row, key, party);
        return (id, key, false);
    }

    // Whoever comes with exactly these identifiers, whom nobody could tell apart before, goes to the record of before: a telephone
    // that two people share would otherwise add one more with each call. The record has no name, since each may have another.
    async Task<(Guid, RootKey, bool)> UndecidedAsync(Change change, NewParty party)
    {
        var together = Identifier.Together(party.Identifiers);
        if (await HoldersAsync(change.Connection, index.TokensOf(together), KindOf(party)) is [var known, ..])
        {
            var row = (await FindAsync(change.Connection, Guid.Parse(known)))!;
            return (Guid.Parse(known), await OpenKeyAsync(change.Connection, row.KeyId), true);
        }
        var (id, key, _) = await AddAsync(change, party with { Name = null }, ambiguous: true);
        await BlindIndexStore.AddAsync(change.Connection, index.TokenOf(together), id);
        return (id, key, true);
    }

    public static Task<SubjectRow?> FindAsync(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefaultAsync<SubjectRow?>($"select {Columns} from data_subject where id = @id", new { id = id.ToString() });

    public async Task<RootKey> OpenKeyOfAsync(DbConnection connection, Guid subject) =>
        await OpenKeyAsync(connection, (await FindAsync(connection, subject))!.KeyId);

    public async Task<RootKey> OpenKeyAsync(DbConnection connection, string keyId) =>
        chain.Open(await KeyStore.FindAsync(connection, VaultId.Parse(keyId)) ?? throw new VaultException("keys.unavailable", $"Key {keyId} is not there."));

    /// <summary>The records to which the identifiers point, merged ones counted as one.</summary>
    async Task<List<string>> PeopleOfAsync(DbConnection connection, NewParty party)
    {
        foreach (var group in party.Identifiers.Where(Decides).GroupBy(identifier => identifier.Field == IdentifierField.Customer).OrderByDescending(group => group.Key))
        {
            var holders = await HoldersAsync(connection, group.SelectMany(index.TokensOf), KindOf(party));
            if (holders.Count > 0)
                return await OneEachAsync(connection, holders);
        }
        return [];
    }

    /// <summary>The customers to whom identifiers point, merged ones counted as one; several when they cannot be told apart.</summary>
    public async Task<IReadOnlyList<Guid>> FindPeopleAsync(DbConnection connection, IReadOnlyList<Identifier> identifiers) =>
        [.. (await PeopleOfAsync(connection, new NewParty([], IsStaff: false, Role: null, AgentId: null, identifiers, Name: null))).Select(Guid.Parse)];

    static string KindOf(NewParty party) => party.IsStaff ? Staff : Customer;

    static async Task<List<string>> HoldersAsync(DbConnection connection, IEnumerable<IndexToken> tokens, string kind)
    {
        var found = new List<string>();
        foreach (var token in tokens)
        {
            found.AddRange(await connection.QueryAsync<string>(
                $"""
                select d.id from bix b join data_subject d on d.id = b.subject_ref
                where b.token = @Token and b.field = @Field and b.key_v = @KeyV and b.norm_v = @normV and d.kind = @kind
                order by b.subject_ref limit {MostHolders}
                """,
                new { token.Token, token.Field, token.KeyV, normV = Identifier.Version, kind }));
        }
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    // Records that were merged are one person. The one that was found takes what comes in: taken apart again, it has what is its own.
    static async Task<List<string>> OneEachAsync(DbConnection connection, List<string> holders)
    {
        if (holders.Count == 1)
            return holders;
        var members = await GroupStore.FindAsync(connection, holders.ConvertAll(Guid.Parse));
        return [.. members.Where(member => holders.Contains(member.Id)).GroupBy(member => member.Root).Select(HolderOf)];
    }

    static string HolderOf(IGrouping<string, Member> group) => (group.FirstOrDefault(member => member.IsRoot) ?? group.First()).Id;

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
