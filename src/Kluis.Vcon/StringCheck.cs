namespace Kluis.Vcon;

/// <summary>
/// Follows the bytes of a JSON string that are not plain ASCII: escapes (RFC 8259 §7), pairs of surrogates, and UTF-8
/// (Unicode table 3-7). Plain ASCII needs no step unless something is <see cref="Pending"/>.
/// </summary>
sealed class StringCheck
{
    bool escape, high;
    int hexLeft, code, continuations;
    byte low = 0x80, top = 0xBF;

    /// <summary>An escape, a character or a pair is not complete.</summary>
    public bool Pending => escape || high || hexLeft > 0 || continuations > 0;

    /// <summary>Takes one byte; false when the string cannot go on with it. The closing quote is not given here
    /// unless something is pending, when it is wrong or escaped.</summary>
    public bool Accepts(byte b)
    {
        if (continuations > 0)
        {
            return Continuation(b);
        }
        if (hexLeft > 0)
        {
            return Hex(b);
        }
        if (escape)
        {
            escape = false;
            return b == 'u' ? BeginHex() : !high && "\"\\/bfnrt"u8.Contains(b);
        }
        if (b == '\\')
        {
            return escape = true;
        }
        return !high && b >= 0x80 && Lead(b);
    }

    bool BeginHex()
    {
        hexLeft = 4;
        code = 0;
        return true;
    }

    bool Hex(byte b)
    {
        if (!char.IsAsciiHexDigit((char)b))
        {
            return false;
        }
        code = (code << 4) | Convert.ToInt32(((char)b).ToString(), 16);
        return --hexLeft > 0 || Unit((char)code);
    }

    bool Unit(char unit)
    {
        var fits = high == char.IsLowSurrogate(unit);
        high = char.IsHighSurrogate(unit);
        return fits;
    }

    bool Lead(byte b)
    {
        (continuations, low, top) = b switch
        {
            >= 0xC2 and <= 0xDF => (1, (byte)0x80, (byte)0xBF),
            0xE0 => (2, (byte)0xA0, (byte)0xBF),
            0xED => (2, (byte)0x80, (byte)0x9F),
            >= 0xE1 and <= 0xEF => (2, (byte)0x80, (byte)0xBF),
            0xF0 => (3, (byte)0x90, (byte)0xBF),
            >= 0xF1 and <= 0xF3 => (3, (byte)0x80, (byte)0xBF),
            0xF4 => (3, (byte)0x80, (byte)0x8F),
            _ => (0, (byte)0x80, (byte)0xBF),
        };
        return continuations > 0;
    }

    bool Continuation(byte b)
    {
        if (b < low || b > top)
        {
            return false;
        }
        (low, top) = (0x80, 0xBF);
        continuations--;
        return true;
    }
}
