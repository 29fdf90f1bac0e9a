using Kluis.Audit;
using Kluis.Intake.Folders;
using Kluis.Intake.Import;
using Kluis.Storage;
using Kluis.Vcon.Tests;

namespace Kluis.Tests.Intake;

/// <summary>What comes of files that somebody puts into a watched folder.</summary>
public abstract class FolderTests(Store store) : VaultTests(store)
{
    const string Pattern = "{date}-{time}_{direction}_{caller}";
    readonly Scratch scratch = new();

    private protected override (string Name, string Value)[] More => [("KLUIS_INBOX", Directory.CreateDirectory(scratch["inbox"]).FullName)];

    [Fact]
    public async Task A_file_that_is_dropped_in_becomes_a_conversation_once_it_does_not_change_any_more()
    {
        var folder = await AddAsync();
        await DropAsync("chat.vcon", Told.Chat().ToJsonString());
        await LookAsync();
        Assert.Equal(0, await ConversationsAsync());
        await LaterAsync(11);
        Assert.Equal((1, "hal"), (await ConversationsAsync(), await Vault.ScalarAsync<string>("select source from conversation")));
        var row = await RowAsync(folder);
        Assert.Equal((1, 0, null, 0), (row.Taken, row.Quarantined, row.Fault, row.LeftCount));
        Assert.Equal(Vault.Time.GetUtcNow().ToUnixTimeMilliseconds(), row.TakenAt);
        await LaterAsync(61);
        Assert.Equal(1, (await RowAsync(folder)).Taken);
        Assert.True(File.Exists(Drop("chat.vcon")));
    }

    [Fact]
    public async Task A_file_that_still_grows_waits_until_it_is_whole()
    {
        await AddAsync();
        var whole = Told.Chat().ToJsonString();
        foreach (var length in new[] { 100, 200, whole.Length })
        {
            Vault.Time.Set(Vault.Time.GetUtcNow().AddSeconds(11));
            await DropAsync("chat.vcon", whole[..length]);
            await LookAsync();
        }
        Assert.Equal((0, 0), (await ConversationsAsync(), await ItemsAsync()));
        await LaterAsync(11);
        Assert.Equal((1, 0), (await ConversationsAsync(), await ItemsAsync()));
    }

    [Fact]
    public async Task A_file_that_was_written_long_ago_need_not_wait_for_another_look()
    {
        await AddAsync();
        await DropAsync("chat.vcon", Told.Chat().ToJsonString(), TimeSpan.FromHours(1));
        await LookAsync();
        Assert.Equal(1, await ConversationsAsync());
    }

    [Fact]
    public async Task Originals_go_when_that_is_set_and_what_is_not_taken_stays_and_is_counted()
    {
        var folder = await AddAsync(wish => wish with { Deletes = true });
        await DropAsync("chat.vcon", Told.Chat().ToJsonString());
        await DropAsync("broken.vcon", "{}");
        await DropAsync("deep/er/notes.txt", "Geen gesprek.", TimeSpan.FromDays(3));
        await DropSoundAsync("call.wav");
        await DropAsync("call.wav.json", Told.Call(null).ToJsonString());
        await DropSoundAsync("20260227-100000_in_0612345678.wav", 2);
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal(["notes.txt"], Directory.GetFiles(Drop(""), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        var row = await RowAsync(folder);
        Assert.Equal((3, 1), (row.Taken, row.Quarantined));
        Assert.Equal(new LeftFiles(Standing.Foreign, 1, FakeTime.Start.AddDays(-3).ToUnixTimeMilliseconds()), Assert.Single(row.Left));
        Assert.Equal(("folder", "vcon.invalid"), (await Vault.ScalarAsync<string>("select way from quarantine"), await Vault.ScalarAsync<string>("select reason from quarantine")));
        // Of files that are gone nothing needs to be remembered.
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from import_file"));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task A_recording_waits_for_its_metadata_and_metadata_for_their_recording()
    {
        var folder = await AddAsync(wish => wish with { Pattern = null, Deletes = true });
        await DropSoundAsync("first.wav");
        await DropAsync("second.json", Told.Call(null).ToJsonString());
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal((0, 0), (await ConversationsAsync(), await ItemsAsync()));
        Assert.Equal([Standing.Incomplete], (await RowAsync(folder)).Left.Select(left => left.Reason));
        await DropAsync("first.json", Told.Call(null).ToJsonString());
        await DropSoundAsync("second.wav", 2);
        await LaterAsync(1);
        await LaterAsync(11);
        Assert.Equal((2, 0), (await ConversationsAsync(), await ItemsAsync()));
        Assert.Empty(Directory.GetFiles(Drop("")));
        await LaterAsync(61);
        Assert.Empty((await RowAsync(folder)).Left);
    }

    [Fact]
    public async Task A_recording_of_which_nothing_tells_goes_into_quarantine_after_ten_minutes_and_bare_metadata_stay()
    {
        var folder = await AddAsync(wish => wish with { Deletes = true });
        await DropSoundAsync("opname 12.wav");
        await DropAsync("lonely.json", Told.Call(null).ToJsonString());
        await LookAsync();
        await LaterAsync(599);
        Assert.Equal(0, await ItemsAsync());
        await LaterAsync(61);
        Assert.Equal("recording.no-metadata", await Vault.ScalarAsync<string>("select reason from quarantine"));
        Assert.Equal(["lonely.json"], Directory.GetFiles(Drop("")).Select(Path.GetFileName));
        Assert.Equal(1, (await RowAsync(folder)).LeftCount);
    }

    [Fact]
    public async Task What_stays_is_counted_by_reason_with_the_moment_of_the_oldest()
    {
        var folder = await AddAsync();
        await DropAsync("notes.txt", "Geen gesprek.", TimeSpan.FromDays(2));
        await DropAsync("list.csv", "file;start", TimeSpan.FromDays(5));
        await DropAsync(".hidden.vcon", Told.Chat().ToJsonString());
        await DropAsync("call.wav.part", "RIFF");
        await DropSoundAsync("20200227-100000_in_0612345678.wav");
        File.CreateSymbolicLink(Drop("link.vcon"), Path.Combine(Sample.Folder, "nothing.vcon"));
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal(
            [(Standing.Foreign, 2L), (Standing.PastTerm, 1L), (Standing.Unfinished, 3L)],
            (await RowAsync(folder)).Left.Select(left => (left.Reason, left.Files)));
        Assert.Equal(FakeTime.Start.AddDays(-5).ToUnixTimeMilliseconds(), (await RowAsync(folder)).LeftOldest);
        Assert.Equal((0, 0), (await ConversationsAsync(), await ItemsAsync()));
        // A term that was made longer takes it in after all.
        await Vault.TamperAsync("update watched_folder set activity_id = @id, changed_at = changed_at + 1", new { id = (await Vault.ActivityAsync("P100Y")).ToString() });
        await LaterAsync(1);
        await LaterAsync(11);
        Assert.Equal(1, await ConversationsAsync());
    }

    [Fact]
    public async Task What_is_known_is_not_opened_again_not_even_by_another_process()
    {
        var folder = await AddAsync();
        await DropAsync("chat.vcon", Told.Chat().ToJsonString());
        await DropSoundAsync("20260227-100000_in_0612345678.wav");
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal(2, await ConversationsAsync());
        await Vault.RestartAsync();
        var held = Directory.GetFiles(Drop("")).Select(path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None)).ToList();
        Assert.Throws<IOException>(() => File.OpenRead(Drop("chat.vcon")));
        await LaterAsync(61);
        await LaterAsync(11);
        held.ForEach(file => file.Dispose());
        var row = await RowAsync(folder);
        Assert.Equal((2, 0, null), (row.Taken, row.LeftCount, row.Fault));
        Assert.Equal(Vault.Time.GetUtcNow().AddSeconds(-11).ToUnixTimeMilliseconds(), row.LookedAt);
    }

    [Fact]
    public async Task One_file_that_cannot_be_opened_does_not_stop_the_others()
    {
        var folder = await AddAsync();
        await DropAsync("a.vcon", Told.Chat().ToJsonString());
        await DropAsync("b.vcon", Told.Mail().ToJsonString());
        await using (new FileStream(Drop("a.vcon"), FileMode.Open, FileAccess.Read, FileShare.None))
        {
            await LookAsync();
            await LaterAsync(11);
            Assert.Equal((1, Standing.Unreadable), (await ConversationsAsync(), Assert.Single((await RowAsync(folder)).Left).Reason));
        }
        await LaterAsync(61);
        Assert.Equal((2, 0), (await ConversationsAsync(), (await RowAsync(folder)).LeftCount));
    }

    [Fact]
    public async Task Two_nodes_take_each_file_once()
    {
        var folder = await AddAsync(wish => wish with { Deletes = true });
        for (var i = 10; i < 40; i++)
            await DropSoundAsync($"20260227-1000{i}_in_0612345678.wav", i);
        var other = new FolderWatch(
            Vault.Get<FolderStore>(), new FolderLook(Vault.Get<Inbox>(), Vault.Get<Importer>(), Vault.Get<ImportStore>(), Vault.Settings.TimeZone, Vault.Time), Vault.Get<Inbox>(),
            new LeaseStore(Vault.Product.Database, Vault.Time), Vault.Time);
        for (var look = 0; look < 3; look++)
        {
            await Task.WhenAll(LookAsync(), other.RunAsync(default));
            Vault.Time.Set(Vault.Time.GetUtcNow().AddSeconds(11));
        }
        // The one that held the turn is away; the other goes on.
        await DropAsync("chat.vcon", Told.Chat().ToJsonString());
        for (var look = 0; look < 2; look++)
        {
            Vault.Time.Set(Vault.Time.GetUtcNow().AddSeconds(61));
            await other.RunAsync(default);
        }
        Assert.Equal((31, 31), (await ConversationsAsync(), (await RowAsync(folder)).Taken));
        Assert.Equal(31, await Vault.CountAsync(AuditAct.ConversationStored));
        Assert.Empty(Directory.GetFiles(Drop("")));
    }

    [Fact]
    public async Task A_folder_that_disappears_says_so_stops_no_other_and_comes_back()
    {
        var (folder, second) = (await AddAsync(), await AddAsync(wish => wish with { Source = "chat" }, "second"));
        Directory.Move(Drop(""), scratch["away"]);
        await DropAsync("../second/chat.vcon", Told.Chat().ToJsonString());
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal(("folder.missing", null), ((await RowAsync(folder)).Fault, (await RowAsync(second)).Fault));
        Assert.Equal(1, await ConversationsAsync());
        Directory.Move(scratch["away"], Drop(""));
        await DropAsync("mail.vcon", Told.Mail().ToJsonString());
        await LaterAsync(1);
        await LaterAsync(11);
        var row = await RowAsync(folder);
        Assert.Equal((null, null, 1), (row.Fault, row.FaultAt, row.Taken));
    }

    [Fact]
    public async Task A_folder_that_became_a_link_is_not_followed()
    {
        var folder = await AddAsync(wish => wish with { Deletes = true });
        var outside = Directory.CreateDirectory(scratch["outside"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "chat.vcon"), Told.Chat().ToJsonString());
        Directory.Delete(Drop(""));
        Directory.CreateSymbolicLink(Drop("").TrimEnd('/'), outside);
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal(("folder.link", 0), ((await RowAsync(folder)).Fault, await ConversationsAsync()));
        Assert.Single(Directory.GetFiles(outside));
    }

    [Fact]
    public async Task A_link_inside_a_folder_leads_nowhere()
    {
        await AddAsync(wish => wish with { Pattern = null, Deletes = true });
        var outside = Directory.CreateDirectory(scratch["outside"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "call.json"), Told.Call(null).ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(outside, "chat.vcon"), Told.Chat().ToJsonString());
        Directory.CreateSymbolicLink(Drop("sub"), outside);
        File.CreateSymbolicLink(Drop("call.json"), Path.Combine(outside, "call.json"));
        await DropSoundAsync("call.wav");
        await LookAsync();
        await LaterAsync(11);
        await LaterAsync(601);
        Assert.Equal((0, "recording.no-metadata"), (await ConversationsAsync(), await Vault.ScalarAsync<string>("select reason from quarantine")));
        Assert.Equal(2, Directory.GetFiles(outside).Length);
    }

    [Fact]
    public async Task A_side_car_that_says_something_twice_stops_nothing()
    {
        await AddAsync();
        await DropSoundAsync("call.wav");
        await DropAsync("call.json", """{"start":"2026-02-27T09:00:00Z","start":"2026-02-28T09:00:00Z","other":1}""");
        await DropAsync("chat.vcon", Told.Chat().ToJsonString());
        await DropSoundAsync("00010101-100000_in_0612345678.wav", 3);
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal(1, await ConversationsAsync());
        await LaterAsync(661);
        Assert.Equal(2, await ItemsAsync());
    }

    [Fact]
    public async Task A_folder_that_is_switched_off_or_removed_takes_nothing_in()
    {
        var (folder, second) = (await AddAsync(), await AddAsync(wish => wish with { Source = "chat" }, "second"));
        await DropAsync("chat.vcon", Told.Chat().ToJsonString(), TimeSpan.FromHours(1));
        await DropAsync("../second/mail.vcon", Told.Mail().ToJsonString(), TimeSpan.FromHours(1));
        var desk = Vault.Get<FolderDesk>();
        Assert.NotNull((await desk.ChangeAsync(Actor.Product("test"), folder, Wish("pbx", await Vault.ActivityAsync()) with { IsOn = false }, default)).Folder);
        Assert.True(await desk.RemoveAsync(Actor.Product("test"), second, default));
        Assert.False(await desk.RemoveAsync(Actor.Product("test"), second, default));
        await LookAsync();
        await LaterAsync(11);
        Assert.Equal(0, await ConversationsAsync());
        Assert.Equal([folder], (await Vault.Get<FolderStore>().AllAsync(default)).Select(row => row.Key));
        await desk.ChangeAsync(Actor.Product("test"), folder, Wish("pbx", await Vault.ActivityAsync()), default);
        await LaterAsync(1);
        Assert.Equal(1, await ConversationsAsync());
    }

    string Drop(string name) => Path.Combine(scratch["inbox/pbx"], name);

    static FolderWish Wish(string folder, Guid activity) => new(folder, "hal") { Activity = activity, Recipe = "kluis", Pattern = Pattern };

    async Task<Guid> AddAsync(Func<FolderWish, FolderWish>? more = null, string name = "pbx")
    {
        Directory.CreateDirectory(Path.Combine(scratch["inbox"], name));
        var wish = Wish(name, await Vault.ActivityAsync());
        var (folder, problems) = await Vault.Get<FolderDesk>().AddAsync(Actor.Product("test"), more?.Invoke(wish) ?? wish, default);
        Assert.Empty(problems);
        return folder!.Key;
    }

    async Task DropAsync(string name, string text, TimeSpan age = default)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Drop(name))!);
        await File.WriteAllTextAsync(Drop(name), text);
        File.SetLastWriteTimeUtc(Drop(name), (Vault.Time.GetUtcNow() - age).UtcDateTime);
    }

    async Task DropSoundAsync(string name, int seed = 1)
    {
        await File.WriteAllBytesAsync(Drop(name), Sounds.Wav(1, seed));
        File.SetLastWriteTimeUtc(Drop(name), Vault.Time.GetUtcNow().UtcDateTime);
    }

    Task LookAsync() => Vault.Get<FolderWatch>().RunAsync(default);

    // Set, not advanced: the loop of the product would look as well.
    async Task LaterAsync(int seconds)
    {
        Vault.Time.Set(Vault.Time.GetUtcNow().AddSeconds(seconds));
        await LookAsync();
    }

    async Task<WatchedFolder> RowAsync(Guid id) => (await Vault.Get<FolderStore>().FindAsync(id, default))!;

    Task<long> ConversationsAsync() => Vault.ScalarAsync<long>("select count(*) from conversation");

    Task<long> ItemsAsync() => Vault.ScalarAsync<long>("select count(*) from quarantine");
}

public sealed class FolderTests_on_sqlite() : FolderTests(Store.Sqlite);

public sealed class FolderTests_on_postgres() : FolderTests(Store.Postgres);
