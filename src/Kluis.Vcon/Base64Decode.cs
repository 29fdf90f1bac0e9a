namespace Kluis.Vcon;

/// <summary>
/// Decodes base64 in pieces (RFC 4648 §4 and §5): both alphabets, padding or none, white space anywhere.
/// </summary>
sealed class Base64Decode
{
    const sbyte Wrong = -1, Space = -2, Padding = -3;

    static readonly sbyte[] Values = Table();

    int bits, count, symbols;
    bool padded;

    /// <summary>Decodes in place; returns how many bytes of content now stand at the beginning.</summary>
    public int Run(Span<byte> text)
    {
        var written = 0;
        foreach (var b in text)
        {
            var value = Values[b];
            if (value < 0)
            {
                Other(value);
                continue;
            }
            if (padded)
            {
                throw Unescape.Unreadable();
            }
            symbols = (symbols + 1) & 3;
            bits = ((bits << 6) + value) & 0xFFFF;
            count += 6;
            if (count >= 8)
            {
                count -= 8;
                text[written++] = (byte)((bits >> count) & 0xFF);
            }
        }
        return written;
    }

    /// <summary>The text ends here; one symbol alone makes no byte.</summary>
    public void Finish()
    {
        if (symbols == 1)
        {
            throw Unescape.Unreadable();
        }
    }

    void Other(sbyte value)
    {
        if (value == Wrong)
        {
            throw Unescape.Unreadable();
        }
        padded |= value == Padding;
    }

    static sbyte[] Table()
    {
        var table = new sbyte[256];
        Array.Fill(table, Wrong);
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (var i = 0; i < alphabet.Length; i++)
        {
            table[alphabet[i]] = (sbyte)i;
        }
        (table['+'], table['/'], table['=']) = (62, 63, Padding);
        (table[' '], table['\t'], table['\r'], table['\n']) = (Space, Space, Space, Space);
        return table;
    }
}
