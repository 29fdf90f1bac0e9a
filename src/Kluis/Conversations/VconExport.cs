using System.Globalization;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Vcon;

namespace Kluis.Conversations;

/// <summary>A conversation as vCon 0.4.0, media inside, streamed: the size of a recording is not the size of the memory.</summary>
sealed class VconExport(ConversationReader reader)
{
    /// <returns>What writes the file, once the export is in the log.</returns>
    public async Task<(ReadRefusal Refusal, Func<Stream, Task>? Write)> PrepareAsync(Caller caller, Guid id, string? purpose, CancellationToken stop)
    {
        var (refusal, facts, document) = await reader.ExportAsync(caller, id, purpose, stop);
        if (facts is null)
            return (refusal, null);
        var (complete, bodies) = Assemble(facts, document!);
        return (ReadRefusal.None, to => VconWriter.WriteAsync(complete, bodies, to, stop));
    }

    (JsonObject Document, List<VconOutBody> Bodies) Assemble(ConversationFacts facts, JsonObject document)
    {
        document["uuid"] = facts.Row.VconUuid ?? facts.Row.Id;
        document["created_at"] ??= DateTimeOffset.FromUnixTimeMilliseconds(facts.Row.ReceivedAt).ToString("O", CultureInfo.InvariantCulture);
        document["parties"] = new JsonArray([.. facts.Parties.Where(party => party.Position >= 0).OrderBy(party => party.Position).Select(party => party.Fields.DeepClone())]);
        var bodies = new List<VconOutBody>();
        foreach (var part in facts.Parts.Where(part => part.ObjectId is not null))
        {
            if (Place(document, part) is not { } fields)
                continue;
            var encoding = (string?)fields["encoding"] ?? "base64url";
            bodies.Add(new VconOutBody(Enum.Parse<VconPartKind>(part.Section, ignoreCase: true), (int)part.Position, encoding, stop => reader.ExportPartAsync(facts.Row.Key, part, stop)));
        }
        RemoveEncodings(document);
        return (document, bodies);
    }

    static JsonObject? Place(JsonObject document, PartRow part) =>
        document[ArrayOf(part.Section)] is JsonArray array && part.Position < array.Count ? array[(int)part.Position] as JsonObject : null;

    // The encoding belongs to the body; the writer sets it where there is one.
    static void RemoveEncodings(JsonObject document)
    {
        foreach (var section in new[] { "dialog", "analysis", "attachments" })
        {
            foreach (var fields in (document[section] as JsonArray)?.OfType<JsonObject>() ?? [])
                fields.Remove("encoding");
        }
    }

    static string ArrayOf(string section) => section == "attachment" ? "attachments" : section;
}
