using System.Text.Json.Nodes;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Conversations;

/// <summary>Content that comes after its conversation: the vCon said where it lies, and somebody brings it.</summary>
sealed class LateContent(ConversationStore store, KeyChain chain, Journal journal)
{
    /// <summary>The conversation's key, and the digests that its vCon gives for this part; nothing of it is shown to anybody.</summary>
    public Task<(ConversationSecret Secret, IReadOnlyList<string> Hashes)> OpenAsync(ConversationFacts facts, PartRow part, CancellationToken stop) =>
        store.ReadAsync(
            async connection =>
            {
                var secret = await ConversationSecret.OpenAsync(connection, chain, facts.Row.Key);
                try
                {
                    var document = JsonNode.Parse(new SealedValue(facts.Row.RowKey, facts.Row.Sealed).Open(secret.Secret, secret.Id, secret.Generation, "conversation", facts.Row.Key));
                    return (secret, HashesOf(document, part));
                }
                catch
                {
                    secret.Dispose();
                    throw;
                }
            },
            stop);

    /// <summary>The row of the object, its place in the conversation and the entry with its digest, together.</summary>
    /// <returns>False when somebody else was first.</returns>
    public Task<bool> StoreAsync(Actor actor, ConversationFacts facts, PartRow part, NewObject content, string mediaType, TimeSpan? duration, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var free = await ConversationStore.FillPartAsync(change.Connection, part.Id, content, mediaType, duration);
                if (free)
                    change.Add(ObjectKeyStore.RowOf(content.Row));
                change.Record(new AuditEvent(AuditAct.ConversationStored)
                {
                    Conversation = facts.Row.Key,
                    DataSubject = facts.Customer,
                    Target = part.Id,
                    Content = free ? content.Proof : null,
                    Outcome = free ? AuditOutcome.Ok : AuditOutcome.Refused,
                });
                return free;
            },
            stop);

    static IReadOnlyList<string> HashesOf(JsonNode? document, PartRow part)
    {
        var place = document?["dialog"] is JsonArray dialogs && part.Position < dialogs.Count ? dialogs[(int)part.Position] : null;
        return place?["content_hash"] switch
        {
            JsonArray several => [.. several.OfType<JsonValue>().Select(each => each.ToString())],
            JsonValue one => [one.ToString()],
            _ => [],
        };
    }
}
