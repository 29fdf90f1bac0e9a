using System.Security.Cryptography;
using System.Text;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Vault;

namespace Kluis.Bench;

/// <summary>All rows of one conversation: two parties, content of its kind, metadata of a call. Only the objects' files are missing.</summary>
sealed class ConversationRows(IReadOnlyList<ProcessingActivity> activities, Storage.IdSource ids)
{
    public static readonly string[] Queues =
        ["Billing", "Moving house", "Outage", "Complaints", "Sales", "Meter readings", "Solar", "Heat", "Business", "Collections", "Refunds", "Contracts"];

    public IEnumerable<BulkRow> Make(Person customer, Person agent, DateTimeOffset start, ConversationMix mix)
    {
        using var secret = ConversationSecret.New(ids.New());
        var name = secret.Conversation.ToString();
        var startedAt = start.ToUnixTimeMilliseconds();
        var activity = activities[mix.Activity(activities.Count)];
        List<BulkRow> rows =
        [
            OfConversation(secret, agent, mix, activity, startedAt),
            new("received", [("digest", RandomNumberGenerator.GetBytes(32)), ("conversation_id", name)]),
            Rows.OfParty(ids.New(), name, 0, customer, startedAt),
            Rows.OfParty(ids.New(), name, 1, agent, startedAt),
            Rows.OfKey(secret.WrapFor(customer.Key)),
        ];
        if (mix.Channel != Channel.Call)
        {
            var kind = mix.Channel == Channel.Mail ? PartKind.Mail : PartKind.Chat;
            rows.AddRange(OfPart(secret, activity, kind, "dialog", "text/plain", ObjectKind.Message, start));
            return rows;
        }
        rows.Add(OfCall(secret, activity, customer, start));
        if (mix.HasRecording)
            rows.AddRange(OfPart(secret, activity, PartKind.Recording, "dialog", "audio/x-wav", ObjectKind.Recording, start));
        rows.AddRange(OfPart(secret, activity, PartKind.Transcript, "analysis", "application/json", ObjectKind.Transcript, start));
        return rows;
    }

    static BulkRow OfConversation(ConversationSecret secret, Person agent, ConversationMix mix, ProcessingActivity activity, long startedAt)
    {
        const string Document = """{"dialog":[{"type":"recording","start":"2026-03-05T10:15:00.000+01:00","parties":[0,1],"mediatype":"audio/x-wav","encoding":"base64url","duration":181.2,"filename":"call.wav"}],"subject":"Question about the yearly bill"}""";
        var value = SealedValue.SealBytes(secret.Secret, secret.Id, secret.Generation, "conversation", secret.Conversation, Encoding.UTF8.GetBytes(Document));
        return new(
            "conversation",
            [
                ("id", secret.Conversation.ToString()), ("vcon_uuid", null), ("version", 1L), ("previous_id", null), ("activity_id", activity.Id.ToString()),
                ("channel", mix.Channel.ToString().ToLowerInvariant()), ("direction", mix.Direction), ("source", mix.Source), ("team", mix.Team), ("queue", Queues[mix.Queue(Queues.Length)]),
                ("agent_id", agent.AgentId), ("started_at", startedAt), ("duration_ms", mix.Milliseconds), ("received_at", startedAt + 200_000), ("row_key", value.RowKey), ("sealed", value.Sealed),
            ]);
    }

    static BulkRow OfCall(ConversationSecret secret, ProcessingActivity activity, Person customer, DateTimeOffset start)
    {
        var facts = SealedValue.Seal(secret, "call_metadata", secret.Conversation, new CallFacts((string?)customer.Fields["tel"], "+31880001234", ["1", "3"], "answered"));
        return new(
            "call_metadata",
            [
                ("conversation_id", secret.Conversation.ToString()), ("wait_ms", 12_000L), ("hold_ms", 0L), ("transfers", 0L),
                ("row_key", facts.RowKey), ("sealed", facts.Sealed), ("erase_after", EraseAfter(activity, PartKind.CallMetadata, start)),
            ]);
    }

    IEnumerable<BulkRow> OfPart(ConversationSecret secret, ProcessingActivity activity, PartKind kind, string section, string mediaType, ObjectKind objectKind, DateTimeOffset start)
    {
        var content = ObjectOf(secret, objectKind);
        yield return Rows.OfObject(content);
        yield return new(
            "part",
            [
                ("id", ids.New().ToString()), ("conversation_id", secret.Conversation.ToString()), ("kind", kind.Name()), ("section", section), ("position", 0L),
                ("object_id", content.ObjectId), ("started_at", start.ToUnixTimeMilliseconds()), ("duration_ms", 181_200L), ("media_type", mediaType),
                ("size", content.Size), ("erase_after", EraseAfter(activity, kind, start)),
            ]);
    }

    static ObjectKeyRow ObjectOf(ConversationSecret secret, ObjectKind kind)
    {
        var (id, keyId) = (VaultId.New(), VaultId.New());
        var random = RandomNumberGenerator.GetBytes(96);
        return new ObjectKeyRow(
            keyId.ToString(), id.ToString(), secret.Conversation.ToString(), secret.Conversation.ToString(), (long)kind, secret.Generation,
            KeyWrap.Wrap(secret.Secret, WrapLevel.Object, keyId, secret.Id, (uint)secret.Generation, random.AsSpan(0, 32)), 2_900_000,
            SealedRow.Seal(secret.Secret, "object_key", id, random.AsSpan(32, 32)), random[64..], null);
    }

    static long EraseAfter(ProcessingActivity activity, PartKind kind, DateTimeOffset start) => activity.EraseAfter(kind, start).ToUnixTimeMilliseconds();
}
