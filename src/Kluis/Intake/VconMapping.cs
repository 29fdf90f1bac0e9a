using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Vcon;

namespace Kluis.Intake;

/// <summary>What a vCon means for the vault: channel, kinds of data, people. Pure.</summary>
static class VconMapping
{
    public static NewConversation Read(
        Guid id, ProcessingActivity activity, Vcon.Vcon vcon, IReadOnlyDictionary<(VconPartKind, int), NewObject> contents, byte[] digest, string country, string? source,
        DateTimeOffset received)
    {
        var channel = ChannelOf(vcon);
        var dialogs = vcon.Parts.Where(part => part.Kind == VconPartKind.Dialog).ToList();
        var start = dialogs.Where(part => part.Start is not null).Select(part => part.Start!.Value).DefaultIfEmpty(vcon.CreatedAt ?? received).Min();
        Check(vcon, start);
        var parties = vcon.Parties.Select(party => PartyReading.Read(party.Fields, country)).ToList();
        return new NewConversation(id, activity, channel, start)
        {
            VconUuid = vcon.Uuid,
            Direction = DirectionOf(dialogs, parties),
            Duration = dialogs.Sum(part => part.Duration ?? 0) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
            Marks = new ConversationMarks(null, QueueOf(dialogs), parties.Find(party => party.AgentId is not null)?.AgentId, source),
            ReceivedDigest = digest,
            Document = DocumentOf(vcon),
            Parties = parties,
            Parts = [.. vcon.Parts.Select(part => PartOf(part, channel, contents.GetValueOrDefault((part.Kind, part.Index))))],
            Call = channel == Channel.Call ? CallOf(dialogs, parties, CallFactsPart.Read(vcon)) : null,
        };
    }

    // Dates decide when something goes, and labels stand in clear: neither may be anything at all.
    static void Check(Vcon.Vcon vcon, DateTimeOffset start)
    {
        if (vcon.Parts.Select(part => part.Start ?? start).Append(start).Any(each => each.Year is < 1990 or > 2200))
            throw new IntakeRefusedException("vcon.invalid", "start, created_at: a real moment");
        if (vcon.Parties.Any(party => !Label.Fits(PartyReading.Text(party.Fields, "role")) || !Label.Fits(PartyReading.Text(party.Fields, "agent_id"))))
            throw new IntakeRefusedException("vcon.invalid", "$.parties: role and agent_id have at most 100 characters, none of them control characters");
    }

    public static ObjectKind ObjectKindOf(VconPart part) => part switch
    {
        { Kind: VconPartKind.Attachment } => ObjectKind.Attachment,
        { Kind: VconPartKind.Analysis, Type: "transcript" } => ObjectKind.Transcript,
        { Kind: VconPartKind.Analysis } => ObjectKind.Analysis,
        _ => IsSound(part) ? ObjectKind.Recording : ObjectKind.Message,
    };

    static NewPart PartOf(VconPart part, Channel channel, NewObject? content) => new(
        KindOf(part, channel),
        part.Kind.ToString().ToLowerInvariant(),
        part.Index,
        part.Start,
        part.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        part.MediaType,
        content);

    static PartKind KindOf(VconPart part, Channel channel) => part switch
    {
        { Kind: VconPartKind.Attachment, Type: CallFactsPart.Purpose } => PartKind.CallMetadata,
        { Kind: VconPartKind.Attachment } => PartKind.Attachment,
        { Kind: VconPartKind.Analysis, Type: "transcript" } => PartKind.Transcript,
        { Kind: VconPartKind.Analysis } => PartKind.Derived,
        { Type: "recording" } => PartKind.Recording,
        { Type: "text" } => channel == Channel.Mail ? PartKind.Mail : PartKind.Chat,
        // Transfers, unanswered calls, sets: facts about a call.
        _ => PartKind.CallMetadata,
    };

    static Channel ChannelOf(Vcon.Vcon vcon)
    {
        var dialogs = vcon.Parts.Where(part => part.Kind == VconPartKind.Dialog).ToList();
        if (dialogs.Exists(part => part.Type != "text") || dialogs.Count == 0)
            return Channel.Call;
        if (dialogs.Exists(IsMail))
            return Channel.Mail;
        // A chat program says its name; text between mail addresses alone, and nothing else said, is mail.
        return !dialogs.Exists(part => part.Fields.ContainsKey("application")) && vcon.Parties.All(party => party is { Tel: null, MailTo: not null }) ? Channel.Mail : Channel.Chat;
    }

    static bool IsMail(VconPart part) =>
        part.MediaType is { } type && (type.StartsWith("message/rfc822", StringComparison.OrdinalIgnoreCase) || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        || part.Fields.ContainsKey("message_id");

    public static bool IsSound(VconPart part) =>
        part.Type == "recording" || part.MediaType?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) == true || part.MediaType?.StartsWith("video/", StringComparison.OrdinalIgnoreCase) == true;

    static string? QueueOf(List<VconPart> dialogs) =>
        dialogs.Select(part => PartyReading.Text(part.Fields, "skill")).FirstOrDefault(skill => skill is not null && Label.Fits(skill));

    // The first party of a dialog is who began it.
    static string? DirectionOf(List<VconPart> dialogs, List<NewParty> parties)
    {
        var first = dialogs.FirstOrDefault(part => part.Parties.Count > 0);
        if (first is null || !parties.Exists(party => party.IsStaff))
            return null;
        var originator = first.Fields["originator"] is JsonValue value && value.TryGetValue<int>(out var named) ? named : first.Parties[0];
        return originator >= 0 && originator < parties.Count && parties[originator].IsStaff ? "out" : "in";
    }

    static NewCallMetadata CallOf(List<VconPart> dialogs, List<NewParty> parties, CallFactsPart? told)
    {
        string? NumberOf(bool staff) => parties.Where(party => party.IsStaff == staff).Select(party => PartyReading.Text(party.Fields, "tel")).FirstOrDefault(tel => tel is not null);
        var incoming = DirectionOf(dialogs, parties) != "out";
        var disposition = dialogs.Select(part => PartyReading.Text(part.Fields, "disposition")).FirstOrDefault(text => text is { Length: <= 100 });
        return new NewCallMetadata(
            told?.Wait,
            CallTimes.HoldOf(dialogs),
            told?.Transfers ?? dialogs.Count(part => part.Type == "transfer"),
            new CallFacts(NumberOf(!incoming), NumberOf(incoming), told?.MenuChoices ?? [], disposition));
    }

    // Parties stand in their own rows under their own keys; bodies are objects. What is left keeps its order and its indices.
    static JsonObject DocumentOf(Vcon.Vcon vcon)
    {
        var document = (JsonObject)vcon.Document.DeepClone();
        document.Remove("parties");
        foreach (var part in vcon.Parts.Where(part => part.Body is not null))
        {
            var section = part.Kind == VconPartKind.Dialog ? "dialog" : part.Kind == VconPartKind.Analysis ? "analysis" : "attachments";
            if (document[section] is JsonArray array && part.Index < array.Count && array[part.Index] is JsonObject fields)
                fields["encoding"] = part.Body!.Encoding;
        }
        return document;
    }
}
