using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kluis.Vcon;

/// <summary>A string body of a part: where its raw content stands in the stream, and the content when short.</summary>
readonly record struct FoundBody(long Offset, long Length, byte[]? Raw);

/// <summary>
/// Copies a JSON text as it passes, but for the long strings. In place of the string <c>body</c> of a part stands its
/// number in <see cref="Bodies"/>, again as a string, so the copy is valid JSON exactly when the original is; and as
/// every such string is replaced, short or long, no input can forge a number. The content of <c>payload</c> and
/// <c>ciphertext</c> at the top is dropped. Of strings it checks what the JSON parser leaves open: UTF-8 and pairs of
/// surrogates. All decisions depend on the position alone, never on how the bytes were cut into chunks.
/// </summary>
sealed class SkeletonScanner(VconLimits limits)
{
    const byte Quote = (byte)'"', Backslash = (byte)'\\';

    static readonly SearchValues<byte> Special = SearchValues.Create(
        [Quote, Backslash, .. Enumerable.Range(0, 0x20).Select(b => (byte)b),
         .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    enum Place { Between, Key, Value, Body }

    readonly ArrayBufferWriter<byte> skeleton = new(4096);
    readonly ArrayBufferWriter<byte> raw = new(256);
    readonly List<FoundBody> bodies = [];
    readonly bool[] objects = new bool[limits.Depth + 1];
    readonly StringCheck check = new();
    Place place;
    int depth, values, keyStart, inlineKept, byteOrderMark;
    bool started, afterColon, inParts, bodyNext;
    long bodyStart;

    /// <summary>Why the scanning ended early.</summary>
    public VconRefusal? Refusal { get; private set; }

    /// <summary>Bytes taken so far.</summary>
    public long Position { get; private set; }

    /// <summary>A complete JSON text may stand here.</summary>
    public bool Closed => started && depth == 0 && place == Place.Between;

    /// <summary>The text began with U+FEFF, which RFC 8259 §8.1 lets a reader skip.</summary>
    public bool HasByteOrderMark => byteOrderMark == 3;

    public IReadOnlyList<FoundBody> Bodies => bodies;
    public ReadOnlyMemory<byte> Skeleton => skeleton.WrittenMemory;

    /// <summary>Bytes held in memory.</summary>
    public int Kept => skeleton.WrittenCount + inlineKept + raw.WrittenCount;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && Refusal is null)
        {
            if (Position >= limits.Document)
            {
                Refuse(VconRefusal.TooLarge);
                return;
            }
            var room = (int)Math.Min(bytes.Length, limits.Document - Position);
            var taken = place == Place.Between ? Structure(bytes[0]) : InString(bytes[..room]);
            Position += taken;
            bytes = bytes[taken..];
        }
    }

    int Structure(byte b)
    {
        if (byteOrderMark == Position && Position < 3 && b == ByteOrderMark[byteOrderMark])
        {
            byteOrderMark++;
            return 1;
        }
        if (byteOrderMark is 1 or 2)
        {
            Refuse(VconRefusal.Malformed);
        }
        switch (b)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                FoldSpace();
                return 1;
            case Quote:
                BeginString();
                break;
            case (byte)'{' or (byte)'[':
                Open(b == '{');
                break;
            case (byte)'}' or (byte)']':
                Close(b == '}');
                break;
            case (byte)':':
                afterColon = true;
                break;
            case (byte)',':
                afterColon = bodyNext = false;
                Count();
                break;
            case >= 0x80 or < 0x20:
                Refuse(VconRefusal.Malformed);
                break;
        }
        started = true;
        if (place != Place.Body)
        {
            Copy([b]);
        }
        return 1;
    }

    void FoldSpace()
    {
        if (skeleton.WrittenCount > 0 && skeleton.WrittenSpan[^1] != ' ')
        {
            Copy(" "u8);
        }
    }

    void Open(bool isObject)
    {
        Count();
        bodyNext = afterColon = false;
        if (depth == limits.Depth)
        {
            Refuse(VconRefusal.TooDeep);
            return;
        }
        objects[++depth] = isObject;
    }

    void Close(bool isObject)
    {
        if (depth == 0 || objects[depth] != isObject)
        {
            Refuse(VconRefusal.Malformed);
            return;
        }
        depth--;
        bodyNext = false;
    }

    void BeginString()
    {
        if (depth > 0 && objects[depth] && !afterColon)
        {
            place = Place.Key;
            keyStart = skeleton.WrittenCount;
        }
        else if (bodyNext)
        {
            place = Place.Body;
            bodyStart = Position + 1;
        }
        else
        {
            place = Place.Value;
        }
    }

    int InString(ReadOnlySpan<byte> bytes)
    {
        if (check.Pending)
        {
            return Checked(bytes[0]);
        }
        var run = bytes.IndexOfAny(Special);
        if (run < 0)
        {
            run = bytes.Length;
        }
        if (run > 0)
        {
            Keep(bytes[..run]);
            return run;
        }
        if (bytes[0] == Quote)
        {
            EndString();
            return 1;
        }
        return Checked(bytes[0]);
    }

    int Checked(byte b)
    {
        if (check.Accepts(b))
        {
            Keep([b]);
        }
        else
        {
            Refuse(VconRefusal.Malformed);
        }
        return 1;
    }

    void Keep(ReadOnlySpan<byte> bytes)
    {
        if (place != Place.Body)
        {
            Copy(bytes);
        }
        else if (raw.WrittenCount <= limits.InlineBody)
        {
            // One byte more than allowed marks the body as too long to keep.
            raw.Write(bytes[..Math.Min(bytes.Length, limits.InlineBody + 1 - raw.WrittenCount)]);
        }
    }

    void EndString()
    {
        if (place == Place.Body)
        {
            EndBody();
        }
        else
        {
            Copy([Quote]);
            if (place == Place.Key && Refusal is null)
            {
                EndKey();
            }
        }
        place = Place.Between;
    }

    void EndBody()
    {
        if (bodies.Count >= limits.Parts)
        {
            Refuse(VconRefusal.TooLarge);
            return;
        }
        var length = Position - bodyStart;
        Copy(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{bodies.Count}\"")));
        var keep = length <= limits.InlineBody && skeleton.WrittenCount + inlineKept + length <= limits.Skeleton;
        if (Refusal is null)
        {
            bodies.Add(new FoundBody(bodyStart, length, keep ? raw.WrittenSpan.ToArray() : null));
            inlineKept += keep ? (int)length : 0;
        }
        raw.ResetWrittenCount();
    }

    void EndKey()
    {
        if (depth == 1)
        {
            inParts = KeyIs("dialog") || KeyIs("analysis") || KeyIs("attachments");
            bodyNext = KeyIs("payload") || KeyIs("ciphertext");
        }
        else if (depth == 3)
        {
            bodyNext = inParts && !objects[2] && KeyIs("body");
        }
    }

    /// <summary>Compares as the JSON parser will: a key written with escapes is the same key.</summary>
    bool KeyIs(string name)
    {
        var reader = new Utf8JsonReader(skeleton.WrittenSpan[keyStart..]);
        return reader.Read() && reader.ValueTextEquals(name);
    }

    void Count()
    {
        if (++values > limits.Values)
        {
            Refuse(VconRefusal.TooLarge);
        }
    }

    void Copy(ReadOnlySpan<byte> bytes)
    {
        if (skeleton.WrittenCount + inlineKept + bytes.Length > limits.Skeleton)
        {
            Refuse(VconRefusal.TooLarge);
        }
        else if (Refusal is null)
        {
            skeleton.Write(bytes);
        }
    }

    void Refuse(VconRefusal refusal)
    {
        if (Refusal is not null)
        {
            return;
        }
        Refusal = refusal;
        skeleton.ResetWrittenCount();
        raw.ResetWrittenCount();
        bodies.Clear();
        inlineKept = 0;
    }
}
