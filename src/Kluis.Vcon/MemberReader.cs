using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>What members may refer to.</summary>
readonly record struct Counts(int Parties, int Dialogs, int Attachments);

/// <summary>
/// Turns one member into its 0.4.0 shape. What has another form is converted with a finding; what has no sense is left
/// out with a finding. Null members are left out in silence, as the format allows.
/// </summary>
sealed class MemberReader(TimeZoneInfo zone, Findings findings, Counts counts)
{
    static readonly string[] Dispositions =
        ["no-answer", "congestion", "failed", "busy", "hung-up", "voicemail-no-message"];

    static readonly string[] Events = ["join", "drop", "hold", "unhold", "mute", "unmute", "keydown", "keyup"];

    public JsonNode? Read(Shape shape, JsonElement value, string path) => shape switch
    {
        Shape.Text => Text(value, path),
        Shape.Line or Shape.DialogType => Line(value, path),
        Shape.Date => Date(value, path),
        Shape.Seconds => Seconds(value, path),
        Shape.Uuid => Uuid(value, path),
        Shape.Url => Url(value, path),
        Shape.Hashes => Hashes(value, path),
        Shape.Names => Names(value, path),
        Shape.Party => Reference(value, counts.Parties, path),
        Shape.Dialog => Reference(value, counts.Dialogs, path),
        Shape.Parties => References(value, counts.Parties, path),
        Shape.Dialogs => References(value, counts.Dialogs, path),
        Shape.Attachments => References(value, counts.Attachments, path),
        Shape.DialogList => References(value, counts.Dialogs, path) is { } list ? AsArray(list) : null,
        Shape.Channels => Channels(value, path),
        Shape.Disposition => OneOf(value, Dispositions, path),
        Shape.Event => OneOf(value, Events, path),
        Shape.Sessions => new SessionReader(findings).Read(value, path),
        Shape.History => History(value, path),
        Shape.Prior => Prior(value, path),
    };

    /// <summary>Reads all members of an object under their current names; unknown ones are kept as they are.</summary>
    public JsonObject Object(JsonElement source, ObjectShape shape, string path, params ReadOnlySpan<string> leave)
    {
        var result = new JsonObject();
        foreach (var member in source.EnumerateObject())
        {
            var name = shape.Current(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Null || leave.Contains(name))
            {
                continue;
            }
            if (name != member.Name && !TakeLegacy(source, name, $"{path}.{name}"))
            {
                continue;
            }
            var node = shape[name] is { } known ? Read(known, member.Value, $"{path}.{name}") : Any(member.Value);
            if (node is not null)
            {
                result[name] = node;
            }
        }
        return result;
    }

    bool TakeLegacy(JsonElement source, string name, string path)
    {
        findings.Add("vcon.legacy-field", path);
        return !source.TryGetProperty(name, out var current) || current.ValueKind == JsonValueKind.Null;
    }

    public static JsonNode? Any(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };

    JsonNode? Unreadable(string path)
    {
        findings.Add("vcon.field-unreadable", path);
        return null;
    }

    string? String(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number:
                findings.Add("vcon.field-converted", path);
                return value.GetRawText();
            default:
                Unreadable(path);
                return null;
        }
    }

    JsonValue? Text(JsonElement value, string path) =>
        String(value, path) is { } text ? JsonValue.Create(text) : null;

    /// <summary>Headers are made of these: no control character may stay, folded lines are unfolded.</summary>
    JsonNode? Line(JsonElement value, string path)
    {
        var words = String(value, path)?.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words is null)
        {
            return null;
        }
        var line = string.Join(' ', words);
        return line.Any(char.IsControl) ? Unreadable(path) : line;
    }

    JsonNode? Date(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && Dates.TryEpoch(value, out var epoch))
        {
            findings.Add("vcon.field-converted", path);
            return Dates.Text(epoch);
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            return Unreadable(path);
        }
        var text = value.GetString()!;
        if (!Dates.TryParse(text, zone, out var time, out var zoneless))
        {
            findings.Add("vcon.date-unreadable", path);
            return null;
        }
        if (zoneless)
        {
            findings.Add("vcon.date-without-zone", path);
        }
        return Dates.IsStrict(text) ? text : Dates.Text(time);
    }

    JsonNode? Seconds(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String
            && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var parsed) && IsDuration(parsed))
        {
            findings.Add("vcon.field-converted", path);
            return parsed;
        }
        var good = value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds) && IsDuration(seconds);
        return good ? JsonValue.Create(value) : Unreadable(path);
    }

    static bool IsDuration(double seconds) => double.IsFinite(seconds) && seconds >= 0;

    JsonNode? Uuid(JsonElement value, string path)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";
        if (text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase))
        {
            text = text[9..];
        }
        if (Guid.TryParseExact(text, "D", out var uuid))
        {
            return uuid.ToString("D");
        }
        findings.Add("vcon.uuid-unreadable", path);
        return null;
    }

    JsonNode? Url(JsonElement value, string path)
    {
        var text = String(value, path)?.Trim();
        if (text is null or "")
        {
            return null;
        }
        if (!Uri.IsWellFormedUriString(text, UriKind.Absolute) || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            return Unreadable(path);
        }
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            findings.Add("vcon.url-not-https", path);
        }
        return text;
    }

    JsonNode? Hashes(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Hash(value, path);
        }
        var all = value.EnumerateArray().Select(item => Hash(item, path)).Where(hash => hash is not null).ToArray();
        return all.Length > 0 ? new JsonArray(all) : null;
    }

    JsonNode? Hash(JsonElement value, string path)
    {
        var hash = value.ValueKind == JsonValueKind.String ? ContentHash.Read(value.GetString()!) : null;
        if (hash is null)
        {
            findings.Add("vcon.hash-unreadable", path);
        }
        return hash;
    }

    JsonArray? Names(JsonElement value, string path)
    {
        var names = new JsonArray();
        foreach (var item in value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value })
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                names.Add((JsonNode?)item.GetString());
            }
            else
            {
                Unreadable(path);
            }
        }
        return names.Count > 0 ? names : null;
    }

    JsonNode? Reference(JsonElement value, int count, string path)
    {
        if (Json.Index(value) is { } index && index < count)
        {
            return index;
        }
        findings.Add("vcon.reference-unknown", path);
        return null;
    }

    JsonNode? References(JsonElement value, int count, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Reference(value, count, path);
        }
        var found = value.EnumerateArray().Select(item => Reference(item, count, path));
        return new JsonArray([.. found.Where(node => node is not null)]);
    }

    static JsonArray AsArray(JsonNode node) => node as JsonArray ?? [node];

    /// <summary>A place in the outer array is a channel, so what is not known leaves null there.</summary>
    JsonNode? Channels(JsonElement value, string path) => value.ValueKind == JsonValueKind.Array
        ? new JsonArray([.. value.EnumerateArray().Select(item => Channel(item, path))])
        : Reference(value, counts.Parties, path);

    JsonNode? Channel(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Null ? null : References(value, counts.Parties, path);

    JsonNode? OneOf(JsonElement value, string[] allowed, string path)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var token = text.Trim().ToLowerInvariant().Replace(' ', '-').Replace('_', '-');
        if (!allowed.Contains(token))
        {
            return Unreadable(path);
        }
        if (token != text)
        {
            findings.Add("vcon.field-converted", path);
        }
        return token;
    }

    JsonNode? History(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Unreadable(path);
        }
        var events = new JsonArray();
        foreach (var item in value.EnumerateArray())
        {
            var read = item.ValueKind == JsonValueKind.Object ? Object(item, Shapes.History, path) : [];
            if (read.ContainsKey("party") && read.ContainsKey("time") && read.ContainsKey("event"))
            {
                events.Add((JsonNode)read);
            }
            else
            {
                findings.Add("vcon.event-dropped", path);
            }
        }
        return events.Count > 0 ? events : null;
    }

    /// <summary>The schema binds the URL of an earlier version to its hash.</summary>
    JsonNode? Prior(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Unreadable(path);
        }
        var prior = Object(value, Shapes.Prior, path);
        if (prior.ContainsKey("url") && !prior.ContainsKey("content_hash"))
        {
            findings.Add("vcon.prior-url-dropped", path);
            prior.Remove("url");
        }
        return prior.Count > 0 ? prior : null;
    }
}
