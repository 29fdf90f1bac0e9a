using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kluis.Demo;

/// <summary>
/// Writes a conversation as a vCon 0.4.0 (draft-ietf-vcon-vcon-core), as a contact platform would send it. Party 0 is
/// the customer, party 1 the agent. Beside the extension CC it uses <c>kluis</c>: <c>customer_number</c> and
/// <c>agent_id</c> of a party, and an attachment <c>call-facts</c>.
/// </summary>
static class DemoVcon
{
    public const string Host = "lindewaard.example";

    static readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Build(DemoConversation c, DemoAudio? audio)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            WriteTop(json, c, audio);
            DemoVconParties.Write(json, c);
            DemoVconDialogs.Write(json, c, audio);
            if (c.Facts is { } facts)
            {
                WriteTranscript(json, c, audio);
                WriteFacts(json, c, facts);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Seconds; an estimate if there is no sound to tell.</summary>
    public static double Duration(DemoConversation c, DemoAudio? audio) =>
        audio?.Duration ?? Math.Round((c.Turns[^1].At ?? 0) + LastWords(c), 1);

    public static string Time(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    static double LastWords(DemoConversation c) =>
        c.Kind == DemoKind.Call ? Speech.Seconds(c.Turns[^1].Text) : 0;

    static void WriteTop(Utf8JsonWriter json, DemoConversation c, DemoAudio? audio)
    {
        json.WriteString("vcon", "0.4.0");
        json.WriteString("uuid", DemoUuid.Of(c));
        WriteTexts(json, "extensions", ["CC", "kluis"]);
        json.WriteString("created_at", Time(c.Start.AddSeconds(Duration(c, audio))));
        json.WriteString("subject", c.SubjectLine);
    }

    static void WriteTranscript(Utf8JsonWriter json, DemoConversation c, DemoAudio? audio)
    {
        json.WriteStartArray("analysis");
        json.WriteStartObject();
        json.WriteString("type", "transcript");
        json.WriteNumber("dialog", 0);
        json.WriteString("vendor", DemoWorld.Organisation);
        json.WriteString("product", "Luister 3");
        json.WriteString("mediatype", "application/json");
        json.WriteStartObject("body");
        json.WriteString("language", c.Language);
        json.WriteStartArray("turns");
        foreach (var turn in audio?.TimedTurns ?? c.Turns)
        {
            WriteTurn(json, turn);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("encoding", "json");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static void WriteTurn(Utf8JsonWriter json, DemoTurn turn)
    {
        json.WriteStartObject();
        json.WriteNumber("party", turn.ByCustomer ? 0 : 1);
        json.WriteNumber("start", turn.At ?? 0);
        json.WriteString("text", turn.Text);
        json.WriteEndObject();
    }

    static void WriteFacts(Utf8JsonWriter json, DemoConversation c, DemoCallFacts facts)
    {
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("purpose", "call-facts");
        json.WriteString("start", Time(c.Start));
        json.WriteNumber("party", 1);
        json.WriteNumber("dialog", 0);
        json.WriteString("mediatype", "application/json");
        json.WriteStartObject("body");
        json.WriteString("direction", c.Direction);
        json.WriteNumber("wait_seconds", facts.WaitSeconds);
        WriteTexts(json, "ivr_choices", facts.IvrChoices);
        WriteTexts(json, "transferred_from", facts.Transfers.Select(transfer => transfer.FromQueue));
        json.WriteEndObject();
        json.WriteString("encoding", "json");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
