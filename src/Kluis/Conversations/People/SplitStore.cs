using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Conversations.People;

/// <summary>What goes to a new customer.</summary>
/// <param name="Identifiers">What from now on finds the new one and no longer the old.</param>
sealed record SplitWish(IReadOnlyCollection<Guid> Conversations, IReadOnlyCollection<Identifier> Identifiers);

/// <summary>
/// Moves conversations from one person to a new one: the fields of their parties are sealed anew under the new person's key, who
/// then holds the conversations; the old one holds them no longer.
/// </summary>
sealed class SplitStore(SubjectStore subjects, KeyChain chain, BlindIndex index)
{
    sealed record PartyKey(string Id, string ConversationId, string SubjectId, byte[] RowKey, byte[] Sealed);

    public static async Task<PeopleRefusal> RefusalAsync(DbConnection connection, List<Member> members, SplitWish wish)
    {
        if (wish.Conversations.Count == 0 || (await PartiesAsync(connection, members, wish)).Count == 0)
            return PeopleRefusal.NothingChosen;
        var (parameters, subjects, conversations) = Lists(members, wish);
        var rest = await connection.ExecuteScalarAsync<long>(
            $"select count(*) from (select 1 from party where subject_id in ({subjects}) and conversation_id not in ({conversations}) limit 1) as others", parameters);
        return rest == 0 ? PeopleRefusal.NothingLeft : PeopleRefusal.None;
    }

    /// <returns>The new person.</returns>
    public async Task<Guid> RunAsync(Change change, List<Member> members, SplitWish wish)
    {
        var parties = await PartiesAsync(change.Connection, members, wish);
        var keys = new Dictionary<string, RootKey>(StringComparer.Ordinal);
        try
        {
            foreach (var member in members)
                keys[member.Id] = await subjects.OpenKeyOfAsync(change.Connection, member.Key);
            var fields = parties.ConvertAll(party => (Party: party, Bytes: Open(party, keys[party.SubjectId])));
            var moved = await TakeAsync(change, members, keys, wish.Identifiers);
            var name = fields.Select(one => PartyIdentifiers.Text((JsonObject)JsonNode.Parse(one.Bytes)!, "name")).FirstOrDefault(text => text is not null);
            var made = await subjects.AddCustomerAsync(change, name, moved);
            using var key = made.Key;
            foreach (var (party, bytes) in fields)
                await MoveAsync(change, party, bytes, made.Id, key);
            foreach (var conversation in parties.Select(party => party.ConversationId).Distinct())
                await HandOverAsync(change, conversation, members, keys, key);
            return made.Id;
        }
        finally
        {
            foreach (var key in keys.Values)
                key.Dispose();
        }
    }

    static byte[] Open(PartyKey party, RootKey key) =>
        new SealedValue(party.RowKey, party.Sealed).Open(key.Secret, key.Id, key.Generation, "party", Guid.Parse(party.Id));

    static Task MoveAsync(Change change, PartyKey party, byte[] fields, Guid made, RootKey key)
    {
        var value = SealedValue.SealBytes(key, "party", Guid.Parse(party.Id), fields);
        return change.Connection.ExecuteAsync(
            "update party set subject_id = @made, row_key = @RowKey, sealed = @Sealed where id = @Id", new { party.Id, made = made.ToString(), value.RowKey, value.Sealed });
    }

    // A wrap that was deleted may still lie in a log of the database: the conversation gets a new key at the next rotation.
    async Task HandOverAsync(Change change, string conversation, List<Member> members, Dictionary<string, RootKey> keys, RootKey to)
    {
        using (var secret = await ConversationSecret.OpenAsync(change.Connection, chain, Guid.Parse(conversation)))
            await change.Connection.InsertAsync(KeyStore.RowOf(secret.WrapFor(to)));
        foreach (var member in members)
        {
            var stays = await change.Connection.ExecuteScalarAsync<long>(
                "select count(*) from party where conversation_id = @conversation and subject_id = @Id", new { conversation, member.Id });
            if (stays == 0)
                await change.Connection.ExecuteAsync("delete from conversation_key where conversation_id = @conversation and holder_id = @holder", new { conversation, holder = keys[member.Id].Id.ToString() });
        }
        await change.Connection.ExecuteAsync("update conversation_key set rekey_due = @Now where conversation_id = @conversation", new { conversation, change.Now });
    }

    // Only what this person is found by can go along.
    async Task<List<Identifier>> TakeAsync(Change change, List<Member> members, Dictionary<string, RootKey> keys, IReadOnlyCollection<Identifier> wanted)
    {
        var taken = new List<Identifier>();
        foreach (var member in members)
        {
            var row = await SubjectStore.FindAsync(change.Connection, member.Key);
            var profile = new SealedValue(row!.RowKey, row.Sealed).Open<SubjectProfile>(keys[member.Id], "data_subject", member.Key);
            var going = wanted.Where(identifier => profile.Identifiers.Any(known => known.SequenceEqual(SubjectStore.AsPair(identifier)))).ToList();
            if (going.Count == 0)
                continue;
            var rest = profile.Identifiers.Where(known => !going.Exists(identifier => known.SequenceEqual(SubjectStore.AsPair(identifier)))).ToList();
            await SubjectStore.KeepAsync(change, member.Key, keys[member.Id], profile with { Identifiers = rest });
            foreach (var token in going.SelectMany(index.TokensOf))
                await BlindIndexStore.RemoveAsync(change.Connection, token, member.Key);
            taken.AddRange(going);
        }
        return [.. taken.Distinct()];
    }

    static async Task<List<PartyKey>> PartiesAsync(DbConnection connection, List<Member> members, SplitWish wish)
    {
        var (parameters, subjects, conversations) = Lists(members, wish);
        return (await connection.QueryAsync<PartyKey>(
            $"""
            select id as Id, conversation_id as ConversationId, subject_id as SubjectId, row_key as RowKey, sealed as Sealed from party
            where subject_id in ({subjects}) and conversation_id in ({conversations}) order by started_at desc, id
            """,
            parameters)).AsList();
    }

    static (DynamicParameters Parameters, string Subjects, string Conversations) Lists(List<Member> members, SplitWish wish)
    {
        var all = members.ConvertAll(member => member.Id).Concat(wish.Conversations.Select(id => id.ToString())).ToList();
        var names = all.Select((_, i) => $"@p{i}").ToList();
        return (KeyStore.Parameters(all), string.Join(", ", names.Take(members.Count)), string.Join(", ", names.Skip(members.Count)));
    }
}
