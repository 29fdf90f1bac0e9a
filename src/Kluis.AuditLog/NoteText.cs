using System.Text;

namespace Kluis.AuditLog;

/// <summary>The rules for text that signed notes and their keys have in common (C2SP signed-note).</summary>
static class NoteText
{
    static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>Not empty, no Unicode spaces, no plus, no control characters.</summary>
    public static bool IsKeyName(string? name) =>
        !string.IsNullOrEmpty(name) && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c));

    /// <exception cref="LogException">
    /// <c>note.malformed</c>: half a surrogate pair, which has no UTF-8 form.
    /// </exception>
    public static byte[] ToUtf8(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException cause)
        {
            throw NotUtf8(cause);
        }
    }

    /// <exception cref="LogException"><c>note.malformed</c>.</exception>
    public static string FromUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException cause)
        {
            throw NotUtf8(cause);
        }
    }

    /// <summary>Standard base64 in its one spelling (padded, no spaces, spare bits zero); else null.</summary>
    public static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && Convert.ToBase64String(bytes, 0, length) == text
                ? bytes[..length]
                : null;
    }

    static LogException NotUtf8(Exception cause) => new("note.malformed", "The text is not valid Unicode.", cause);
}
