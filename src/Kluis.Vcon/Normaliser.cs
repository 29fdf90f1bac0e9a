using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>Makes a vCon of a skeleton whose form, version and counts were accepted.</summary>
sealed class Normaliser(JsonElement root, IReadOnlyList<FoundBody> bodies, TimeZoneInfo zone, Findings findings)
{
    readonly MemberReader members = new(zone, findings, new Counts(
        Elements(root, "parties").Count, Elements(root, "dialog").Count, Elements(root, "attachments").Count));

    /// <summary>The elements of an array member; none when it is absent, null or empty in some other way.</summary>
    public static IReadOnlyList<JsonElement> Elements(JsonElement source, string name) =>
        source.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()] : [];

    public Vcon Read(string version)
    {
        var document = members.Object(root, Shapes.Root, "$", "parties", "dialog", "analysis", "attachments", "group");
        CheckRoot(document);
        var parties = Elements(root, "parties").Select(Party).ToList();
        var parts = Shapes.Parts
            .SelectMany(a => Elements(root, a.Key).Select((item, i) => Part(a.Key, a.Kind, a.Shape, item, i))).ToList();
        Attach(document, parties, parts);
        return new Vcon
        {
            Document = document,
            SourceVersion = version,
            Uuid = document.Text("uuid"),
            CreatedAt = Dates.Read(document.Text("created_at")),
            Subject = document.Text("subject"),
            Parties = parties,
            Parts = parts,
        };
    }

    void CheckRoot(JsonObject document)
    {
        Expect(document, "vcon", "vcon.version-missing", "$");
        document["vcon"] = "0.4.0";
        Expect(document, "created_at", "vcon.created-at-missing", "$");
        Expect(document, "uuid", "vcon.uuid-missing", "$");
        if (root.TryGetProperty("group", out _))
        {
            findings.Add("vcon.legacy-field", "$.group");
        }
        if (document["redacted"] is JsonObject redacted)
        {
            Expect(redacted, "type", "vcon.type-missing", "$.redacted");
            if (document.ContainsKey("amended"))
            {
                findings.Add("vcon.redacted-and-amended", "$");
            }
        }
    }

    void Expect(JsonObject source, string name, string code, string path)
    {
        if (!source.ContainsKey(name))
        {
            findings.Add(code, $"{path}.{name}");
        }
    }

    static void Attach(JsonObject document, List<VconParty> parties, List<VconPart> parts)
    {
        if (parties.Any(p => p.Fields.ContainsKey("role")))
        {
            NameExtension(document, "CC");
        }
        document["parties"] = new JsonArray([.. parties.Select(p => p.Fields)]);
        foreach (var array in Shapes.Parts)
        {
            document[array.Key] = new JsonArray([.. parts.Where(p => p.Kind == array.Kind).Select(p => p.Fields)]);
        }
    }

    static void NameExtension(JsonObject document, string name)
    {
        if (document["extensions"] is not JsonArray names)
        {
            document["extensions"] = names = [];
        }
        if (!names.Any(n => n!.GetValue<string>() == name))
        {
            names.Add((JsonNode)name);
        }
    }

    JsonObject Fields(JsonElement item, ObjectShape shape, string path, params ReadOnlySpan<string> leave)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            return members.Object(item, shape, path, leave);
        }
        // An empty placeholder keeps the references to its neighbours right.
        findings.Add("vcon.not-an-object", path);
        return [];
    }

    VconParty Party(JsonElement item, int index)
    {
        var path = $"$.parties[{index}]";
        var fields = Fields(item, Shapes.Party, path);
        LiftRole(fields, path);
        return new VconParty(index, fields, Bare(fields.Text("tel"), "tel:"), Bare(fields.Text("mailto"), "mailto:"),
            fields.Text("name"), Bare(fields.Text("sip"), "sip:"), fields.Text("uuid"), fields.Text("role"));
    }

    /// <summary>Version 0.0.1 tools kept the role, today a member of the CC extension, in <c>meta</c>.</summary>
    void LiftRole(JsonObject party, string path)
    {
        if (party["meta"] is not JsonObject meta || meta.Text("role") is not { } role || party.ContainsKey("role"))
        {
            return;
        }
        findings.Add("vcon.legacy-field", $"{path}.role");
        party["role"] = role;
        meta.Remove("role");
        if (meta.Count == 0)
        {
            party.Remove("meta");
        }
    }

    static string? Bare(string? address, string scheme) =>
        address?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) == true ? address[scheme.Length..] : address;

    VconPart Part(string key, VconPartKind kind, ObjectShape shape, JsonElement item, int index)
    {
        var path = $"$.{key}[{index}]";
        var fields = Fields(item, shape, path, "body", "encoding");
        LegacyHash(fields, path);
        var body = new BodyReader(bodies, findings).Read(item, fields, path);
        var link = fields.Text("url") is { } url ? new VconLink(url, Texts(fields["content_hash"])) : null;
        new PartCheck(fields, path, findings).Check(kind, body, link);
        return new VconPart(kind, index, fields, fields.Text(kind == VconPartKind.Attachment ? "purpose" : "type"),
            Dates.Read(fields.Text("start")), fields.Number("duration"), fields.Text("mediatype"),
            fields.Text("filename"), Json.Indices(fields["parties"] ?? fields["party"]), body, link);
    }

    void LegacyHash(JsonObject fields, string path)
    {
        if (fields.Text("alg") is { } algorithm && fields.Text("signature") is { } signature
            && !fields.ContainsKey("content_hash") && ContentHash.Read(algorithm, signature) is { } hash)
        {
            findings.Add("vcon.legacy-field", $"{path}.content_hash");
            fields["content_hash"] = hash;
            fields.Remove("alg");
            fields.Remove("signature");
        }
    }

    static List<string> Texts(JsonNode? node) => node switch
    {
        JsonArray array => [.. array.Select(item => item!.GetValue<string>())],
        JsonValue value => [value.GetValue<string>()],
        _ => [],
    };
}
