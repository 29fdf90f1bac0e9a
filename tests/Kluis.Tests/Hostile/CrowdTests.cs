using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Kluis.Tests.Hostile;

/// <summary>More at once than anybody planned for: memory stays bounded, nothing is lost, and it ends by itself.</summary>
public sealed class CrowdTests : IDisposable
{
    const int Connections = 10_000;

    static readonly int Burst = Environment.GetEnvironmentVariable("KLUIS_TEST_LONG") == "1" ? 10_000 : 1_000;

    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Ten_thousand_connections_that_say_nothing_keep_nobody_out()
    {
        using var program = new KluisProgram(scratch.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        var idle = program.Memory("VmRSS:");
        var silent = new List<Socket>(Connections);
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                silent.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, program.Address.Port);
            }
            var sound = Sounds.Wav(1, 1);
            var id = await officer.StoreAsync(Told.Call(activity), sound);
            Assert.Equal(sound, await officer.SoundAsync(id));
            // About 20 KB each, and what the work itself took.
            Assert.InRange(program.Memory("VmHWM:") - idle, 0, (Connections * 20) + (64 << 10));
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
        await program.StopAsync();
    }

    [Fact]
    public async Task A_burst_of_senders_is_taken_in_without_loss_in_bounded_memory()
    {
        using var program = new KluisProgram(scratch.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        await officer.StoreAsync(Told.Call(activity), Sounds.Wav(6, 0));
        var idle = program.Memory("VmRSS:");
        var stored = new ConcurrentDictionary<Guid, int>();
        // Every one on a connection of its own, all at once; who is told to come again, does.
        await Task.WhenAll(Enumerable.Range(1, Burst).Select(async seed =>
        {
            for (; ; await Task.Delay(TimeSpan.FromSeconds(1)))
            {
                var answer = await officer.SendRecordingAsync(Told.Call(activity, FakeTime.Start.AddSeconds(-seed).ToString("O")), Sounds.Wav(6, seed));
                if (answer.Status == HttpStatusCode.Created)
                {
                    stored[answer.Id] = seed;
                    return;
                }
                answer.Must(HttpStatusCode.ServiceUnavailable, "server.busy");
            }
        }));
        Assert.Equal(Burst, stored.Count);
        Assert.InRange(program.Memory("VmHWM:") - idle, 0, 384 << 10);
        foreach (var (id, seed) in stored.Take(20))
            Assert.Equal(Sounds.Wav(6, seed), await officer.SoundAsync(id));
        await program.StopAsync();
        await program.AssertVerifiesAsync();
    }

    [Fact]
    public async Task A_process_out_of_file_handles_answers_what_it_can_and_is_back_by_itself()
    {
        using var program = new KluisProgram(scratch.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        var sound = Sounds.Wav(20, 1);
        var id = await officer.StoreAsync(Told.Call(activity), sound);
        await LimitAsync(program, Directory.GetFileSystemEntries($"/proc/{program.Id}/fd").Length);
        // The connection is there; the object's file cannot be opened, a new one not be made.
        using (var refused = await officer.PlayAsync(id))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var answer = await officer.SendRecordingAsync(Told.Call(activity, "2026-02-28T10:00:00Z"), Sounds.Wav(20, 2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        await LimitAsync(program, 4096);
        Assert.Equal(sound, await officer.SoundAsync(id));
        await officer.StoreAsync(Told.Call(activity, "2026-02-28T10:00:00Z"), Sounds.Wav(20, 2));
        await program.StopAsync();
        await program.AssertVerifiesAsync();
    }

    static async Task LimitAsync(KluisProgram program, int files)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{program.Id}", $"--nofile={files}:20000"]);
        await limit.WaitForExitAsync();
        Assert.Equal(0, limit.ExitCode);
    }
}
