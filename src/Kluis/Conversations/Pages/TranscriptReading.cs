using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Conversations.Pages;

/// <summary>One turn of a transcript.</summary>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="Party">Index of the party, where the transcript names one.</param>
/// <param name="Speaker">What the transcript calls the speaker otherwise.</param>
sealed record TranscriptTurn(double? Start, int? Party, string? Speaker, string Text);

/// <summary>
/// Reads transcripts of any maker: no standard says how one looks inside a vCon. A list of things with a text is one, wherever it
/// stands in the document; where nothing like it is found, the answer is null and the file is handed out instead.
/// </summary>
static class TranscriptReading
{
    static readonly string[] texts = ["text", "message", "utterance", "transcript", "content", "body"];
    static readonly string[] starts = ["start", "start_time", "startTime", "begin", "offset", "timestamp", "time"];
    static readonly string[] speakers = ["speaker", "role", "name"];

    public static IReadOnlyList<TranscriptTurn>? Read(string content, long recordingStart)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(content, documentOptions: new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            return [.. content.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => new TranscriptTurn(null, null, null, line))];
        }
        if (root is JsonValue value && value.TryGetValue<string>(out var inner))
            return inner == content ? null : Read(inner, recordingStart);
        var found = Lists(root).ToList();
        // A list that also tells when or who is the transcript; one of texts alone may be a choice of whole versions.
        var best = found.Find(list => list.Any(item => StartOf(item, recordingStart) is not null || SpeakerOf(item) is not null || PartyOf(item) is not null)) ?? found.FirstOrDefault();
        return best is null ? null : [.. best.Select(item => new TranscriptTurn(StartOf(item, recordingStart), PartyOf(item), SpeakerOf(item), TextOf(item)!))];
    }

    /// <summary>All lists of things with a text, the outer ones first.</summary>
    static IEnumerable<List<JsonObject>> Lists(JsonNode? root)
    {
        var waiting = new Queue<JsonNode?>([root]);
        while (waiting.TryDequeue(out var node))
        {
            if (node is JsonArray array)
            {
                var items = array.OfType<JsonObject>().Where(item => TextOf(item) is not null).ToList();
                if (items.Count > 0 && items.Count == array.Count)
                    yield return items;
            }
            foreach (var inside in node is JsonArray list ? list : node is JsonObject fields ? fields.Select(field => field.Value) : [])
                waiting.Enqueue(inside);
        }
    }

    static string? TextOf(JsonObject item)
    {
        if (item["sentences"] is JsonArray sentences && sentences.Count > 0)
            return string.Join(' ', sentences.OfType<JsonObject>().Select(TextOf));
        return texts.Select(name => String(item[name])).FirstOrDefault(text => text is not null);
    }

    static double? StartOf(JsonObject item, long recordingStart) =>
        starts.Select(name => item[name]).OfType<JsonValue>().Select(value => Seconds(value, recordingStart)).FirstOrDefault(start => start is not null);

    // Seconds as a number, or a moment of the clock.
    static double? Seconds(JsonValue value, long recordingStart)
    {
        if (value.TryGetValue<double>(out var seconds))
            return seconds is >= 0 and < 864_000 ? seconds : null;
        return value.TryGetValue<string>(out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? Math.Max(0, (moment.ToUnixTimeMilliseconds() - recordingStart) / 1000.0)
            : null;
    }

    static int? PartyOf(JsonObject item) => (item["party"] ?? item["parties"]) switch
    {
        JsonValue value when value.TryGetValue<int>(out var index) => index,
        JsonArray { Count: > 0 } array when array[0] is JsonValue first && first.TryGetValue<int>(out var index) => index,
        _ => null,
    };

    static string? SpeakerOf(JsonObject item) =>
        speakers.Select(name => item[name]).OfType<JsonValue>().Select(value => value.ToString()).FirstOrDefault(name => name.Length is > 0 and <= 80);

    static string? String(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
