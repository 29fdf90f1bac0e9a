namespace Kluis.Vault;

/// <summary>Crockford's base32: no I, L, O and U, so that people can read it aloud and type it from paper.</summary>
static class Base32
{
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Five bits a character; whole groups of five bytes only.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length * 8 / 5];
        for (var i = 0; i < text.Length; i++)
            text[i] = Alphabet[FiveBits(bytes, i * 5)];
        return new(text);
    }

    /// <summary>The bytes of a typed text; null for a character outside the alphabet or half a byte.</summary>
    public static byte[]? TryRead(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var c in text.Where(c => c != '-' && !char.IsWhiteSpace(c)))
        {
            var value = Alphabet.IndexOf(Normal(c), StringComparison.Ordinal);
            if (value < 0)
                return null;
            (bits, count) = ((bits << 5) | value, count + 5);
            if (count < 8)
                continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
            bits &= (1 << count) - 1;
        }
        return count == 0 ? [.. bytes] : null;
    }

    static char Normal(char c) => char.ToUpperInvariant(c) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var upper => upper,
    };

    static int FiveBits(ReadOnlySpan<byte> bytes, int at)
    {
        var (index, shift) = (at / 8, 11 - (at % 8));
        var pair = (bytes[index] << 8) | (index + 1 < bytes.Length ? bytes[index + 1] : 0);
        return (pair >> shift) & 31;
    }
}
