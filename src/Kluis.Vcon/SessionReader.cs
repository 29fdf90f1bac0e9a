using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>
/// Reads <c>session_id</c>: objects since 0.4.0, before that the value of the Session-ID header (RFC 7989 §5),
/// <c>local;remote=remote</c>; alone, for each channel, or for each party of a channel.
/// </summary>
sealed class SessionReader(Findings findings)
{
    public JsonNode? Read(JsonElement value, string path, int level = 0)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return SessionPair(value);
            case JsonValueKind.String:
                findings.Add("vcon.legacy-field", path);
                return SessionHeader(value.GetString()!);
            case JsonValueKind.Array when level < 2:
                // An unknown channel stays as the empty session the draft asks for.
                return new JsonArray([.. value.EnumerateArray()
                    .Select(item => Read(item, path, level + 1) ?? new JsonObject())]);
            default:
                findings.Add("vcon.field-unreadable", path);
                return null;
        }
    }

    static JsonObject SessionPair(JsonElement value)
    {
        var pair = new JsonObject();
        foreach (var name in new[] { "local", "remote" })
        {
            if (value.TryGetProperty(name, out var side) && side.ValueKind == JsonValueKind.String)
            {
                pair[name] = side.GetString();
            }
        }
        return pair;
    }

    static JsonObject SessionHeader(string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries);
        var pair = new JsonObject { ["local"] = parts[0] };
        if (parts.FirstOrDefault(p => p.StartsWith("remote=", StringComparison.OrdinalIgnoreCase)) is { } remote)
        {
            pair["remote"] = remote[7..];
        }
        return pair;
    }
}
