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

/// <summary>A person to whom an identifier points, with their key as it is stored.</summary>
sealed record HolderRow(string Id, byte[] RowKey, byte[] Sealed, string KeyId, string KeyKind, long Epoch, long Generation, byte[] Wrapped)
{
    public Guid Key => Guid.Parse(Id);

    public RootKeyRow RootKey => new(KeyId, KeyKind, Epoch, Generation, Wrapped);
}

/// <param name="Key">Opened; the caller's to dispose.</param>
/// <param name="IsAmbiguous">The identifiers pointed to several people.</param>
sealed record FoundPerson(Guid Id, RootKey Key, bool IsAmbiguous);

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

    /// <summary>Finds the person of a party, or adds one.</summary>
    public async Task<FoundPerson> FindOrAddAsync(Change change, NewParty party)
    {
        // Who was added for the party before is found too.
        await change.SendAsync();
        var people = await PeopleOfAsync(change.Connection, party);
        return people.Count switch
        {
            0 => Add(change, party),
            1 => await KnownAsync(change, people[0], party),
            _ => await UndecidedAsync(change, party),
        };
    }

    async Task<FoundPerson> KnownAsync(Change change, HolderRow row, NewParty party)
    {
        var person = Open(change, row, isAmbiguous: false);
        await LearnAsync(change, row, person.Key, party);
        return person;
    }

    // Whoever comes with exactly these identifiers, whom nobody could tell apart before, goes to the record of before: a telephone
    // that two people share would otherwise add one more with each call. The record has no name, since each may have another.
    async Task<FoundPerson> UndecidedAsync(Change change, NewParty party)
    {
        var together = Identifier.Together(party.Identifiers);
        if (await HoldersAsync(change.Connection, index.TokensOf(together), KindOf(party)) is [var known, ..])
            return Open(change, known, isAmbiguous: true);
        var added = Add(change, party with { Name = null });
        change.Add(BlindIndexStore.RowOf(index.TokenOf(together), added.Id));
        return added with { IsAmbiguous = true };
    }

    FoundPerson Open(Change change, HolderRow row, bool isAmbiguous)
    {
        change.KeepKey(row.Key, row.RootKey);
        return new FoundPerson(row.Key, chain.Open(row.RootKey), isAmbiguous);
    }

    public static Task<SubjectRow?> FindAsync(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefaultAsync<SubjectRow?>($"select {Columns} from data_subject where id = @id", new { id = id.ToString() });

    public async Task<RootKey> OpenKeyOfAsync(DbConnection connection, Guid subject) =>
        await OpenKeyAsync(connection, (await FindAsync(connection, subject))!.KeyId);

    public async Task<RootKey> OpenKeyAsync(DbConnection connection, string keyId) =>
        chain.Open(await KeyStore.FindAsync(connection, VaultId.Parse(keyId)) ?? throw new VaultException("keys.unavailable", $"Key {keyId} is not there."));

    /// <summary>The records to which the identifiers point, merged ones counted as one.</summary>
    async Task<List<HolderRow>> PeopleOfAsync(DbConnection connection, NewParty party)
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
        [.. (await PeopleOfAsync(connection, new NewParty([], IsStaff: false, Role: null, AgentId: null, identifiers, Name: null))).Select(row => row.Key)];

    static string KindOf(NewParty party) => party.IsStaff ? Staff : Customer;

    // With their keys: who is found is opened next.
    static async Task<List<HolderRow>> HoldersAsync(DbConnection connection, IEnumerable<IndexToken> tokens, string kind)
    {
        var found = new List<HolderRow>();
        foreach (var token in tokens)
        {
            found.AddRange(await connection.QueryAsync<HolderRow>(
                $"""
                select d.id as Id, d.row_key as RowKey, d.sealed as Sealed, d.key_id as KeyId, r.kind as KeyKind, r.epoch as Epoch, r.generation as Generation, r.wrapped as Wrapped
                from bix b join data_subject d on d.id = b.subject_ref join root_key r on r.id = d.key_id
                where b.token = @Token and b.field = @Field and b.key_v = @KeyV and b.norm_v = @normV and d.kind = @kind
                order by b.subject_ref limit {MostHolders}
                """,
                new { token.Token, token.Field, token.KeyV, normV = Identifier.Version, kind }));
        }
        return [.. found.DistinctBy(row => row.Id, StringComparer.Ordinal)];
    }

    // Records that were merged are one person. The one that was found takes what comes in: taken apart again, it has what is its own.
    static async Task<List<HolderRow>> OneEachAsync(DbConnection connection, List<HolderRow> holders)
    {
        if (holders.Count == 1)
            return holders;
        var members = await GroupStore.FindAsync(connection, holders.ConvertAll(row => row.Key));
        var byId = holders.ToDictionary(row => row.Id, StringComparer.Ordinal);
        return [.. members.Where(member => byId.ContainsKey(member.Id)).GroupBy(member => member.Root).Select(group => byId[HolderOf(group)])];
    }

    static string HolderOf(IGrouping<string, Member> group) => (group.FirstOrDefault(member => member.IsRoot) ?? group.First()).Id;

    // A household shares its address: a postcode finds people, but it does not make two of them one.
    static bool Decides(Identifier identifier) => identifier.Field != IdentifierField.Postcode;

    /// <summary>A new customer, sent to the database; the key is the caller's to dispose.</summary>
    public async Task<FoundPerson> AddCustomerAsync(Change change, string? name, IReadOnlyList<Identifier> identifiers)
    {
        var added = Add(change, new NewParty([], IsStaff: false, Role: null, AgentId: null, identifiers, name));
        await change.SendAsync();
        return added;
    }

    FoundPerson Add(Change change, NewParty party)
    {
        var id = ids.New();
        var (key, keyRow) = chain.NewRoot(party.IsStaff ? RootKind.Employee : RootKind.Subject);
        var value = SealedValue.Seal(key, "data_subject", id, new SubjectProfile(party.Name, [.. party.Identifiers.Select(AsPair)]));
        change.Add(KeyStore.RowOf(keyRow));
        change.Add(new NewRow(
            "insert into data_subject (id, kind, key_id, created_at, row_key, sealed) values (@id, @kind, @key, @now, @rowKey, @sealed)",
            ("id", id.ToString()), ("kind", KindOf(party)), ("key", keyRow.Id), ("now", change.Now), ("rowKey", value.RowKey), ("sealed", value.Sealed)));
        foreach (var identifier in party.Identifiers)
            change.Add(BlindIndexStore.RowOf(index.TokenOf(identifier), id));
        change.KeepKey(id, keyRow);
        return new FoundPerson(id, key, IsAmbiguous: false);
    }

    // A known person with an identifier that is new: from now on they are found by it too.
    async Task LearnAsync(Change change, HolderRow row, RootKey key, NewParty party)
    {
        var id = row.Key;
        var profile = new SealedValue(row.RowKey, row.Sealed).Open<SubjectProfile>(key, "data_subject", id);
        var news = await NewOfAsync(change.Connection, id, party.Identifiers.Where(identifier => !profile.Identifiers.Any(known => known.SequenceEqual(AsPair(identifier)))));
        if (news.Count == 0 && (profile.Name is not null || party.Name is null))
            return;
        await KeepAsync(change, id, key, new SubjectProfile(profile.Name ?? party.Name, [.. profile.Identifiers, .. news.Select(AsPair)]));
        foreach (var identifier in news)
            change.Add(BlindIndexStore.RowOf(index.TokenOf(identifier), id));
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
