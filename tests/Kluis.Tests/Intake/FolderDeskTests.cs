using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Folders;
using Kluis.Intake.Import;

namespace Kluis.Tests.Intake;

/// <summary>Who says which folders are watched, and what they are shown of what lies there.</summary>
public abstract class FolderDeskTests(Store store) : VaultTests(store)
{
    readonly Scratch scratch = new();

    private protected override (string Name, string Value)[] More => [("KLUIS_INBOX", Directory.CreateDirectory(scratch["inbox"]).FullName)];

    [Fact]
    public async Task A_folder_is_added_listed_changed_and_removed_and_each_is_in_the_log()
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var activity = await Vault.ActivityAsync();
        Directory.CreateDirectory(scratch["inbox/pbx"]);
        var added = (await PostAsync(administrator, new { folder = "pbx", source = "hal", activity, deletes = true, pattern = "{date}-{caller}" })).Must(HttpStatusCode.Created);
        Assert.Equal($"/api/v1/folders/{added.Id}", added.Location?.OriginalString);
        Assert.Equal(
            ("hal", true, 10, "{date}-{caller}"),
            await ItemAsync(administrator, item => ((string?)item["source"], (bool)item["deletes"]!, (int)item["stableSeconds"]!, (string?)item["pattern"])));
        (await Answer.OfAsync(administrator.PutAsJsonAsync($"/api/v1/folders/{added.Id}", new { activity, recipe = "freepbx", stableSeconds = 60, enabled = false }))).Must(HttpStatusCode.OK);
        Assert.Equal(("freepbx", false, 60, false), await ItemAsync(administrator, item => ((string?)item["recipe"], (bool)item["deletes"]!, (int)item["stableSeconds"]!, (bool)item["enabled"]!)));
        (await Answer.OfAsync(administrator.DeleteAsync($"/api/v1/folders/{added.Id}"))).Must(HttpStatusCode.NoContent);
        (await Answer.OfAsync(administrator.DeleteAsync($"/api/v1/folders/{added.Id}"))).Must(404, "folder.not-found");
        (await Answer.OfAsync(administrator.PutAsJsonAsync($"/api/v1/folders/{added.Id}", new { activity }))).Must(404, "folder.not-found");
        Assert.Empty((await Answer.OfAsync(administrator.GetAsync("/api/v1/folders"))).Json["items"]!.AsArray());
        var acts = (await Vault.LogAsync()).Where(entry => entry.Act.StartsWith("folder.", StringComparison.Ordinal) && entry.Outcome == "ok").Select(entry => entry.Act).ToList();
        Assert.Equal(["folder.added", "folder.listed", "folder.changed", "folder.listed", "folder.removed", "folder.listed"], acts);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../data")]
    [InlineData("pbx/..")]
    [InlineData("pbx/../../data")]
    [InlineData("/")]
    [InlineData("/etc")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("link")]
    [InlineData("file.wav")]
    [InlineData("not there")]
    [InlineData("pbx ")]
    [InlineData("pbx\n")]
    [InlineData("pbx\0")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Only_a_folder_that_lies_in_the_inbox_is_watched_or_shown(string? folder)
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        Directory.CreateDirectory(scratch["inbox/pbx/sub"]);
        Directory.CreateDirectory(scratch["inbox/.hidden"]);
        await File.WriteAllTextAsync(scratch["inbox/file.wav"], "");
        Directory.CreateSymbolicLink(scratch["inbox/link"], Vault.Settings.Data);
        (await PostAsync(administrator, new { folder, source = "hal", activity = await Vault.ActivityAsync() })).Must(422, "folder.invalid");
        (await PreviewAsync(administrator, new { folder })).Must(422, "folder.invalid");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from watched_folder"));
    }

    [Fact]
    public async Task One_folder_has_one_source_and_both_stay()
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var activity = await Vault.ActivityAsync();
        foreach (var name in new[] { "pbx", "other" })
            Directory.CreateDirectory(scratch["inbox/" + name]);
        var id = (await PostAsync(administrator, new { folder = "pbx", source = "hal", activity })).Must(HttpStatusCode.Created).Id;
        foreach (var (body, field) in new (object, string)[]
        {
            (new { folder = "pbx", source = "two", activity }, "folder"), (new { folder = "other", source = "hal", activity }, "source"), (new { folder = "other", source = "", activity }, "source"),
            (new { folder = "other", source = "two" }, "activity"), (new { folder = "other", source = "two", activity = Guid.Empty }, "activity"), (new { folder = "other", source = "two", activity, recipe = "../kluis" }, "recipe"),
            (new { folder = "other", source = "two", activity, pattern = "{caller}" }, "pattern"), (new { folder = "other", source = "two", activity, stableSeconds = 0 }, "stableSeconds"),
        })
            Assert.StartsWith(field + ":", (string?)(await PostAsync(administrator, body)).Must(422, "folder.invalid").Json["detail"]);
        foreach (var body in new object[] { new { folder = "other", activity }, new { source = "two", activity } })
            (await Answer.OfAsync(administrator.PutAsJsonAsync($"/api/v1/folders/{id}", body))).Must(422, "folder.invalid");
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from watched_folder"));
    }

    [Fact]
    public async Task No_token_reads_what_comes_in_by_a_folder()
    {
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var activity = await Vault.ActivityAsync();
        Directory.CreateDirectory(scratch["inbox/pbx"]);
        await Vault.TokenAsync(Role.Integrator, source: "telephony");
        (await PostAsync(administrator, new { folder = "pbx", source = "telephony", activity })).Must(422, "folder.invalid");
        var id = (await PostAsync(administrator, new { folder = "pbx", source = "hal", activity })).Must(HttpStatusCode.Created).Id;
        var token = new { label = "hal", role = "integrator", source = "hal" };
        (await Answer.OfAsync(administrator.PostAsJsonAsync("/api/v1/tokens", token))).Must(422, "token.invalid");
        // What came in stays, so the name stays taken.
        (await Answer.OfAsync(administrator.DeleteAsync($"/api/v1/folders/{id}"))).Must(HttpStatusCode.NoContent);
        (await Answer.OfAsync(administrator.PostAsJsonAsync("/api/v1/tokens", token))).Must(422, "token.invalid");
        (await PostAsync(administrator, new { folder = "pbx", source = "hal", activity })).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_preview_tells_what_the_pattern_reads_and_which_part_does_not_fit()
    {
        foreach (var name in new[] { "20260227-100000_in_0612345678.wav", "20260230-100000_in_0612345678.wav", "20260227-10_in.wav", "20260227-100000_in_0612345678_x.wav", "beside.wav", "beside.json", "notes.txt", ".hidden.wav" })
            await WriteAsync(name);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var items = (await PreviewAsync(officer, new { folder = "pbx", pattern = "{date}-{time}_{direction}_{caller}" })).Must(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(
            [
                ("20260227-100000_in_0612345678.wav", "name", null), ("20260227-100000_in_0612345678_x.wav", "nothing", ""), ("20260227-10_in.wav", "nothing", "{time}"),
                ("20260230-100000_in_0612345678.wav", "nothing", "{date}, {time}"), ("beside.json", "other", null), ("beside.wav", "sidecar", null), ("notes.txt", "other", null),
            ],
            items.Select(item => ((string)item!["name"]!, (string)item["metadata"]!, (string?)item["misfit"])));
        Assert.Equal("""{"date":"20260227","time":"100000","direction":"in","caller":"0612345678"}""", items[0]!["fields"]!.ToJsonString());
        (await PreviewAsync(officer, new { folder = "pbx", pattern = "{caller}" })).Must(422, "folder.invalid");
    }

    [Fact]
    public async Task Who_may_not_sort_the_quarantine_sees_figures_of_names_as_dots()
    {
        await WriteAsync("20260227-100000_in_0612345678.wav");
        // A pattern that takes a telephone number for a moment tells no number either.
        foreach (var pattern in new[] { "{date}-{time}_{direction}_{caller}", "{*}_in_{unix}" })
        {
            foreach (var role in new[] { Role.Administrator, Role.Dpo, Role.Auditor })
            {
                using var client = await Vault.ClientAsync(role);
                var answer = (await PreviewAsync(client, new { folder = "pbx", pattern })).Must(HttpStatusCode.OK);
                Assert.Equal("••••••••-••••••_in_••••••••••.wav", (string?)answer.Json["items"]![0]!["name"]);
                Assert.All(answer.Json["items"]![0]!["fields"]!.AsObject(), field => Assert.DoesNotContain((string)field.Value!, letter => char.IsDigit(letter)));
            }
        }
        using var agent = await Vault.ClientAsync(Role.Agent);
        (await PreviewAsync(agent, new { folder = "pbx" })).Must(403, "permission.denied");
    }

    [Fact]
    public async Task The_pages_show_a_preview_before_anything_is_saved_and_add_change_and_remove()
    {
        await WriteAsync("20260227-100000_in_0612345678.wav");
        var activity = await Vault.ActivityAsync();
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator), "en");
        (await browser.GetAsync("/folders")).Has("No folder is watched yet.");
        (await browser.GetAsync("/folders/new")).Has("<option value=\"pbx\"");
        var fields = new[] { ("folder", "pbx"), ("source", "hal"), ("activity", $"{activity}"), ("recipe", "kluis"), ("pattern", "{date}-{time}_{direction}_{agent}_{caller}"), ("stableSeconds", "10"), ("deletes", "on"), ("on", "on") };
        (await browser.PostAsync("/folders/new?handler=Preview", fields)).Must(HttpStatusCode.OK).Has("••••••••-••••••_in_••••••••••.wav").Has("_ does not fit").HasNot("0612345678");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from watched_folder"));
        (await browser.PostAsync("/folders/new", [("folder", "../data"), ("stableSeconds", "x")])).Has("Choose a folder that is there.").Has("Give the source a name").Has("Choose an activity").Has("1 to 3,600");
        Assert.Equal("/folders?done=added", (await browser.PostAsync("/folders/new", fields)).Location);
        var id = await Vault.ScalarAsync<string>("select id from watched_folder");
        (await browser.GetAsync("/folders")).Has($"/folders/{id}\">hal</a>").Has("Not looked at yet");
        (await browser.GetAsync($"/folders/{id}")).Has("Klantenservice").Has("••••••••-••••••_in_••••••••••.wav").HasNot("0612345678");
        await browser.GetAsync($"/folders/{id}/change");
        Assert.Equal("/folders?done=changed", (await browser.PostAsync($"/folders/{id}/change", fields[2..^1])).Location);
        (await browser.GetAsync("/folders")).Has("Switched off");
        using var officer = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer), "nl");
        (await officer.GetAsync($"/folders/{id}")).Has("20260227-100000_in_0612345678.wav").Has("_ past niet").HasNot("/change");
        Assert.Equal("/no-permission", (await officer.GetAsync($"/folders/{id}/change")).Location);
        await browser.GetAsync($"/folders/{id}/remove");
        Assert.Equal("/folders?done=removed", (await browser.PostAsync($"/folders/{id}/remove")).Location);
        Assert.Equal(5, (await Vault.LogAsync()).Count(entry => entry.Act == AuditAct.FolderListed.Name()));
    }

    [Fact]
    public async Task The_start_page_tells_who_looks_after_it_of_a_folder_that_does_not_work_and_of_what_stays()
    {
        var (administrator, officer) = (await Vault.UserAsync(Role.Administrator), await Vault.UserAsync(Role.PrivacyOfficer));
        await WriteAsync("notes.txt");
        File.SetLastWriteTimeUtc(scratch["inbox/pbx/notes.txt"], FakeTime.Start.AddHours(-30).UtcDateTime);
        Directory.CreateDirectory(scratch["inbox/gone"]);
        var activity = await Vault.ActivityAsync();
        foreach (var name in new[] { "pbx", "gone" })
            Assert.Empty((await Vault.Get<FolderDesk>().AddAsync(Actor.Product("test"), new FolderWish(name, name) { Activity = activity, Recipe = "kluis" }, default)).Problems);
        Directory.Delete(scratch["inbox/gone"]);
        await Vault.Get<FolderWatch>().RunAsync(default);
        using var first = await Browser.OfAsync(Vault, administrator, "en");
        (await first.GetAsync("/")).Has("The folder of gone cannot be read").Has("1 file stays in a folder");
        (await first.GetAsync("/folders")).Has("folder.missing");
        using var second = await Browser.OfAsync(Vault, officer, "en");
        (await second.GetAsync("/")).HasNot("cannot be read").Has("1 file stays in a folder");
        using var third = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Dpo), "en");
        (await third.GetAsync("/")).HasNot("stays in a folder");
    }

    [Fact]
    public void A_pattern_says_which_of_its_parts_does_not_fit()
    {
        var pattern = FileNamePattern.Read("rec-{date}-{time}_{caller}", TimeZoneInfo.Utc).Pattern!;
        Assert.Equal("rec-", pattern.Explain("opname.wav").Misfit);
        Assert.Equal("{date}", pattern.Explain("rec-2026.wav").Misfit);
        Assert.Equal("_", pattern.Explain("rec-20260227-100000-06.wav").Misfit);
        Assert.Equal("{caller}", pattern.Explain("rec-20260227-100000_anna.wav").Misfit);
        Assert.Equal("", pattern.Explain("rec-20260227-100000_0612 (2).wav").Misfit);
        Assert.Equal("{date}, {time}", pattern.Explain("rec-20261327-100000_0612.wav").Misfit);
        Assert.Null(pattern.Explain("rec-20260227-100000_0612.wav").Misfit);
        Assert.Null(pattern.Of("rec-00010101-000000_0612.wav"));
    }

    static Task<Answer> PostAsync(HttpClient client, object body) => Answer.OfAsync(client.PostAsJsonAsync("/api/v1/folders", body));

    static Task<Answer> PreviewAsync(HttpClient client, object body) => Answer.OfAsync(client.PostAsJsonAsync("/api/v1/folders/preview", body));

    static async Task<T> ItemAsync<T>(HttpClient client, Func<JsonNode, T> of) =>
        of(Assert.Single((await Answer.OfAsync(client.GetAsync("/api/v1/folders"))).Must(HttpStatusCode.OK).Json["items"]!.AsArray())!);

    Task WriteAsync(string name)
    {
        Directory.CreateDirectory(scratch["inbox/pbx"]);
        return File.WriteAllBytesAsync(scratch["inbox/pbx/" + name], Sounds.Wav(0.1, 1));
    }
}

public sealed class FolderDeskTests_on_sqlite() : FolderDeskTests(Store.Sqlite);

public sealed class FolderDeskTests_on_postgres() : FolderDeskTests(Store.Postgres);

/// <summary>Where the host has named no inbox.</summary>
public abstract class NoInboxTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Nothing_is_watched_and_the_page_says_what_the_host_must_do()
    {
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator), "en");
        (await browser.GetAsync("/folders")).Must(HttpStatusCode.OK).Has("KLUIS_INBOX").HasNot("/folders/new");
        (await browser.GetAsync("/folders/new")).Must(HttpStatusCode.OK).Has("KLUIS_INBOX").HasNot("name=\"folder\"");
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var body = new { folder = "pbx", source = "hal", activity = await Vault.ActivityAsync() };
        (await Answer.OfAsync(administrator.PostAsJsonAsync("/api/v1/folders", body))).Must(422, "folder.invalid");
        await Vault.Get<FolderWatch>().RunAsync(default);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from lease where name = 'watched-folders'"));
    }
}

public sealed class NoInboxTests_on_sqlite() : NoInboxTests(Store.Sqlite);

public sealed class NoInboxTests_on_postgres() : NoInboxTests(Store.Postgres);
