using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;

namespace Kluis.Tests.Hostile;

public abstract class BadRequestTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task What_is_refused_gets_its_code_and_leaves_nothing_behind()
    {
        var activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await RefusedAsync(officer, [.. BadRecordings.All(activity), .. BadVcons.All(activity)]);
        await Vault.AssertNothingStoredAsync();
        await GoodAsync(officer, activity);
    }

    [Fact]
    public async Task Bad_questions_get_their_code_and_good_ones_their_answer()
    {
        var activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var id = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(6, 1));
        await RefusedAsync(officer, BadQuestions.All(id));
        await GoodAsync(officer, activity);
    }

    [Fact]
    public async Task Names_that_are_paths_stay_labels()
    {
        var activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var before = Files();
        var ids = new List<Guid>();
        foreach (var name in new[] { "../../../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "C:\\x.wav", "file\nname", "a;b|c`d`$(e)", "<script>alert(1)</script>", "con", ".", "..", "\u202eexe.wav", "%2e%2e%2f" })
        {
            ids.Add(await officer.StoreAsync(Told.Call(activity).With("fileName", name), Sounds.Wav(1, 1)));
            var export = (await officer.ExportAsync(ids[^1])).Must(HttpStatusCode.OK).Json;
            Assert.Equal(name, (string?)export["dialog"]![0]!["filename"]);
        }
        Assert.Equal(before, Files());
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Odd_but_right_values_are_taken_and_come_back_as_they_are()
    {
        var activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        foreach (var name in new[] { "O'Brien; drop table party; --", "<img src=x onerror=alert(1)>", "名前 😀 ñ", "\u202eomgekeerd", "a\tb", new string('n', 254), "{{7*7}}", "=cmd()" })
        {
            var id = await officer.StoreAsync(Told.Call(activity).With("parties", new JsonArray(Told.Customer().With("name", name))).With("disposition", name.Any(char.IsControl) || name.Length > 100 ? null : name), Sounds.Wav(1, 1));
            Assert.Equal(name, (string?)(await officer.ViewAsync(id)).Json["parties"]![0]!["name"]);
        }
    }

    // Without the published log: it grows when its turn comes, by entries that name no file.
    IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Vault.Settings.Data)!, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(Path.Combine(Vault.Settings.Data, "log"), StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    async Task GoodAsync(HttpClient officer, Guid activity)
    {
        Assert.Equal("ready\n", await Vault.Http.GetStringAsync("/readyz"));
        var sound = Sounds.Wav(7, 99);
        Assert.Equal(sound, await officer.SoundAsync(await officer.StoreAsync(Told.Call(activity, "2026-02-28T10:00:00Z"), sound)));
        await Vault.AssertNoOrphansAsync();
    }

    static async Task RefusedAsync(HttpClient officer, IEnumerable<BadRequest> requests)
    {
        var wrong = new List<string>();
        foreach (var request in requests)
        {
            var answer = await request.SendAsync(officer);
            if ((int)answer.Status != request.Status || (request.Code is not null && answer.Code != request.Code))
                wrong.Add($"{request.Name}: {(int)answer.Status} {answer.Code} instead of {request.Status} {request.Code}");
            Known.AssertNoneIn(answer.Text, request.Name);
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}

public sealed class BadRequestTests_on_sqlite() : BadRequestTests(Store.Sqlite);

public sealed class BadRequestTests_on_postgres() : BadRequestTests(Store.Postgres);
