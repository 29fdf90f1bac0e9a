using System.Net;
using System.Net.Http.Headers;

namespace Kluis.Tests.Hostile;

/// <summary>The size of a recording is not the size of the memory.</summary>
public sealed class MemoryTests : IDisposable
{
    const long MostAboveIdle = 64 << 10;

    static readonly bool Long = Environment.GetEnvironmentVariable("KLUIS_TEST_LONG") == "1";
    static readonly long Length = Long ? (2L << 30) - 44 : 256 << 20;

    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_large_recording_goes_in_and_out_in_little_memory()
    {
        using var program = new KluisProgram(scratch.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        await Task.Delay(TimeSpan.FromSeconds(Long ? 30 : 3));
        var idle = program.Memory("VmRSS:");

        var stored = (await officer.SendRecordingAsync(Told.Call(activity), new GeneratedSound(Length))).Must(HttpStatusCode.Created);
        Assert.InRange(program.Memory("VmHWM:") - idle, 0, MostAboveIdle);
        await PlayAsync(officer, stored.Id, 0, Length + 43);
        await PlayAsync(officer, stored.Id, Length - 100_000, Length + 43);
        await PlayAsync(officer, stored.Id, (Length / 2) - 1, (Length / 2) + 1);
        Assert.InRange(program.Memory("VmHWM:") - idle, 0, MostAboveIdle);
        Assert.Equal(Length / 16_000.0, (double)(await officer.ViewAsync(stored.Id)).Json["duration"]!, 0.01);
        Assert.Empty(Directory.GetFiles(program.Temporary));
        await program.StopAsync();
    }

    // Compares with what was sent, block by block.
    static async Task PlayAsync(HttpClient officer, Guid id, long from, long to)
    {
        using var response = await officer.PlayAsync(id, range: new RangeHeaderValue(from, to).ToString());
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        await using var sound = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1 << 16];
        var at = from;
        for (int read; (read = await sound.ReadAsync(buffer)) > 0; at += read)
        {
            for (var i = 0; i < read;)
            {
                var place = at + i;
                var (source, start) = place < 44 ? (Sounds.WaveHeader(Length), (int)place) : (GeneratedSound.Block, (int)((place - 44) % GeneratedSound.Block.Length));
                var count = Math.Min(read - i, source.Length - start);
                Assert.True(buffer.AsSpan(i, count).SequenceEqual(source.AsSpan(start, count)), $"It differs at {place}.");
                i += count;
            }
        }
        Assert.Equal(to + 1, at);
    }
}
