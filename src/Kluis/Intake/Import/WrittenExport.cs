using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Intake.Import;

/// <summary>One message of an exported ticket or chat.</summary>
/// <param name="Id">The <c>Message-ID</c> of a mail; null for a chat.</param>
sealed record WrittenMessage(DateTimeOffset At, int Party, string Text, bool IsHtml, bool IsMail, string? Id);

/// <summary>
/// Tickets and chats as other systems export them (JSON, one file each), turned into a vCon. The same ticket with more messages is the
/// next version of the same vCon. Notes that colleagues leave one another were no contact with the customer, and are left out.
/// </summary>
sealed class WrittenExport
{
    /// <summary>A ticket is text; what is larger is not read as one.</summary>
    const long Longest = 16 << 20;
    static readonly JsonDocumentOptions strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    readonly List<JsonObject> parties = [];
    readonly List<WrittenMessage> messages = [];

    /// <summary>What to hand in of a file: the vCon that the recipe makes of it, else its bytes as they are.</summary>
    public static Stream Open(string path, Recipe recipe)
    {
        Func<JsonNode, JsonObject?>? read = recipe.Written switch { "zammad" => ZammadTicket.Read, "chatwoot" => ChatwootConversation.Read, _ => null };
        if (read is null || new FileInfo(path).Length > Longest)
            return File.OpenRead(path);
        try
        {
            using var file = File.OpenRead(path);
            if (JsonNode.Parse(file, documentOptions: strict) is { } told && read(told) is { } vcon)
                return new MemoryStream(Encoding.UTF8.GetBytes(vcon.ToJsonString()), writable: false);
        }
        catch (JsonException)
        {
            // It is refused with its reason, as any broken document.
        }
        return File.OpenRead(path);
    }

    /// <returns>The index of the person, who is added once.</returns>
    public int PartyOf(string role, string? name, string? mail, string? phone = null, string? number = null)
    {
        var party = new JsonObject { ["role"] = role };
        foreach (var (field, text) in new[] { ("name", name), ("mailto", mail), ("tel", phone), ("customer_number", number) })
        {
            if (!string.IsNullOrWhiteSpace(text))
                party[field] = text.Trim();
        }
        var known = parties.FindIndex(each => JsonNode.DeepEquals(each, party));
        if (known >= 0)
            return known;
        parties.Add(party);
        return parties.Count - 1;
    }

    public void Add(WrittenMessage message) => messages.Add(message);

    /// <param name="key">What names the ticket in its system, the same in every export of it.</param>
    /// <returns>Null where nothing was said to or by the customer.</returns>
    public JsonObject? ToVcon(string key, string? subject)
    {
        if (messages.Count == 0)
            return null;
        var dialog = messages.OrderBy(message => message.At).Select(DialogOf);
        return new JsonObject
        {
            ["vcon"] = "0.4.0",
            ["uuid"] = UuidOf(key).ToString(),
            ["created_at"] = Text(messages.Min(message => message.At)),
            ["subject"] = subject,
            ["parties"] = new JsonArray([.. parties]),
            ["dialog"] = new JsonArray([.. dialog]),
        };
    }

    static JsonObject DialogOf(WrittenMessage message)
    {
        var dialog = new JsonObject
        {
            ["type"] = "text", ["start"] = Text(message.At), ["parties"] = new JsonArray(message.Party), ["originator"] = message.Party,
            ["mediatype"] = message.IsHtml ? "text/html" : "text/plain", ["encoding"] = "none", ["body"] = message.Text,
        };
        // A chat program says its name, a mail its id: that tells the one from the other.
        dialog[message.IsMail ? "message_id" : "application"] = message.IsMail ? message.Id ?? "" : "chat";
        return dialog;
    }

    // RFC 9562 §5.8: bits of our own making, here a digest, so that the next export is known as the same.
    static Guid UuidOf(string key)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(key))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    static string Text(DateTimeOffset moment) => moment.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Null also of what has no members.</summary>
    public static JsonNode? MemberOf(JsonNode? node, string member) => (node as JsonObject)?[member];

    /// <summary>The text or number of a member, as text.</summary>
    public static string? TextOf(JsonNode? node, string member) => MemberOf(node, member) switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text.Length > 0 ? text : null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    };

    /// <summary>RFC 3339, or seconds since 1970.</summary>
    public static DateTimeOffset? MomentOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 32_503_680_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    /// <summary><c>Name &lt;address&gt;</c>, an address alone, or a name.</summary>
    public static (string? Name, string? Mail) PersonOf(string? text) =>
        text is null ? (null, null) : MailAddress.TryCreate(text, out var address) ? (address.DisplayName is { Length: > 0 } name ? name : null, address.Address) : (text, null);

    /// <summary>Whether a member is <c>true</c>.</summary>
    public static bool Is(JsonNode? node, string member) => MemberOf(node, member) is JsonValue value && value.GetValueKind() == JsonValueKind.True;
}

/// <summary>
/// A ticket of Zammad: <c>GET /api/v1/tickets/N?all=true</c> (assets), or an object with <c>ticket</c> and its <c>articles</c>, or the list of articles
/// alone.
/// </summary>
static class ZammadTicket
{
    public static JsonObject? Read(JsonNode told)
    {
        var articles = told as JsonArray ?? WrittenExport.MemberOf(told, "articles") as JsonArray ?? Assets(told, "TicketArticle");
        var ticket = WrittenExport.MemberOf(told, "ticket") ?? Assets(told, "Ticket")?.FirstOrDefault();
        if (articles is null || articles.OfType<JsonObject>().FirstOrDefault() is not { } first)
            return null;
        var export = new WrittenExport();
        foreach (var article in articles.OfType<JsonObject>().Where(article => !WrittenExport.Is(article, "internal") && WrittenExport.TextOf(article, "sender") != "System"))
            Add(export, article);
        var id = WrittenExport.TextOf(ticket, "id") ?? WrittenExport.TextOf(first, "ticket_id");
        var since = WrittenExport.TextOf(ticket, "created_at") ?? WrittenExport.TextOf(first, "created_at");
        return export.ToVcon($"zammad {id} {since}", WrittenExport.TextOf(ticket, "title") ?? WrittenExport.TextOf(first, "subject"));
    }

    static void Add(WrittenExport export, JsonObject article)
    {
        if (WrittenExport.MomentOf(WrittenExport.TextOf(article, "created_at")) is not { } at || WrittenExport.TextOf(article, "body") is not { } body)
            return;
        var isAgent = WrittenExport.TextOf(article, "sender") == "Agent";
        var (name, mail) = WrittenExport.PersonOf(WrittenExport.TextOf(article, "from"));
        var party = export.PartyOf(isAgent ? "agent" : "customer", name, mail);
        // To whom an agent writes first is a customer too, though they never answered.
        if (isAgent && WrittenExport.PersonOf(WrittenExport.TextOf(article, "to")) is (var toName, { } toMail))
            export.PartyOf("customer", toName, toMail);
        var isMail = WrittenExport.TextOf(article, "type") == "email";
        export.Add(new WrittenMessage(at, party, body, WrittenExport.TextOf(article, "content_type") == "text/html", isMail, WrittenExport.TextOf(article, "message_id")));
    }

    static JsonArray? Assets(JsonNode told, string kind) =>
        WrittenExport.MemberOf(WrittenExport.MemberOf(told, "assets"), kind) is JsonObject found ? new JsonArray([.. found.Select(each => each.Value?.DeepClone())]) : null;
}

/// <summary>
/// A conversation of Chatwoot: an object with its <c>messages</c>, or what <c>GET …/conversations/N/messages</c> gives (<c>meta</c> and
/// <c>payload</c>).
/// </summary>
static class ChatwootConversation
{
    public static JsonObject? Read(JsonNode told)
    {
        if ((WrittenExport.MemberOf(told, "messages") ?? WrittenExport.MemberOf(told, "payload")) is not JsonArray messages || messages.OfType<JsonObject>().FirstOrDefault() is not { } first)
            return null;
        var meta = WrittenExport.MemberOf(told, "meta");
        var contact = WrittenExport.MemberOf(meta, "sender") ?? WrittenExport.MemberOf(meta, "contact");
        var isMail = WrittenExport.TextOf(meta, "channel") == "Channel::Email";
        var export = new WrittenExport();
        var customer = export.PartyOf("customer", WrittenExport.TextOf(contact, "name"), WrittenExport.TextOf(contact, "email"), WrittenExport.TextOf(contact, "phone_number"), WrittenExport.TextOf(contact, "identifier"));
        foreach (var message in messages.OfType<JsonObject>().Where(message => !WrittenExport.Is(message, "private")))
            Add(export, message, customer, isMail);
        var id = WrittenExport.TextOf(told, "id") ?? WrittenExport.TextOf(first, "conversation_id");
        return export.ToVcon($"chatwoot {WrittenExport.TextOf(told, "account_id")} {id} {WrittenExport.TextOf(told, "created_at") ?? WrittenExport.TextOf(first, "created_at")}", null);
    }

    // 0 came in, 1 went out, 3 went out by itself; 2 tells of the conversation ("assigned to …").
    static void Add(WrittenExport export, JsonObject message, int customer, bool isMail)
    {
        if (WrittenExport.MomentOf(WrittenExport.TextOf(message, "created_at")) is not { } at || WrittenExport.TextOf(message, "content") is not { } content)
            return;
        var sender = WrittenExport.MemberOf(message, "sender");
        int? party = WrittenExport.TextOf(message, "message_type") switch
        {
            "0" or "incoming" => customer,
            "1" or "outgoing" or "3" or "template" => export.PartyOf("agent", WrittenExport.TextOf(sender, "name"), WrittenExport.TextOf(sender, "email")),
            _ => null,
        };
        if (party is { } known)
            export.Add(new WrittenMessage(at, known, content, IsHtml: false, isMail, WrittenExport.TextOf(message, "source_id")));
    }
}
