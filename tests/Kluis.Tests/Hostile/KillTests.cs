using System.Collections.Concurrent;
using System.Net;
using Kluis.Conversations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Kluis.Tests.Hostile;

/// <summary>The program is killed at random moments under load: what it has confirmed is there, and nothing is half there.</summary>
public sealed class KillTests : IDisposable
{
    static readonly int Kills = Environment.GetEnvironmentVariable("KLUIS_TEST_LONG") == "1" ? 50 : 5;

    readonly Scratch scratch = new();
    readonly ConcurrentDictionary<Guid, byte[]> confirmed = new();
    readonly ConcurrentDictionary<int, byte[]> sent = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task What_was_confirmed_before_a_kill_is_there_after_it_byte_for_byte()
    {
        var random = new Random(20260304);
        using var program = new KluisProgram(scratch.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var activity = await officer.ActivityAsync();
        for (var kill = 0; kill < Kills; kill++)
        {
            var uploading = Enumerable.Range(0, 3).Select(worker => UploadAsync(officer, activity, (kill * 3) + worker)).ToList();
            var before = confirmed.Count;
            while (confirmed.Count == before)
                await Task.Delay(5);
            await Task.Delay(random.Next(400));
            await program.KillAsync();
            await Task.WhenAll(uploading);
            await program.StartAsync();
            await AllThereAsync(officer);
        }
        await program.StopAsync();
        var (code, verdict) = await program.RunAsync("verify");
        Assert.True(code == 0, verdict);
        await SweptAsync();
        (code, verdict) = await program.RunAsync("verify", "--objects");
        Assert.True(code == 0 && verdict.StartsWith("yes", StringComparison.Ordinal), verdict);
        Known.AssertNoneIn(program.Said, "What the program said");
    }

    // Sends until the program is gone; small ones live in their row, large ones are files.
    async Task UploadAsync(HttpClient officer, Guid activity, int series)
    {
        for (var i = 0; ; i++)
        {
            var seed = (series * 1000) + i;
            var sound = sent[seed] = Sounds.Wav(i % 3 == 0 ? 0.2 : 5 + (i % 7), seed);
            try
            {
                var start = FakeTime.Start.AddSeconds(-seed).ToString("O");
                confirmed[(await officer.SendRecordingAsync(Told.Call(activity, start), sound)).Must(HttpStatusCode.Created).Id] = sound;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    async Task AllThereAsync(HttpClient officer)
    {
        var known = sent.Values.Select(Told.Hash).ToHashSet(StringComparer.Ordinal);
        var found = new HashSet<Guid>();
        for (string? cursor = null; ;)
        {
            var page = (await officer.SearchAsync(new { limit = 200, cursor })).Must(HttpStatusCode.OK);
            foreach (var id in Calls.IdsOf(page))
            {
                // One that was not confirmed may be there, but then whole.
                var sound = await officer.SoundAsync(id);
                Assert.Contains(Told.Hash(sound), known);
                Assert.True(!confirmed.TryGetValue(id, out var bytes) || bytes.AsSpan().SequenceEqual(sound));
                found.Add(id);
            }
            if ((cursor = (string?)page.Json["next"]) is null)
                break;
        }
        Assert.Empty(confirmed.Keys.Except(found));
    }

    async Task SweptAsync()
    {
        var settings = RunningVault.SettingsOf(scratch);
        await using (var product = await Product.OpenAsync(settings, TimeProvider.System, default))
        {
            var services = new ServiceCollection().AddLogging();
            product.AddTo(services);
            await using var provider = services.BuildServiceProvider();
            await provider.GetRequiredService<OrphanSweep>().RunAsync(DateTimeOffset.MaxValue, default);
        }
        await using var database = new SqliteConnection($"Data Source={Path.Combine(settings.Data, "kluis.db")};Pooling=False");
        await database.OpenAsync();
        Assert.Equal("ok", await ScalarAsync(database, "pragma integrity_check"));
        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from conversation c where not exists (select 1 from part p join object_key k on k.object_id = p.object_id where p.conversation_id = c.id)"));
        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from conversation c where not exists (select 1 from conversation_key k where k.conversation_id = c.id)"));
        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from object_key k where not exists (select 1 from conversation c where c.id = k.conversation_id)"));
        var files = Leftovers.ObjectFiles(settings.Objects).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);
        Assert.Equal(await ScalarAsync(database, "select coalesce(group_concat(object_id, ' '), '') from (select object_id from object_key where body is null order by object_id)"), string.Join(' ', files));
    }

    static async Task<object?> ScalarAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
