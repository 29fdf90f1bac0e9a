using Kluis.Conversations;
using Kluis.Keys;

namespace Kluis.Bench;

/// <summary>Rows of the product's tables.</summary>
static class Rows
{
    public static IEnumerable<BulkRow> OfSubject(Guid id, string kind, RootKey key, RootKeyRow keyRow, SubjectProfile profile, long now)
    {
        var value = SealedValue.Seal(key, "data_subject", id, profile);
        yield return new("root_key", [("id", keyRow.Id), ("kind", keyRow.Kind), ("epoch", keyRow.Epoch), ("generation", keyRow.Generation), ("wrapped", keyRow.Wrapped)]);
        yield return new(
            "data_subject",
            [("id", id.ToString()), ("kind", kind), ("key_id", keyRow.Id), ("created_at", now), ("row_key", value.RowKey), ("sealed", value.Sealed)]);
    }

    public static BulkRow OfToken(IndexToken token, Guid dataSubject) => new(
        "bix", [("token", token.Token), ("field", token.Field), ("norm_v", Identifier.Version), ("key_v", token.KeyV), ("subject_ref", dataSubject.ToString())]);

    public static BulkRow OfParty(Guid id, string conversation, long position, Person person, long startedAt)
    {
        var value = SealedValue.SealBytes(person.Key, "party", id, System.Text.Encoding.UTF8.GetBytes(person.Fields.ToJsonString()));
        return new(
            "party",
            [
                ("id", id.ToString()), ("conversation_id", conversation), ("position", position), ("subject_id", person.Id.ToString()),
                ("kind", person.AgentId is null ? SubjectStore.Customer : SubjectStore.Staff), ("role", person.AgentId is null ? null : "agent"), ("agent_id", person.AgentId),
                ("started_at", startedAt), ("row_key", value.RowKey), ("sealed", value.Sealed),
            ]);
    }

    public static BulkRow OfKey(ConversationKeyRow row) => new(
        "conversation_key",
        [("key_id", row.KeyId), ("conversation_id", row.ConversationId), ("holder_id", row.HolderId), ("generation", row.Generation), ("wrapped", row.Wrapped)]);

    public static BulkRow OfObject(ObjectKeyRow row) => new(
        "object_key",
        [
            ("key_id", row.KeyId), ("object_id", row.ObjectId), ("conversation_id", row.ConversationId), ("owner_id", row.OwnerId), ("kind", row.Kind),
            ("generation", row.Generation), ("wrapped", row.Wrapped), ("size", row.Size), ("content_digest_sealed", row.ContentDigestSealed),
            ("header_digest", row.HeaderDigest), ("state", "stored"), ("body", row.Body),
        ]);
}
