using System.Data.Common;
using System.Text.Json.Nodes;
using Kluis.Keys;

namespace Kluis.Conversations;

/// <summary>Opens who took part, for one page of conversations at a time: keys are read together, opened one by one, wiped.</summary>
static class PartyFields
{
    public static async Task<ILookup<string, PartyFacts>> OpenAsync(DbConnection connection, KeyChain chain, IReadOnlyCollection<string> conversations)
    {
        if (conversations.Count == 0)
            return Enumerable.Empty<PartyFacts>().ToLookup(_ => "");
        var rows = await ConversationStore.PartiesAsync(connection, conversations);
        var keys = await KeyStore.FindAllAsync(connection, [.. rows.Select(row => row.KeyId).Distinct()]);
        return rows.ToLookup(row => row.ConversationId, row => Open(row, chain, keys[row.KeyId]), StringComparer.Ordinal);
    }

    static PartyFacts Open(PartyRow row, KeyChain chain, RootKeyRow keyRow)
    {
        using var key = chain.Open(keyRow);
        var fields = new SealedValue(row.RowKey, row.Sealed).Open(key.Secret, key.Id, key.Generation, "party", Guid.Parse(row.Id));
        return new PartyFacts((int)row.Position, row.IsStaff, row.Role, row.AgentId, Guid.Parse(row.SubjectId), (JsonObject)JsonNode.Parse(fields)!);
    }
}
