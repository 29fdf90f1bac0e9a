using System.Text;
using System.Text.Json.Nodes;
using Kluis.Access;

namespace Kluis.Conversations.Pages;

/// <summary>What was said, while it is open.</summary>
sealed record OpenedConversation(
    string? Subject, IReadOnlyList<RecordingView> Recordings, IReadOnlyList<TranscriptView> Transcripts, IReadOnlyList<MessageView> Messages, IReadOnlyList<DownloadView> Downloads);

/// <param name="Number">Its number in the address, from 0.</param>
/// <param name="Parties">Who is in it, in the order of the channels where there are as many.</param>
/// <param name="Holds">Seconds from the start in which the caller waited.</param>
sealed record RecordingView(int Number, PartRow Part, IReadOnlyList<int> Parties, IReadOnlyList<(double From, double To)> Holds);

/// <param name="Recording">Number of the recording that it was made from, where that is stored.</param>
sealed record TranscriptView(PartRow Part, int? Recording, string? Maker, IReadOnlyList<TranscriptTurn>? Turns);

/// <param name="Text">Null for what is not plain text: it is handed out as a file.</param>
sealed record MessageView(PartRow Part, int? Party, DateTimeOffset? At, string? Text);

sealed record DownloadView(PartRow Part, string? Name);

/// <summary>Reads a conversation for its page, each part through the one door to content.</summary>
sealed class OpenedReading(ConversationReader reader)
{
    const int LongestText = 1 << 20, MostMessages = 500;

    public async Task<OpenedConversation> ReadAsync(Caller caller, Opening opening, ConversationFacts facts, CancellationToken stop)
    {
        var document = await reader.DocumentAsync(caller, opening, facts, stop);
        var recordings = facts.Recordings.Select((part, number) => RecordingOf(number, part, facts, document)).ToList();
        var transcripts = new List<TranscriptView>();
        var messages = new List<MessageView>();
        var downloads = new List<DownloadView>();
        foreach (var part in facts.Parts.Where(part => part.ObjectId is not null).OrderBy(part => part.Position))
        {
            var fields = FieldsOf(document, part);
            if (part.Kind == "transcript")
                transcripts.Add(TranscriptOf(part, fields, recordings, facts, await TextAsync(caller, opening, part, stop)));
            else if (part.Kind is "chat" or "mail" && messages.Count < MostMessages)
                messages.Add(MessageOf(part, fields, IsPlain(part) ? await TextAsync(caller, opening, part, stop) : null));
            else if (part.Kind is not ("recording" or "call-metadata"))
                downloads.Add(new DownloadView(part, Text(fields, "filename") ?? Text(fields, "purpose") ?? Text(fields, "type")));
        }
        return new OpenedConversation(Text(document, "subject"), recordings, transcripts, messages, downloads);
    }

    async Task<string?> TextAsync(Caller caller, Opening opening, PartRow part, CancellationToken stop)
    {
        if (part.Size > LongestText)
            return null;
        var (_, content) = await reader.ContentAsync(caller, opening, parts => parts.FirstOrDefault(each => each.Id == part.Id), plays: true, stop);
        if (content is null)
            return null;
        using var text = new StreamReader(content.Stream, Encoding.UTF8);
        return await text.ReadToEndAsync(stop);
    }

    // HTML, and mail with parts, may hold script and pictures from elsewhere: never shown here, only handed out.
    static bool IsPlain(PartRow part) =>
        part.MediaType is null || part.MediaType.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);

    static RecordingView RecordingOf(int number, PartRow part, ConversationFacts facts, JsonObject document)
    {
        var fields = FieldsOf(document, part);
        var start = part.StartedAt ?? facts.Row.StartedAt;
        return new RecordingView(number, part, Indices(fields?["parties"]), HoldReading.Read(fields?["party_history"] as JsonArray, start));
    }

    static TranscriptView TranscriptOf(PartRow part, JsonObject? fields, List<RecordingView> recordings, ConversationFacts facts, string? text)
    {
        var dialog = Indices(fields?["dialog"]) is [var first, ..] ? first : 0;
        var recording = recordings.Find(each => each.Part.Position == dialog);
        var maker = string.Join(' ', new[] { Text(fields, "vendor"), Text(fields, "product") }.OfType<string>());
        var start = recording?.Part.StartedAt ?? facts.Row.StartedAt;
        return new TranscriptView(part, recording?.Number, maker.Length > 0 ? maker : null, text is null ? null : TranscriptReading.Read(text, start));
    }

    static MessageView MessageOf(PartRow part, JsonObject? fields, string? text)
    {
        var from = fields?["originator"] ?? fields?["parties"];
        return new MessageView(part, Indices(from) is [var first, ..] ? first : null, part.StartedAt is { } start ? Web.When.At(start) : null, text);
    }

    static JsonObject? FieldsOf(JsonObject document, PartRow part) =>
        document[part.Section == "attachment" ? "attachments" : part.Section] is JsonArray array && part.Position < array.Count ? array[(int)part.Position] as JsonObject : null;

    // One number, or several: both are written.
    static List<int> Indices(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<int>(out var one) => [one],
        JsonArray array => [.. array.OfType<JsonValue>().Select(value => value.TryGetValue<int>(out var index) ? index : -1)],
        _ => [],
    };

    static string? Text(JsonObject? fields, string key) =>
        fields?[key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
