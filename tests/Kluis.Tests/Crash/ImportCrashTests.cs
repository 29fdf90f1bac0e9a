using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Kluis.Tests.Crash;

/// <summary>An import is killed again and again: in the end everything is there, each once.</summary>
public sealed class ImportCrashTests : IDisposable
{
    static readonly bool Long = Environment.GetEnvironmentVariable("KLUIS_TEST_LONG") == "1";
    static readonly int Files = Long ? 100_000 : 2_000;

    // Over the time that the whole takes on a slow machine.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(Long ? 40 : 1.5);

    const int Kills = 10;

    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_import_that_is_killed_ten_times_ends_complete_and_each_file_is_there_once()
    {
        using var program = new KluisProgram(scratch.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        await program.StopAsync();
        var folder = Fill();
        string[] import = ["import", folder, "--source", "archive", "--activity", $"{activity}", "--pattern", "{direction}-{caller}-{date}-{time}-{*}"];
        var random = new Random(20261122);
        var interrupted = 0;
        for (var kill = 0; kill < Kills; kill++)
            interrupted += await program.KillAsync(TimeSpan.FromSeconds(0.5) + (random.NextDouble() * Longest), import) ? 1 : 0;
        var report = scratch["report.jsonl"];
        var (code, told) = await program.RunAsync([.. import, "--report", report]);
        Assert.True(code == 0, told);
        Assert.True(interrupted > 0, "It was never killed: the test says nothing.");
        var outcomes = File.ReadLines(report).Select(line => (string)JsonNode.Parse(line)!["outcome"]!).CountBy(outcome => outcome).ToDictionary();
        Assert.Equal(Files, outcomes.Values.Sum());
        Assert.Subset(new HashSet<string> { "stored", "here already", "taken in before" }, outcomes.Keys.ToHashSet());
        Assert.Equal((Files, Files), (await CountAsync("conversation"), await CountAsync("received")));
        Assert.Equal(0, await CountAsync("quarantine"));
        await program.AssertVerifiesAsync();
    }

    // Names tell who called and when; no two sounds are alike.
    string Fill()
    {
        var folder = Directory.CreateDirectory(scratch["archive"]).FullName;
        var sound = Sounds.Wav(0.02, 1);
        for (var number = 0; number < Files; number++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(44), number);
            var start = FakeTime.Start.AddMinutes(-number);
            File.WriteAllBytes(Path.Combine(folder, $"in-06{10_000_000 + (number % 997)}-{start:yyyyMMdd}-{start:HHmmss}-{number}.wav"), sound);
        }
        return folder;
    }

    async Task<long> CountAsync(string table)
    {
        await using var database = new SqliteConnection($"Data Source={scratch["data/kluis.db"]};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = $"select count(*) from {table}";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
