using System.Buffers.Binary;

namespace Kluis.Intake;

/// <summary>What the first bytes of an audio file tell. The name and the declared type are not believed.</summary>
/// <param name="MediaType">One of a fixed list: nothing else is ever sent to a browser as audio.</param>
/// <param name="BytesPerSecond">Of WAV: gives the duration from the size that really came.</param>
/// <param name="HeaderLength">Bytes before the sound.</param>
sealed record AudioFile(string MediaType, int? BytesPerSecond = null, int HeaderLength = 0, int? Channels = null)
{
    public const int Peek = 64 * 1024;

    public static AudioFile? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..12].SequenceEqual("WAVE"u8))
            return Wave(start);
        if (start.StartsWith("OggS"u8))
            return start.IndexOf("OpusHead"u8) is >= 0 and < 256 ? new AudioFile("audio/ogg") : start.IndexOf("\u0001vorbis"u8) is >= 0 and < 256 ? new AudioFile("audio/ogg") : null;
        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8))
            return IsSoundOnly(start) ? new AudioFile("audio/mp4") : null;
        return start.StartsWith("ID3"u8) || IsFrame(start) ? new AudioFile("audio/mpeg") : null;
    }

    /// <summary>Duration from what was received; null where only decoding could tell.</summary>
    public TimeSpan? DurationOf(long size) =>
        BytesPerSecond is > 0 and var rate ? TimeSpan.FromSeconds(Math.Max(0, size - HeaderLength) / (double)rate) : null;

    // RIFF: chunks of id, length, content; sound is read only as far as its format chunk is sane.
    static AudioFile? Wave(ReadOnlySpan<byte> start)
    {
        AudioFile? found = null;
        for (var at = 12; at + 8 <= start.Length;)
        {
            var id = start.Slice(at, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(start[(at + 4)..]);
            if (id.SequenceEqual("fmt "u8) && length >= 16 && at + 8 + 16 <= start.Length)
                found = Format(start.Slice(at + 8, 16));
            else if (id.SequenceEqual("data"u8))
                return found is null || length == 0 ? null : found with { HeaderLength = at + 8 };
            var next = at + 8L + length + (length & 1);
            if (next > start.Length)
                break;
            at = (int)next;
        }
        return null;
    }

    static AudioFile? Format(ReadOnlySpan<byte> format)
    {
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[8..]);
        return channels is >= 1 and <= 32 && rate is > 0 and < 100_000_000 ? new AudioFile("audio/wav", (int)rate, 0, channels) : null;
    }

    // The same box format holds films (ISO 14496-12 §4.3, §8.4.3): a brand of sound says enough; else the tracks must.
    static bool IsSoundOnly(ReadOnlySpan<byte> start) =>
        start[8..12].SequenceEqual("M4A "u8) || start[8..12].SequenceEqual("M4B "u8) || (start.IndexOf("soun"u8) >= 0 && start.IndexOf("vide"u8) < 0);

    // MPEG audio frame header (ISO 11172-3 §2.4.1.3): sync, then no reserved version, layer, bit rate or sampling rate.
    static bool IsFrame(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && start[0] == 0xff && (start[1] & 0xe0) == 0xe0 && (start[1] & 0x18) != 0x08
        && (start[1] & 0x06) == 0x02 && (start[2] & 0xf0) is not (0xf0 or 0x00) && (start[2] & 0x0c) != 0x0c;
}
