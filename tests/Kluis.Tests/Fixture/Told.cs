using System.Text.Json.Nodes;

namespace Kluis.Tests;

/// <summary>Conversations of the known people, as other systems tell them.</summary>
static class Told
{
    public const string Start = "2026-02-27T10:00:00+01:00", Agent = "agent-7", Queue = "queue-1", Team = "team-1";

    /// <summary>The metadata of an incoming call of the customer to the agent.</summary>
    public static JsonObject Call(Guid? activity, string start = Start)
    {
        var call = new JsonObject
        {
            ["start"] = start,
            ["direction"] = "in",
            ["queue"] = Queue,
            ["team"] = Team,
            ["agentId"] = Agent,
            ["fileName"] = Known.FileName,
            ["caller"] = Known.CustomerPhone,
            ["called"] = "+31880001122",
            ["parties"] = new JsonArray(Customer(), Staff()),
        };
        if (activity is { } id)
            call["activity"] = id.ToString();
        return call;
    }

    public static JsonObject Customer() => new()
    {
        ["role"] = "customer",
        ["name"] = Known.CustomerName,
        ["tel"] = Known.CustomerPhone,
        ["mailto"] = Known.CustomerMail,
        ["customerNumber"] = Known.CustomerNumber,
        ["postcode"] = "1234 AB",
        ["houseNumber"] = "12 a",
    };

    public static JsonObject Other() => new()
    {
        ["role"] = "customer",
        ["name"] = Known.OtherName,
        ["tel"] = Known.OtherPhone,
        ["mailto"] = Known.OtherMail,
        ["customerNumber"] = Known.OtherNumber,
    };

    public static JsonObject Staff() => new()
    {
        ["role"] = "agent", ["name"] = Known.StaffName, ["mailto"] = Known.StaffMail, ["agentId"] = Agent,
    };

    public static JsonObject With(this JsonObject call, string key, JsonNode? value)
    {
        call[key] = value;
        return call;
    }

    public static JsonObject Without(this JsonObject call, params string[] keys)
    {
        foreach (var key in keys)
            call.Remove(key);
        return call;
    }

    /// <summary>A vCon of a chat: two lines and a file.</summary>
    public static JsonObject Chat(string? uuid = null, string said = Known.Said) => Vcon(
        uuid,
        new JsonArray(
            Text(said, 0, "text/plain"),
            Text("Dank u, ik kijk het na.", 1, "text/plain")),
        new JsonArray(new JsonObject
        {
            ["purpose"] = "file", ["start"] = Start, ["party"] = 0, ["dialog"] = 0, ["mediatype"] = "text/html", ["filename"] = Known.FileName,
            ["encoding"] = "none", ["body"] = "<script>alert(1)</script>",
        }));

    /// <summary>A vCon of a mail.</summary>
    public static JsonObject Mail(string? uuid = null)
    {
        var mail = Vcon(uuid, new JsonArray(Text($"Subject: {Known.SubjectLine}\r\n\r\n{Known.Said}", 0, "message/rfc822").With("message_id", "<1@voorbeeld.example>")));
        mail["subject"] = Known.SubjectLine;
        return mail;
    }

    /// <summary>A vCon of a call, with its sound inside.</summary>
    public static JsonObject CallVcon(byte[] sound, string? uuid = null) => Vcon(uuid, new JsonArray(new JsonObject
    {
        ["type"] = "recording", ["start"] = Start, ["parties"] = new JsonArray(0, 1), ["mediatype"] = "audio/wav", ["filename"] = Known.FileName,
        ["duration"] = 2.5, ["skill"] = Queue, ["encoding"] = "base64url", ["body"] = System.Buffers.Text.Base64Url.EncodeToString(sound),
    }));

    /// <summary>A vCon of a call whose sound lies beside it.</summary>
    public static JsonObject LinkedCall(string url, byte[]? sound, string? name = null)
    {
        var dialog = new JsonObject
        {
            ["type"] = "recording", ["start"] = Start, ["parties"] = new JsonArray(0, 1), ["mediatype"] = "audio/mpeg", ["url"] = url,
        };
        if (sound is not null)
            dialog["content_hash"] = Hash(sound);
        if (name is not null)
            dialog["filename"] = name;
        return Vcon(null, new JsonArray(dialog));
    }

    public static string Hash(byte[] sound) =>
        "sha512-" + System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA512.HashData(sound));

    public static JsonObject Text(string said, int party, string type) => new()
    {
        ["type"] = "text", ["start"] = Start, ["parties"] = new JsonArray(party, 1 - party), ["originator"] = party,
        ["mediatype"] = type, ["encoding"] = "none", ["body"] = said,
    };

    public static JsonObject Vcon(string? uuid, JsonArray dialog, JsonArray? attachments = null) => new()
    {
        ["vcon"] = "0.4.0",
        ["uuid"] = uuid ?? Guid.CreateVersion7().ToString(),
        ["created_at"] = Start,
        ["parties"] = new JsonArray(
            new JsonObject
            {
                ["name"] = Known.CustomerName, ["mailto"] = Known.CustomerMail, ["tel"] = Known.CustomerPhone, ["customer_number"] = Known.CustomerNumber, ["role"] = "customer",
            },
            new JsonObject { ["name"] = Known.StaffName, ["mailto"] = Known.StaffMail, ["role"] = "agent", ["agent_id"] = Agent }),
        ["dialog"] = dialog,
        ["attachments"] = attachments ?? [],
    };
}
