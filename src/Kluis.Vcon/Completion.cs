using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>Makes a normalised document strict: what must be there is there, and has its shape.</summary>
static class Completion
{
    public static readonly string[] Arrays = ["parties", "dialog", "analysis", "attachments"];

    /// <summary>What a strict document may still lack; all other findings mean a wrong shape.</summary>
    static readonly string[] Allowed =
    [
        "vcon.content-missing", "vcon.hash-missing", "vcon.mediatype-missing", "vcon.url-not-https",
        "vcon.disposition-missing", "vcon.redacted-and-amended",
    ];

    static readonly VconLimits NoLimits = new() { Parties = int.MaxValue, Parts = int.MaxValue };

    public static VconFormatException Invalid(string path) => new("vcon.document-invalid", path);

    /// <summary>The bodies by their part; each part must exist and may have one.</summary>
    public static Dictionary<(VconPartKind Kind, int Index), VconOutBody> ByPart(
        JsonObject document, IReadOnlyList<VconOutBody> bodies)
    {
        var byPart = new Dictionary<(VconPartKind, int), VconOutBody>();
        foreach (var body in bodies)
        {
            var key = Shapes.Parts.First(p => p.Kind == body.Kind).Key;
            var exists = document[key] is JsonArray array && body.Index >= 0 && body.Index < array.Count;
            if (!exists || body.Encoding is not ("none" or "json" or "base64url")
                || !byPart.TryAdd((body.Kind, body.Index), body))
            {
                throw Invalid($"$.{key}[{body.Index}].body");
            }
        }
        return byPart;
    }

    /// <summary>A completed and checked copy.</summary>
    public static JsonObject Complete(JsonObject document, ICollection<(VconPartKind, int)> withBody)
    {
        var copy = (JsonObject)document.DeepClone();
        copy["vcon"] = "0.4.0";
        foreach (var name in Arrays)
        {
            copy[name] ??= new JsonArray();
        }
        var unknown = (copy["parties"] as JsonArray ?? throw Invalid("$.parties")).Count;
        foreach (var (key, kind, _) in Shapes.Parts)
        {
            Fill(copy, key, kind, unknown, withBody);
        }
        if (copy["redacted"] is JsonObject redacted)
        {
            redacted["type"] ??= "unknown";
        }
        Check(copy);
        return copy;
    }

    static void Fill(
        JsonObject document, string key, VconPartKind kind, int unknown, ICollection<(VconPartKind, int)> withBody)
    {
        var parts = document[key] as JsonArray ?? throw Invalid($"$.{key}");
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i] as JsonObject ?? throw Invalid($"$.{key}[{i}]");
            part.Remove("body");
            part.Remove("encoding");
            var hasBody = withBody.Contains((kind, i));
            if (hasBody)
            {
                part.Remove("url");
                part.Remove("content_hash");
            }
            if (part.Count > 0 || hasBody)
            {
                Fill(document, part, kind, unknown);
            }
        }
    }

    static void Fill(JsonObject document, JsonObject part, VconPartKind kind, int unknown)
    {
        switch (kind)
        {
            case VconPartKind.Dialog:
                part["start"] ??= document["created_at"]?.DeepClone();
                break;
            case VconPartKind.Analysis:
                part["type"] ??= "unknown";
                part["vendor"] ??= "unknown";
                break;
            case VconPartKind.Attachment:
                part["dialog"] ??= 0;
                part["party"] ??= UnknownParty((JsonArray)document["parties"]!, unknown);
                part["start"] ??= StartOf(document, part["dialog"]!)?.DeepClone();
                break;
        }
    }

    /// <summary>Whoever attached it, it must not be laid at the door of a real party.</summary>
    static int UnknownParty(JsonArray parties, int unknown)
    {
        if (parties.Count == unknown)
        {
            parties.Add((JsonNode)new JsonObject());
        }
        return unknown;
    }

    static JsonNode? StartOf(JsonObject document, JsonNode dialog)
    {
        var dialogs = (JsonArray)document["dialog"]!;
        var known = dialog is JsonValue value && value.TryGetValue(out int index) && index >= 0 && index < dialogs.Count
            ? dialogs[index]!["start"] : null;
        return known ?? document["created_at"];
    }

    /// <summary>A strict document is one that our own reader takes without changing anything.</summary>
    static void Check(JsonObject document)
    {
        var root = JsonSerializer.SerializeToElement(document);
        var critical = document["critical"] is JsonArray names ? names.Select(n => n?.ToString() ?? "").ToArray() : [];
        if (VconForm.Check(root, NoLimits, critical, out _) is { } refused)
        {
            throw Invalid(refused.Detail);
        }
        var findings = new Findings();
        new Normaliser(root, [], TimeZoneInfo.Utc, findings).Read("0.4.0");
        // An attachment of a conversation without dialogs still has to name one: the draft says 0.
        var dialogs = ((JsonArray)document["dialog"]!).Count;
        var wrong = findings.All.FirstOrDefault(f => !Allowed.Contains(f.Code)
            && !(dialogs == 0 && f.Path.StartsWith("$.attachments", StringComparison.Ordinal)
                && f.Path.EndsWith("].dialog", StringComparison.Ordinal)));
        if (wrong is not null)
        {
            throw Invalid(wrong.Path);
        }
    }
}
