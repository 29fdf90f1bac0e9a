using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Numerics;

namespace Kluis.Demo;

/// <summary>Sound as a telephone carries it: 8,000 samples a second, 16 bit.</summary>
static class TelephoneSound
{
    public const int Rate = 8000;

    const int HeaderSize = 44;

    // Enough for a clean voice; the band of a telephone ends at 3,400 Hz.
    const int Reach = 24, Taps = Reach * 2;
    const double Band = 3600;

    static readonly ConcurrentDictionary<int, float[][]> filtersOf = new();

    /// <summary>The samples of a one-channel WAV; its lengths are not believed, as it came through a pipe.</summary>
    /// <exception cref="InvalidDataException">Not a WAV with one channel of 16 bit.</exception>
    public static short[] Read(ReadOnlySpan<byte> wav)
    {
        if (wav.Length < HeaderSize || !wav.StartsWith("RIFF"u8) || wav[22] != 1 || wav[34] != 16
            || !wav.Slice(36, 4).SequenceEqual("data"u8))
        {
            throw new InvalidDataException("The voice did not make a plain WAV.");
        }

        var samples = new short[(wav.Length - HeaderSize) / 2];
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = BinaryPrimitives.ReadInt16LittleEndian(wav[(HeaderSize + (index * 2))..]);
        }

        return Resample(samples, BinaryPrimitives.ReadInt32LittleEndian(wav[24..]));
    }

    /// <summary>A stereo WAV; the shorter channel ends in silence.</summary>
    public static byte[] Stereo(ReadOnlySpan<short> left, ReadOnlySpan<short> right)
    {
        var frames = Math.Max(left.Length, right.Length);
        var wav = new byte[HeaderSize + (frames * 4)];
        WriteHeader(wav, frames * 4);
        for (var index = 0; index < frames; index++)
        {
            var at = wav.AsSpan(HeaderSize + (index * 4));
            BinaryPrimitives.WriteInt16LittleEndian(at, index < left.Length ? left[index] : (short)0);
            BinaryPrimitives.WriteInt16LittleEndian(at[2..], index < right.Length ? right[index] : (short)0);
        }

        return wav;
    }

    static void WriteHeader(Span<byte> wav, int dataSize)
    {
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav[4..], dataSize + HeaderSize - 8);
        "WAVEfmt "u8.CopyTo(wav[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(wav[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav[22..], 2);
        BinaryPrimitives.WriteInt32LittleEndian(wav[24..], Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav[28..], Rate * 4);
        BinaryPrimitives.WriteInt16LittleEndian(wav[32..], 4);
        BinaryPrimitives.WriteInt16LittleEndian(wav[34..], 16);
        "data"u8.CopyTo(wav[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(wav[40..], dataSize);
    }

    // A windowed sinc for each of the few places where a new sample can fall between two old ones.
    static short[] Resample(short[] samples, int rate)
    {
        var divisor = (int)BigInteger.GreatestCommonDivisor(rate, Rate);
        int phases = Rate / divisor, step = rate / divisor;
        var filters = filtersOf.GetOrAdd(rate, _ => Filters(phases, rate));
        var padded = Padded(samples);
        var result = new short[(int)((long)samples.Length * phases / step)];
        for (var index = 0; index < result.Length; index++)
        {
            var position = (long)index * step;
            var sum = Dot(padded.AsSpan((int)(position / phases), Taps), filters[position % phases]);
            result[index] = (short)Math.Clamp(sum, short.MinValue, short.MaxValue);
        }

        return result;
    }

    // Silence on both sides, so that every sample has its neighbours.
    static float[] Padded(short[] samples)
    {
        var padded = new float[samples.Length + Taps];
        for (var index = 0; index < samples.Length; index++)
        {
            padded[index + Reach - 1] = samples[index];
        }

        return padded;
    }

    static float Dot(ReadOnlySpan<float> samples, ReadOnlySpan<float> filter)
    {
        var sum = Vector<float>.Zero;
        for (var tap = 0; tap < Taps; tap += Vector<float>.Count)
        {
            sum += new Vector<float>(samples[tap..]) * new Vector<float>(filter[tap..]);
        }

        return Vector.Sum(sum);
    }

    static float[][] Filters(int phases, int rate) =>
        [.. Enumerable.Range(0, phases).Select(phase => Filter((double)phase / phases, rate))];

    static float[] Filter(double offset, int rate)
    {
        var filter = new float[Taps];
        var width = 2 * Band / rate;
        for (var tap = 0; tap < filter.Length; tap++)
        {
            var distance = tap - Reach + 1 - offset;
            var angle = Math.PI * distance * width;
            var sinc = Math.Abs(angle) < 1e-9 ? 1 : Math.Sin(angle) / angle;
            var window = 0.5 + (0.5 * Math.Cos(Math.PI * distance / Reach));
            filter[tap] = (float)(width * sinc * window);
        }

        return filter;
    }
}
