using System.Buffers.Binary;
using System.Diagnostics;

namespace Kluis.Conversations;

/// <summary>The picture of a recording: for each channel the loudest of each slice, 0 to 100.</summary>
/// <param name="Duration">Seconds.</param>
sealed record Waveform(double Duration, IReadOnlyList<IReadOnlyList<int>> Channels);

/// <summary>
/// Makes the picture from the sound, under the opening that plays it. WAV of 8 or 16 bits is read here; everything else is decoded
/// by ffmpeg through pipes, where it is installed: no byte of plaintext touches a disk.
/// </summary>
static class Waveforms
{
    const int Slices = 240, Rate = 8000;
    static readonly string? Decoder = Find("ffmpeg");

    /// <returns>Null where nothing here can decode it: the player then works without a picture.</returns>
    public static async Task<Waveform?> MakeAsync(PartRow part, Stream sound, CancellationToken stop)
    {
        var demuxer = AudioTypes.Of(part.MediaType) switch { "audio/wav" => "wav", "audio/mpeg" => "mp3", "audio/ogg" => "ogg", "audio/mp4" => "mov", _ => null };
        return demuxer is null || Decoder is null ? null : await DecodeAsync(demuxer, sound, stop);
    }

    static async Task<Waveform?> DecodeAsync(string demuxer, Stream sound, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(Decoder!)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            // A fixed demuxer and no protocol but the pipe: what is inside the file can open nothing else.
            ArgumentList = { "-nostdin", "-v", "quiet", "-protocol_whitelist", "pipe", "-f", demuxer, "-i", "pipe:0", "-map", "0:a:0", "-ac", "2", "-ar", Text(Rate), "-f", "s16le", "pipe:1" },
        })!;
        try
        {
            var feeding = FeedAsync(sound, process.StandardInput.BaseStream, stop);
            var peaks = await ReadAsync(process.StandardOutput.BaseStream, stop);
            await feeding;
            return peaks;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    static async Task FeedAsync(Stream sound, Stream input, CancellationToken stop)
    {
        try
        {
            await sound.CopyToAsync(input, 64 * 1024, stop);
        }
        catch (IOException)
        {
            // The decoder has stopped reading: what it made of the start is all there is.
        }
        await input.DisposeAsync();
    }

    static async Task<Waveform?> ReadAsync(Stream samples, CancellationToken stop)
    {
        var folding = new PeakFolding(Slices);
        var buffer = new byte[64 * 1024];
        for (int read; (read = await samples.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop)) >= 4;)
        {
            for (var i = 0; i + 4 <= read; i += 4)
                folding.Add(BinaryPrimitives.ReadInt16LittleEndian(buffer.AsSpan(i)), BinaryPrimitives.ReadInt16LittleEndian(buffer.AsSpan(i + 2)));
        }
        return folding.Frames == 0 ? null : new Waveform(Math.Round(folding.Frames / (double)Rate, 2), folding.Channels());
    }

    static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// Keeps the peaks of a sound whose length is not known: when the slices are full, two neighbours become one and each new
/// slice counts double. Memory does not grow with the length.
/// </summary>
sealed class PeakFolding(int slices)
{
    readonly int[,] peaks = new int[2, slices * 2];
    long framesInSlice = 80;
    int filled;
    long inCurrent;

    public long Frames { get; private set; }

    public void Add(short left, short right)
    {
        if (inCurrent == framesInSlice)
            Next();
        peaks[0, filled] = Math.Max(peaks[0, filled], Math.Abs((int)left));
        peaks[1, filled] = Math.Max(peaks[1, filled], Math.Abs((int)right));
        inCurrent++;
        Frames++;
    }

    /// <summary>One list for mono, two where the channels differ.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Channels()
    {
        var (left, right) = (Channel(0), Channel(1));
        return left.SequenceEqual(right) ? [left] : [left, right];
    }

    void Next()
    {
        inCurrent = 0;
        if (++filled < slices * 2)
            return;
        for (var i = 0; i < slices; i++)
        {
            peaks[0, i] = Math.Max(peaks[0, 2 * i], peaks[0, (2 * i) + 1]);
            peaks[1, i] = Math.Max(peaks[1, 2 * i], peaks[1, (2 * i) + 1]);
        }
        for (var i = slices; i < slices * 2; i++)
            peaks[0, i] = peaks[1, i] = 0;
        filled = slices;
        framesInSlice *= 2;
    }

    List<int> Channel(int channel) => [.. Enumerable.Range(0, filled + 1).Select(i => peaks[channel, i] * 100 / 32768)];
}
