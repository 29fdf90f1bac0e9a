using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>Finds the body of a part and settles its encoding.</summary>
sealed class BodyReader(IReadOnlyList<FoundBody> bodies, Findings findings)
{
    public VconBody? Read(JsonElement part, JsonObject fields, string path)
    {
        if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("body", out var body)
            || body.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        var stated = part.TryGetProperty("encoding", out var e) && e.ValueKind == JsonValueKind.String
            ? e.GetString() : null;
        return body.ValueKind == JsonValueKind.String
            ? Text(bodies[int.Parse(body.GetString()!, CultureInfo.InvariantCulture)], stated, fields, path)
            : Native(body, stated, path);
    }

    VconBody Native(JsonElement body, string? stated, string path)
    {
        if (stated != "json")
        {
            findings.Add("vcon.encoding-wrong", $"{path}.encoding");
        }
        return new VconBody("json", 0, 0, Encoding.UTF8.GetBytes(body.GetRawText()));
    }

    VconBody? Text(FoundBody found, string? stated, JsonObject fields, string path)
    {
        if (found.Length == 0 && fields.ContainsKey("url"))
        {
            return null;
        }
        var encoding = Settle(stated, fields);
        if (encoding != stated)
        {
            findings.Add(stated is null ? "vcon.encoding-missing" : "vcon.encoding-wrong", $"{path}.encoding");
        }
        return new VconBody(encoding, found.Offset, found.Length, Decode(found.Raw, encoding, path));
    }

    /// <summary>A JSON string needs no <c>json</c>: as <c>none</c> it has the same value and can be streamed.</summary>
    static string Settle(string? stated, JsonObject fields) => stated?.Trim().ToLowerInvariant() switch
    {
        "base64url" or "base64" => "base64url",
        null or "" when IsBinary(fields.Text("mediatype")) => "base64url",
        _ => "none",
    };

    static bool IsBinary(string? mediaType) => mediaType is not null && (
        mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
        || mediaType.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
        || mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase));

    byte[]? Decode(byte[]? raw, string encoding, string path)
    {
        if (raw is null)
        {
            return null;
        }
        try
        {
            using var content = VconBodyStream.Open(new MemoryStream(raw), encoding);
            using var decoded = new MemoryStream(raw.Length);
            content.CopyTo(decoded);
            return decoded.ToArray();
        }
        catch (VconFormatException)
        {
            findings.Add("vcon.body-unreadable", $"{path}.body");
            return null;
        }
    }
}
