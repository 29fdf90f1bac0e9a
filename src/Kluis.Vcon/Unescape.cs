using System.Buffers;
using System.Text;

namespace Kluis.Vcon;

/// <summary>Undoes JSON escapes (RFC 8259 §7) in pieces of a string.</summary>
sealed class Unescape
{
    static readonly SearchValues<byte> Special =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(b => (byte)b)]);

    bool escape;
    int hexLeft, code;
    char high;

    /// <summary>Writes at most <c>input.Length + 4</c> bytes to <paramref name="output"/>; returns how many.</summary>
    public int Run(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        while (input.Length > 0)
        {
            var run = escape || hexLeft > 0 || high != 0 ? 0 : input.IndexOfAny(Special);
            run = run < 0 ? input.Length : run;
            input[..run].CopyTo(output[written..]);
            written += run;
            input = input[run..];
            if (input.Length > 0)
            {
                written += Step(input[0], output[written..]);
                input = input[1..];
            }
        }
        return written;
    }

    /// <summary>The string ends here.</summary>
    public void Finish()
    {
        if (escape || hexLeft > 0 || high != 0)
        {
            throw Unreadable();
        }
    }

    public static VconFormatException Unreadable() => new("vcon.body-unreadable");

    int Step(byte b, Span<byte> output)
    {
        if (hexLeft > 0)
        {
            return Hex(b, output);
        }
        if (!escape)
        {
            escape = b == '\\' ? true : throw Unreadable();
            return 0;
        }
        escape = false;
        if (b == 'u')
        {
            (hexLeft, code) = (4, 0);
            return 0;
        }
        var at = high == 0 ? "\"\\/bfnrt"u8.IndexOf(b) : -1;
        output[0] = at >= 0 ? "\"\\/\b\f\n\r\t"u8[at] : throw Unreadable();
        return 1;
    }

    int Hex(byte b, Span<byte> output)
    {
        code = (code << 4) | Digit(b);
        if (--hexLeft > 0)
        {
            return 0;
        }
        var unit = (char)code;
        if (char.IsLowSurrogate(unit) != (high != 0))
        {
            throw Unreadable();
        }
        if (char.IsHighSurrogate(unit))
        {
            high = unit;
            return 0;
        }
        var rune = high != 0 ? new Rune(high, unit) : new Rune(unit);
        high = '\0';
        return rune.EncodeToUtf8(output);
    }

    static int Digit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => throw Unreadable(),
    };
}
