using System.Text.Json;

namespace Kluis.Vcon;

/// <summary>Tells the forms of a vCon apart and refuses what cannot be read as a plain one.</summary>
static class VconForm
{
    static readonly string[] Clear = ["parties", "dialog", "analysis", "attachments"];
    static readonly string[] Covered = ["payload", "signatures", "ciphertext", "recipients"];

    public static (VconRefusal Refusal, string Detail)? Check(
        JsonElement root, VconLimits limits, IReadOnlyCollection<string> extensions, out string version)
    {
        version = "unknown";
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (VconRefusal.Invalid, "$");
        }
        return Plain(root) ?? Version(root, ref version) ?? Critical(root, extensions) ?? Arrays(root, limits);
    }

    public static bool IsSigned(JsonElement root) => HasAll(root, "payload", "signatures") && !Clear.Any(name => root.TryGetProperty(name, out _));

    public static bool IsEncrypted(JsonElement root) => HasAll(root, "ciphertext", "recipients") && !Clear.Any(name => root.TryGetProperty(name, out _));

    static bool HasAll(JsonElement root, params string[] names) => root.ValueKind == JsonValueKind.Object && names.All(name => root.TryGetProperty(name, out _));

    static (VconRefusal, string)? Plain(JsonElement root)
    {
        var has = (string name) => root.TryGetProperty(name, out _);
        return !Clear.Any(has) ? (VconRefusal.Invalid, "form") : Covered.Any(has) ? (VconRefusal.Hybrid, "form") : null;
    }

    static (VconRefusal, string)? Version(JsonElement root, ref string version)
    {
        if (!root.TryGetProperty("vcon", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (!System.Version.TryParse(text, out var parsed) || parsed is not { Build: >= 0, Revision: < 0 }
            || text != parsed.ToString() || parsed < new Version(0, 0, 1) || parsed > new Version(0, 4, 0))
        {
            return (VconRefusal.UnknownVersion, "$.vcon");
        }
        version = text;
        return null;
    }

    /// <summary>Both names are looked at: neither may hide what the other demands.</summary>
    static (VconRefusal, string)? Critical(JsonElement root, IReadOnlyCollection<string> extensions)
    {
        foreach (var name in new[] { "critical", "must_support" })
        {
            if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }
            var items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value };
            var unknown = Array.FindIndex(items,
                item => item.ValueKind != JsonValueKind.String || !extensions.Contains(item.GetString()));
            if (unknown >= 0)
            {
                return (VconRefusal.UnknownCritical, $"$.{name}[{unknown}]");
            }
        }
        return null;
    }

    static (VconRefusal, string)? Arrays(JsonElement root, VconLimits limits)
    {
        var parts = 0;
        var parties = 0;
        foreach (var name in Clear)
        {
            if (!root.TryGetProperty(name, out var value) || IsEmpty(value))
            {
                continue;
            }
            if (value.ValueKind != JsonValueKind.Array)
            {
                return (VconRefusal.Invalid, $"$.{name}");
            }
            parties += name == "parties" ? value.GetArrayLength() : 0;
            parts += name == "parties" ? 0 : value.GetArrayLength();
        }
        return parties > limits.Parties ? (VconRefusal.TooLarge, "$.parties")
            : parts > limits.Parts ? (VconRefusal.TooLarge, "$")
            : parties + parts == 0 ? (VconRefusal.Invalid, "$.parties")
            : null;
    }

    /// <summary>Some tools write an empty object where an array belongs.</summary>
    static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.Null
        || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any());
}
