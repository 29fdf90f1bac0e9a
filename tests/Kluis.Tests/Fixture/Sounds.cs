using System.Buffers.Binary;
using Kluis.Demo;

namespace Kluis.Tests;

/// <summary>Recordings that the tests make themselves.</summary>
static class Sounds
{
    /// <summary>16 bits, one channel, 8 kHz: 16,000 bytes a second after a header of 44.</summary>
    public static byte[] Wav(double seconds, int seed)
    {
        var sound = new byte[44 + ((int)(seconds * 8000) * 2)];
        WaveHeader(sound.Length - 44).CopyTo(sound, 0);
        new Random(seed).NextBytes(sound.AsSpan(44));
        return sound;
    }

    /// <summary>Frames of MPEG 1 layer III, 128 kbit/s at 44.1 kHz: right headers, noise inside.</summary>
    public static byte[] Mp3(int frames, int seed)
    {
        const int frame = 417;
        var sound = new byte[frame * frames];
        new Random(seed).NextBytes(sound);
        for (var at = 0; at < sound.Length; at += frame)
            BinaryPrimitives.WriteUInt32BigEndian(sound.AsSpan(at), 0xfffb9000);
        return sound;
    }

    /// <summary>A real call of a minute, as the demo carries it.</summary>
    public static byte[] Ogg()
    {
        var program = typeof(DemoConversation).Assembly;
        using var from = program.GetManifestResourceStream(program.GetManifestResourceNames().First(name => name.EndsWith("billing.ogg", StringComparison.Ordinal)))!;
        using var copy = new MemoryStream();
        from.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A tone of a second and a half in AAC.</summary>
    public static byte[] M4a() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "testdata", "tone.m4a"));

    /// <summary>The beginning of a film: the same box format, with a track of pictures.</summary>
    public static byte[] Film() => [0, 0, 0, 24, .. "ftypisom\0\0\0\0isommp42"u8, .. new byte[64], .. "hdlr\0\0\0\0\0\0\0\0vide"u8, .. "hdlr\0\0\0\0\0\0\0\0soun"u8, .. new byte[2000]];

    public static byte[] WaveHeader(long dataLength)
    {
        var header = new byte[44];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)(dataLength + 36));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), 8000);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), 16_000);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(34), 16);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), (uint)dataLength);
        return header;
    }
}
