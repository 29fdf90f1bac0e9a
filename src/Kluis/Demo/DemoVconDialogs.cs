using System.Buffers.Text;
using System.Text.Json;

namespace Kluis.Demo;

/// <summary>The dialogs of a vCon: one recording, or one text for each message.</summary>
static class DemoVconDialogs
{
    public static void Write(Utf8JsonWriter json, DemoConversation c, DemoAudio? audio)
    {
        json.WriteStartArray("dialog");
        if (c.Kind == DemoKind.Call)
        {
            WriteRecording(json, c, audio);
        }
        else
        {
            for (var index = 0; index < c.Turns.Count; index++)
            {
                WriteMessage(json, c, index);
            }
        }

        json.WriteEndArray();
    }

    static void WriteRecording(Utf8JsonWriter json, DemoConversation c, DemoAudio? audio)
    {
        json.WriteStartObject();
        json.WriteString("type", "recording");
        json.WriteString("start", DemoVcon.Time(c.Start));
        json.WriteNumber("duration", Math.Round(DemoVcon.Duration(c, audio), 3));
        WriteIndices(json, 0, 1);
        if (c.Direction == "outbound")
        {
            json.WriteNumber("originator", 1);
        }

        WriteHistory(json, c, audio);
        WriteContactCentre(json, c, "telephone");
        if (audio is not null)
        {
            json.WriteString("mediatype", audio.MediaType);
            json.WriteString("filename", audio.MediaType == "audio/ogg" ? "call.ogg" : "call.wav");
            json.WriteString("body"u8, Base64Url.EncodeToUtf8(audio.Bytes));
            json.WriteString("encoding", "base64url");
        }

        json.WriteEndObject();
    }

    static void WriteHistory(Utf8JsonWriter json, DemoConversation c, DemoAudio? audio)
    {
        var end = DemoVcon.Duration(c, audio);
        json.WriteStartArray("party_history");
        WriteEvent(json, c, 0, 0, "join");
        WriteEvent(json, c, 0, 1, "join");
        foreach (var hold in audio?.Holds ?? [])
        {
            WriteEvent(json, c, hold.From, 0, "hold");
            WriteEvent(json, c, hold.To, 0, "unhold");
        }

        WriteEvent(json, c, end, 0, "drop");
        WriteEvent(json, c, end, 1, "drop");
        json.WriteEndArray();
    }

    static void WriteEvent(Utf8JsonWriter json, DemoConversation c, double at, int party, string name)
    {
        json.WriteStartObject();
        json.WriteNumber("party", party);
        json.WriteString("time", DemoVcon.Time(c.Start.AddSeconds(at)));
        json.WriteString("event", name);
        json.WriteEndObject();
    }

    static void WriteMessage(Utf8JsonWriter json, DemoConversation c, int index)
    {
        var turn = c.Turns[index];
        var mail = c.Kind == DemoKind.Mail;
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("start", DemoVcon.Time(c.Start.AddSeconds(turn.At ?? 0)));
        WriteIndices(json, turn.ByCustomer ? 0 : 1, turn.ByCustomer ? 1 : 0);
        WriteContactCentre(json, c, mail ? "e-mail" : "web chat");
        if (mail)
        {
            json.WriteString("message_id", $"<{DemoUuid.Of(c)}.{index}@{DemoVcon.Host}>");
        }

        json.WriteString("mediatype", "text/plain");
        json.WriteString("body", turn.Text);
        json.WriteString("encoding", "none");
        json.WriteEndObject();
    }

    static void WriteContactCentre(Utf8JsonWriter json, DemoConversation c, string application)
    {
        json.WriteString("application", application);
        json.WriteString("skill", c.Queue);
        json.WriteString("interaction_id", DemoUuid.Of(c));
    }

    static void WriteIndices(Utf8JsonWriter json, int first, int second)
    {
        json.WriteStartArray("parties");
        json.WriteNumberValue(first);
        json.WriteNumberValue(second);
        json.WriteEndArray();
    }
}
