using System.Buffers;
using System.Globalization;

namespace Kluis.AuditLog;

/// <summary>
/// Reads the form of a leaf, which is narrower than JSON so that a content has one spelling: one object with at least
/// one field; keys of the letters a to z, strictly ascending; values strings of printable ASCII without quote and
/// backslash, or integers from 0 to 2^53 - 1; no spaces, no escapes, nothing after the last brace.
/// </summary>
ref struct CanonicalJson(ReadOnlySpan<byte> text)
{
    const long LargestInteger = (1L << 53) - 1;

    static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz"u8);
    static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);
    static readonly SearchValues<byte> Printable =
        SearchValues.Create([.. Enumerable.Range(' ', 95).Select(c => (byte)c).Where(IsPlain)]);
    static readonly SearchValues<char> PrintableText =
        SearchValues.Create([.. Enumerable.Range(' ', 95).Select(c => (char)c).Where(c => IsPlain((byte)c))]);

    readonly ReadOnlySpan<byte> text = text;
    int at;

    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>The string without its quotes; empty for an integer.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The integer, or null for a string.</summary>
    public long? Number { get; private set; }

    /// <exception cref="LogException"><c>leaf.malformed</c>.</exception>
    public static void Require(ReadOnlySpan<byte> leaf)
    {
        var json = new CanonicalJson(leaf);
        while (json.Read())
        {
        }
    }

    public static bool IsPlainText(string text) => !text.AsSpan().ContainsAnyExcept(PrintableText);

    /// <summary>Goes to the next field; false after the last one.</summary>
    /// <exception cref="LogException"><c>leaf.malformed</c>.</exception>
    public bool Read()
    {
        if (at > 0 && Next() == '}')
            return at + 1 == text.Length ? false : throw Malformed("has bytes after its end");
        Take(at == 0 ? (byte)'{' : (byte)',');
        var key = Quoted(Letters);
        if (Key.SequenceCompareTo(key) >= 0)
            throw Malformed("has keys out of order");
        Key = key;
        Take((byte)':');
        var isText = Next() == '"';
        Text = isText ? Quoted(Printable) : default;
        Number = isText ? null : Integer();
        return true;
    }

    ReadOnlySpan<byte> Quoted(SearchValues<byte> allowed)
    {
        Take((byte)'"');
        var value = Run(allowed);
        Take((byte)'"');
        return value;
    }

    long Integer()
    {
        var digits = Run(Digits);
        var leadingZero = digits.Length > 1 && digits[0] == '0';
        return !leadingZero && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= LargestInteger
                ? number
                : throw Malformed("has a value that is neither a string nor a plain integer");
    }

    ReadOnlySpan<byte> Run(SearchValues<byte> allowed)
    {
        var rest = text[at..];
        var length = rest.IndexOfAnyExcept(allowed);
        var run = length < 0 ? rest : rest[..length];
        at += run.Length;
        return run;
    }

    readonly byte Next() => at < text.Length ? text[at] : throw Malformed("ends too early");

    void Take(byte expected)
    {
        if (Next() != expected)
            throw Malformed($"does not have '{(char)expected}' at byte {at}");
        at++;
    }

    static bool IsPlain(byte c) => c is >= (byte)' ' and <= (byte)'~' and not (byte)'"' and not (byte)'\\';

    static LogException Malformed(string what) => new("leaf.malformed", $"A leaf is not canonical: it {what}.");
}
