using System.Text;

namespace Kluis.AuditLog;

/// <summary>
/// Writes a leaf in its canonical form: keys sorted, no spaces, ASCII, absent fields left out, version 1.
/// </summary>
public static class LeafWriter
{
    const long FirstInexactInteger = 1L << 53;

    /// <summary>The bytes to store and to hash.</summary>
    /// <exception cref="LogException">
    /// <c>leaf.malformed</c>: a value has a character that a leaf never needs (not ASCII, control, quote, backslash),
    /// or the time is out of range; <c>leaf.too-long</c>.
    /// </exception>
    public static byte[] Write(Leaf leaf)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        var text = new StringBuilder(320);
        Add(text, "act", leaf.Act);
        AddTime(text, leaf.At);
        Add(text, "id", leaf.Id);
        Add(text, "ip", leaf.Ip);
        Add(text, "obj", leaf.Obj);
        Add(text, "out", leaf.Out);
        Add(text, "rng", leaf.Rng);
        Add(text, "subj", leaf.Subj);
        Add(text, "sum", leaf.Sum);
        text.Append(",\"v\":1");
        Add(text, "who", leaf.Who);
        Add(text, "why", leaf.Why);
        return End(text);
    }

    internal static void AddTime(StringBuilder text, long at)
    {
        if (at is < 0 or >= FirstInexactInteger)
            throw new LogException("leaf.malformed", "The time of a leaf is before 1970 or too large for JSON.");
        text.Append(",\"at\":").Append(at);
    }

    internal static byte[] End(StringBuilder text)
    {
        text.Append('}');
        Leaf.RequireLength(text.Length);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    internal static void Add(StringBuilder text, string key, string? value)
    {
        if (value is null)
            return;
        if (!CanonicalJson.IsPlainText(value))
            throw new LogException("leaf.malformed", $"The field {key} has a character that a leaf may not hold.");
        text.Append(text.Length == 0 ? '{' : ',').Append('"').Append(key).Append("\":\"").Append(value).Append('"');
    }
}
