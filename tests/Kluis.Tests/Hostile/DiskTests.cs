using System.Net;
using Microsoft.Data.Sqlite;

namespace Kluis.Tests.Hostile;

/// <summary>The program on a disk that is full, or takes no changes: nothing is half there, and it is back by itself.</summary>
public sealed class DiskTests
{
    const long Reserve = 256L << 20;

    [Fact]
    public async Task A_full_disk_takes_nothing_in_and_what_is_there_can_be_read_until_the_reserve_is_used_up()
    {
        using var disk = new SmallDisk(400);
        using var program = new KluisProgram(disk.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        var sound = Sounds.Wav(20, 1);
        var first = await officer.StoreAsync(Told.Call(activity), sound);
        // 1. Into the reserve: nothing comes in any more, everything can be opened, and that is in the log.
        disk.Fill(Reserve - (1 << 20));
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        (await officer.SendRecordingAsync(Told.Call(activity, "2026-02-28T10:00:00Z"), Sounds.Wav(1, 2))).Must(HttpStatusCode.ServiceUnavailable, "storage.full");
        Assert.Equal(sound, await officer.SoundAsync(first));
        var (code, told) = await program.RunAsync("doctor");
        Assert.True(code == 2 && told.Contains("WRONG", StringComparison.Ordinal), told);
        // 2. To the last byte: nothing is opened that could not be recorded.
        await EmptyJournalAsync(program);
        disk.Fill(0);
        // SQLite may find room in pages that it has: then it is opened and written down, else it is refused, and nothing between the two.
        for (var time = 0; time < 50; time++)
            await OpenedOrRefusedAsync(officer, first, sound);
        (code, told) = await program.RunAsync("doctor");
        Assert.True(code == 2 && told.Contains("WRONG", StringComparison.Ordinal), told);
        using (var open = new HttpClient { BaseAddress = program.Address })
            Assert.Equal(HttpStatusCode.OK, (await open.GetAsync("/healthz")).StatusCode);
        // 3. Room again: it goes on without anybody's hand.
        disk.MakeRoom();
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Equal(sound, await officer.SoundAsync(first));
        await officer.StoreAsync(Told.Call(activity, "2026-02-28T10:00:00Z"), Sounds.Wav(20, 2));
        await WholeAsync(program);
    }

    [Fact]
    public async Task A_recording_that_fills_the_disk_is_refused_and_leaves_nothing_behind()
    {
        using var disk = new SmallDisk(320);
        using var program = new KluisProgram(disk.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        (await officer.SendRecordingAsync(Told.Call(activity), new GeneratedSound(400 << 20))).Must(HttpStatusCode.ServiceUnavailable, "storage.full");
        Assert.True(new DriveInfo(disk.Path).AvailableFreeSpace > Reserve, "What was written of it is still there.");
        await officer.StoreAsync(Told.Call(activity), Sounds.Wav(20, 1));
        await WholeAsync(program);
    }

    [Fact]
    public async Task On_a_disk_that_takes_no_changes_it_does_not_start_and_doctor_says_why()
    {
        using var disk = new SmallDisk(320);
        using var program = new KluisProgram(disk.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        await officer.StoreAsync(Told.Call(await officer.ActivityAsync()), Sounds.Wav(20, 1));
        await program.StopAsync();
        disk.Lock(readOnly: true);
        var (code, _) = await program.RunAsync("serve", "--urls", "http://127.0.0.1:0");
        Assert.Equal(3, code);
        Assert.Contains("storage.", program.Said, StringComparison.Ordinal);
        (code, var told) = await program.RunAsync("doctor");
        Assert.True(code == 2 && told.Contains("storage.read-only", StringComparison.Ordinal), told);
        disk.Lock(readOnly: false);
        await program.StartAsync();
        await WholeAsync(program);
    }

    static async Task OpenedOrRefusedAsync(HttpClient officer, Guid id, byte[] sound)
    {
        using var answer = await officer.PlayAsync(id);
        if (answer.StatusCode == HttpStatusCode.OK)
            Assert.Equal(sound, await answer.Content.ReadAsByteArrayAsync());
        else
            (await Answer.OfAsync(Task.FromResult(answer))).Must(HttpStatusCode.ServiceUnavailable, "storage.full");
    }

    // What SQLite has of its write-ahead log is room that it would use first.
    static async Task EmptyJournalAsync(KluisProgram program)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(program.Data, "kluis.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "pragma wal_checkpoint(truncate)";
        await command.ExecuteNonQueryAsync();
    }

    static async Task WholeAsync(KluisProgram program)
    {
        await program.StopAsync();
        await program.AssertVerifiesAsync();
        Assert.Empty(Directory.EnumerateFiles(program.Data, "*.part", SearchOption.AllDirectories));
        Known.AssertNoneIn(program.Said, "What the program said");
    }
}
