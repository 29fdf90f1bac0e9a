using System.Text;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Import;
using Kluis.Vcon.Tests;

namespace Kluis.Tests.Intake;

public abstract class ImportTests(Store store) : VaultTests(store)
{
    readonly Scratch scratch = new();

    [Fact]
    public async Task A_folder_of_mixed_files_ends_as_conversations_refusals_with_a_reason_or_quarantine_and_nothing_is_missing()
    {
        var samples = Directory.GetFiles(Sample.Folder);
        samples.ToList().ForEach(file => File.Copy(file, Path.Combine(Folder, Path.GetFileName(file))));
        foreach (var file in samples.Where(file => file.EndsWith(".vcon", StringComparison.Ordinal)))
            await File.WriteAllBytesAsync(Path.Combine(Folder, "half " + Path.GetFileName(file)), (await File.ReadAllBytesAsync(file))[..^200]);
        await WriteAsync("notes.txt", "Geen gesprek.");
        await WriteAsync("photo.jpg", "\u00ff\u00d8");
        await WriteAsync("empty.wav", "");
        await WriteAsync("empty.vcon", "");
        await WriteAsync("list.json", "[1, 2]");
        await WriteAsync("deep/er/chat.vcon", Told.Chat().ToJsonString());
        var all = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);
        var lines = await RunAsync(Rule(await Vault.ActivityAsync("P100Y")));
        Assert.Equal(all.Select(path => Path.GetRelativePath(Folder, path)).Order(), lines.Select(line => line.Name).Order());
        Assert.Equal(lines.Count(line => line.Outcome is ImportOutcome.Stored or ImportOutcome.NewVersion), await Vault.ScalarAsync<long>("select count(*) from conversation"));
        Assert.Equal(lines.Where(line => line.Outcome is ImportOutcome.Quarantined).Select(line => line.Item).Distinct().Count(), await Vault.ScalarAsync<long>("select count(*) from quarantine"));
        Assert.All(lines.Where(line => line.Outcome is ImportOutcome.Quarantined), line => Assert.NotNull(line.Code));
        Assert.Equal("recording.no-metadata", Line(lines, "empty.wav").Code);
        Assert.Equal(ImportOutcome.Foreign, Line(lines, "notes.txt").Outcome);
        Assert.Equal(ImportOutcome.Stored, Line(lines, "deep/er/chat.vcon").Outcome);
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task A_second_run_takes_in_nothing_twice_and_what_has_changed_again()
    {
        await WriteAsync("chat.vcon", Told.Chat().ToJsonString());
        await WriteAsync("broken.vcon", "{}");
        var rule = Rule(await Vault.ActivityAsync());
        await RunAsync(rule);
        Assert.All(await RunAsync(rule), line => Assert.Equal(ImportOutcome.Before, line.Outcome));
        await WriteAsync("broken.vcon", Told.Mail().ToJsonString());
        Assert.Equal(ImportOutcome.Stored, Line(await RunAsync(rule), "broken.vcon").Outcome);
        Assert.Equal((2, 1), (await Vault.ScalarAsync<long>("select count(*) from conversation"), await Vault.ScalarAsync<long>("select count(*) from quarantine")));
        // What it is called stands nowhere in clear.
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from import_file where name like '%chat%'"));
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_and_changes_nothing()
    {
        await WriteAsync("chat.vcon", Told.Chat().ToJsonString());
        await WriteAsync("broken.vcon", "{}");
        await WriteSoundAsync("20260227-100000_in_0612345678.wav");
        await WriteSoundAsync("nameless.wav");
        var rule = Rule(await Vault.ActivityAsync()) with { Pattern = Pattern("{date}-{time}_{direction}_{caller}") };
        var dry = await RunAsync(rule with { IsDry = true });
        Assert.Equal(0, await Vault.ScalarAsync<long>("select (select count(*) from conversation) + (select count(*) from quarantine) + (select count(*) from import_file)"));
        var real = await RunAsync(rule);
        Assert.Equal(real.Select(line => (line.Name, line.Outcome, line.Code)).Order(), dry.Select(line => (line.Name, line.Outcome, line.Code)).Order());
    }

    [Fact]
    public async Task Metadata_come_from_the_file_beside_the_list_and_the_name_in_this_order()
    {
        foreach (var name in new[] { "one", "two", "three" })
            await WriteSoundAsync($"{name}-20260227-120000.wav", name[0]);
        await WriteAsync("one-20260227-120000.json", Told.Call(null, "2026-02-27T09:00:00Z").ToJsonString());
        var list = List("kluis", "file;start;caller;name\none-20260227-120000.wav;2026-02-27 10:30:00;0612345678;Uit de lijst\ntwo-20260227-120000.wav;2026-02-27 10:30:00;06 12345678;\"Jansen; mevrouw\"\n");
        var rule = Rule(await Vault.ActivityAsync()) with { List = list, Pattern = Pattern("{*}-{date}-{time}") };
        var lines = await RunAsync(rule);
        Assert.Equal(["2026-02-27T09:00:00", "2026-02-27T09:30:00", "2026-02-27T11:00:00"], await StartsAsync(lines, "one-20260227-120000.wav", "two-20260227-120000.wav", "three-20260227-120000.wav"));
        Assert.Equal(ImportOutcome.Beside, Line(lines, "one-20260227-120000.json").Outcome);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Equal(2, (await officer.FindAsync(new { phone = Known.CustomerPhone })).Count + (await officer.FindAsync(new { phone = "0612345678" })).Count);
    }

    [Fact]
    public async Task Files_of_a_vcon_come_with_it_and_only_from_its_own_folder()
    {
        var sound = Sounds.Wav(2, 9);
        await WriteAsync("call.vcon", Told.LinkedCall("https://pbx.example/rec/call.wav", sound).ToJsonString());
        await File.WriteAllBytesAsync(Path.Combine(Folder, "call.wav"), sound);
        await WriteAsync("sub/away.vcon", Told.LinkedCall("https://pbx.example/rec/..%2Fsecret.wav", null, "../secret.wav").ToJsonString());
        await File.WriteAllBytesAsync(Path.Combine(Folder, "secret.wav"), Sounds.Wav(1, 3));
        var lines = await RunAsync(Rule(await Vault.ActivityAsync()));
        Assert.Equal(ImportOutcome.Beside, Line(lines, "call.wav").Outcome);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Equal(sound, await officer.SoundAsync(Line(lines, "call.vcon").Conversation!.Value));
        Assert.Equal(ImportOutcome.Stored, Line(lines, "sub/away.vcon").Outcome);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from part where kind = 'recording' and object_id is not null"));
    }

    [Fact]
    public async Task Originals_go_when_they_are_durable_and_only_then()
    {
        await WriteAsync("chat.vcon", Told.Chat().ToJsonString());
        await WriteAsync("broken.vcon", "{}");
        await WriteAsync("notes.txt", "Geen gesprek.");
        await WriteSoundAsync("call.wav");
        await WriteAsync("call.wav.json", Told.Call(null).ToJsonString());
        await RunAsync(Rule(await Vault.ActivityAsync()) with { Deletes = true });
        Assert.Equal(["notes.txt"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Equal((2, 1), (await Vault.ScalarAsync<long>("select count(*) from conversation"), await Vault.ScalarAsync<long>("select count(*) from quarantine")));
    }

    [Fact]
    public async Task The_file_of_a_vcon_goes_with_it_and_stays_with_one_that_was_not_understood()
    {
        var (sound, other) = (Sounds.Wav(2, 9), Sounds.Wav(2, 8));
        await WriteAsync("good.vcon", Told.LinkedCall("https://pbx.example/good.wav", sound).ToJsonString());
        await WriteAsync("twin.vcon", Told.LinkedCall("https://pbx.example/good.wav", sound).ToJsonString());
        await File.WriteAllBytesAsync(Path.Combine(Folder, "good.wav"), sound);
        await WriteAsync("bad.vcon", Told.LinkedCall("https://pbx.example/bad.wav", sound).ToJsonString());
        await File.WriteAllBytesAsync(Path.Combine(Folder, "bad.wav"), other);
        var rule = Rule(await Vault.ActivityAsync()) with { Deletes = true };
        var lines = await RunAsync(rule);
        Assert.Equal("vcon.media-mismatch", Line(lines, "bad.vcon").Code);
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from part where kind = 'recording' and object_id is not null"));
        Assert.Equal(["bad.wav"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        // A later run knows whose it is, without its vCon.
        Assert.Equal(new ImportLine("bad.wav", ImportOutcome.Beside), Assert.Single(await RunAsync(rule)));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from quarantine"));
    }

    [Fact]
    public async Task What_an_earlier_run_stored_and_did_not_come_to_delete_is_deleted_by_the_next()
    {
        await WriteAsync("chat.vcon", Told.Chat().ToJsonString());
        await WriteSoundAsync("call.wav");
        await WriteAsync("call.wav.json", Told.Call(null).ToJsonString());
        await WriteAsync("linked.vcon", Told.LinkedCall("https://pbx.example/linked.wav", null).ToJsonString());
        await WriteSoundAsync("linked.wav", 4);
        var rule = Rule(await Vault.ActivityAsync());
        await RunAsync(rule);
        var lines = await RunAsync(rule with { Deletes = true });
        Assert.Equal(["call.wav", "chat.vcon", "linked.vcon", "linked.wav"], lines.Where(line => line.Outcome == ImportOutcome.Before).Select(line => line.Name).Order());
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Equal(3, await Vault.ScalarAsync<long>("select count(*) from conversation"));
    }

    [Fact]
    public async Task Asterisk_tells_its_calls_in_a_list_and_their_ids_in_the_names_of_files()
    {
        var list = List("asterisk",
            "\"\",\"0612345678\",\"0301234567\",\"from-trunk\",\"\"\"Jansen\"\" <0612345678>\",\"SIP/trunk-1\",\"SIP/204-2\",\"Dial\",\"\",\"2026-02-27 10:00:00\",\"2026-02-27 10:00:05\",\"2026-02-27 10:03:00\",180,175,\"ANSWERED\",\"DOCUMENTATION\",\"1772182800.42\",\"\"\n");
        await WriteSoundAsync("rg-600-0612345678-20260227-100000-1772182800.42.wav");
        await WriteSoundAsync("unlisted-1772182999.43.wav", 3);
        var lines = await RunAsync(Rule(await Vault.ActivityAsync()) with { List = list, Recipe = Recipe.Find("asterisk")! });
        Assert.Equal(["2026-02-27T09:00:00"], await StartsAsync(lines, "rg-600-0612345678-20260227-100000-1772182800.42.wav"));
        Assert.Equal("recording.no-metadata", Line(lines, "unlisted-1772182999.43.wav").Code);
    }

    [Fact]
    public async Task Tickets_of_zammad_are_mails_whose_next_export_is_their_next_version()
    {
        const string Mails = """
            [{"ticket_id": 7, "id": 31, "type": "email", "sender": "Customer", "from": "Anneke de Wit <anneke@post.example>", "to": "hulp@voorbeeld.example", "subject": "Voorschot", "body": "Klopt mijn voorschot?",
              "content_type": "text/plain", "message_id": "<1@post.example>", "internal": false, "created_at": "2026-02-26T10:00:00.000Z"},
             {"ticket_id": 7, "id": 32, "type": "note", "sender": "Agent", "from": "Sanne Bakker", "body": "Moeilijke klant", "content_type": "text/plain", "internal": true, "created_at": "2026-02-26T10:30:00.000Z"}
            """;
        const string Answer = """
            ,{"ticket_id": 7, "id": 33, "type": "email", "sender": "Agent", "from": "Sanne Bakker via Hulp <hulp@voorbeeld.example>", "to": "anneke@post.example", "body": "<p>Ja, dat klopt.</p>",
              "content_type": "text/html", "message_id": "<2@voorbeeld.example>", "internal": false, "created_at": "2026-02-26T11:00:00.000Z"}
            """;
        const string Ticket = """{"id": 7, "number": "60007", "title": "Voorschot", "created_at": "2026-02-26T10:00:00.000Z"}""";
        var rule = Rule(await Vault.ActivityAsync()) with { Recipe = Recipe.Find("zammad")! };
        await WriteAsync("7.json", $$"""{"ticket": {{Ticket}}, "articles": {{Mails}}]}""");
        await WriteAsync("list.json", Mails.Replace("\"ticket_id\": 7", "\"ticket_id\": 8", StringComparison.Ordinal) + "]");
        await WriteAsync("nothing.json", "[]");
        await WriteAsync("number.json", "7");
        var first = await RunAsync(rule);
        Assert.Equal([ImportOutcome.Stored, ImportOutcome.Stored], new[] { "7.json", "list.json" }.Select(name => Line(first, name).Outcome));
        Assert.All(new[] { "nothing.json", "number.json" }, name => Assert.Equal(ImportOutcome.Quarantined, Line(first, name).Outcome));
        await WriteAsync("7.json", $$"""{"assets": {"Ticket": {"7": {{Ticket}} }, "TicketArticle": {{Keyed(Mails + Answer + "]")}} } }""");
        var second = Line(await RunAsync(rule), "7.json");
        Assert.Equal(ImportOutcome.NewVersion, second.Outcome);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var export = (await officer.ExportAsync(second.Conversation!.Value)).Must(System.Net.HttpStatusCode.OK).Json;
        Assert.Equal(["Klopt mijn voorschot?", "<p>Ja, dat klopt.</p>"], export["dialog"]!.AsArray().Select(part => (string?)part!["body"]));
        Assert.Equal("mail", await Vault.ScalarAsync<string>("select channel from conversation where id = @id", new { id = second.Conversation.Value.ToString() }));
        Assert.Contains(second.Conversation.Value, await officer.FindAsync(new { email = "anneke@post.example" }));
    }

    [Fact]
    public async Task Conversations_of_chatwoot_are_chats_without_what_colleagues_told_one_another()
    {
        await WriteAsync("12.json", """
            {"meta": {"contact": {"name": "Anneke de Wit", "phone_number": "+31612345678", "email": null}, "assignee": {"name": "Sanne Bakker"}},
             "payload": [
              {"id": 1, "conversation_id": 12, "message_type": 0, "content": "Klopt mijn voorschot?", "created_at": 1772100000, "private": false},
              {"id": 2, "conversation_id": 12, "message_type": 2, "content": "Toegewezen aan Sanne", "created_at": 1772100010, "private": false},
              {"id": 3, "conversation_id": 12, "message_type": 1, "content": "Moeilijke klant", "created_at": 1772100020, "private": true, "sender": {"name": "Sanne Bakker"}},
              {"id": 4, "conversation_id": 12, "message_type": 1, "content": "Ja, dat klopt.", "created_at": 1772100030, "private": false, "sender": {"name": "Sanne Bakker"}}]}
            """);
        await WriteAsync("odd.json", """{"messages": [3, {"content": {}, "created_at": {}}], "meta": 7}""");
        var rule = Rule(await Vault.ActivityAsync()) with { Recipe = Recipe.Find("chatwoot")! };
        Assert.Equal(ImportOutcome.Stored, Line(await RunAsync(rule with { IsDry = true }), "12.json").Outcome);
        var lines = await RunAsync(rule);
        Assert.Equal(ImportOutcome.Quarantined, Line(lines, "odd.json").Outcome);
        var chat = Line(lines, "12.json").Conversation!.Value;
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var export = (await officer.ExportAsync(chat)).Must(System.Net.HttpStatusCode.OK).Json;
        Assert.Equal(["Klopt mijn voorschot?", "Ja, dat klopt."], export["dialog"]!.AsArray().Select(part => (string?)part!["body"]));
        Assert.Equal(["customer", "agent"], export["parties"]!.AsArray().Select(party => (string?)party!["role"]));
        Assert.Equal("chat", await Vault.ScalarAsync<string>("select channel from conversation"));
        Assert.Contains(chat, await officer.FindAsync(new { phone = "+31612345678" }));
    }

    static string Keyed(string articles) =>
        new System.Text.Json.Nodes.JsonObject(System.Text.Json.Nodes.JsonNode.Parse(articles)!.AsArray().Select(each => KeyValuePair.Create(each!["id"]!.ToString(), (System.Text.Json.Nodes.JsonNode?)each.DeepClone()))).ToJsonString();

    [Fact]
    public async Task Freepbx_needs_no_list()
    {
        await WriteSoundAsync("in-0301234567-0612345678-20260227-100000-1772182800.42.wav");
        await WriteSoundAsync("out-0612345678-204-20260227-110000-1772186400.43.wav", 2);
        var recipe = Recipe.Find("freepbx")!;
        var lines = await RunAsync(Rule(await Vault.ActivityAsync()) with { Recipe = recipe, Pattern = Pattern(recipe.Pattern!) });
        Assert.All(lines, line => Assert.Equal(ImportOutcome.Stored, line.Outcome));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Equal(2, (await officer.FindAsync(new { phone = "06-12345678" })).Count);
    }

    [Fact]
    public async Task Genesys_tells_it_in_a_json_beside_each_file()
    {
        await WriteSoundAsync("9f7d.wav");
        await WriteAsync("9f7d.json", """{"conversationId":"9f7d","startTime":"2026-02-27T09:00:00.000Z","durationMs":175250,"direction":"inbound","ani":"tel:+31612345678","dnis":"tel:+31301234567","queueName":"Service","userId":"204","mediaType":"call"}""");
        var lines = await RunAsync(Rule(await Vault.ActivityAsync()) with { Recipe = Recipe.Find("genesys")! });
        Assert.Equal(["2026-02-27T09:00:00"], await StartsAsync(lines, "9f7d.wav"));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Single(await officer.FindAsync(new { phone = "0612345678" }));
    }

    string Folder => Directory.CreateDirectory(scratch["import"]).FullName;

    ImportRule Rule(Guid activity) => new("telephony") { Activity = activity };

    static FileNamePattern Pattern(string text) => FileNamePattern.Read(text, TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).Pattern!;

    static RecordingList List(string recipe, string csv) =>
        RecordingList.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), Recipe.Find(recipe)!, TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));

    async Task<List<ImportLine>> RunAsync(ImportRule rule)
    {
        var lines = new List<ImportLine>();
        var caller = new Caller(Actor.Product("import"), Role.Integrator) { Source = rule.Source, Activity = rule.Activity };
        await Vault.Get<Importer>().RunAsync(caller, new ImportFolder(Folder), rule, line => { lock (lines) lines.Add(line); }, default);
        return lines;
    }

    static ImportLine Line(List<ImportLine> lines, string name) => lines.Single(line => line.Name == name);

    async Task<List<string>> StartsAsync(List<ImportLine> lines, params string[] names)
    {
        var starts = new List<string>();
        foreach (var name in names)
        {
            var id = Line(lines, name).Conversation;
            Assert.True(id is not null, string.Join('\n', lines));
            starts.Add(DateTimeOffset.FromUnixTimeMilliseconds(await Vault.ScalarAsync<long>("select started_at from conversation where id = @id", new { id = id.ToString() })).ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        }
        return starts;
    }

    async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    Task WriteSoundAsync(string name, int seed = 1) => File.WriteAllBytesAsync(Path.Combine(Folder, name), Sounds.Wav(1, seed));
}

public sealed class ImportTests_on_sqlite() : ImportTests(Store.Sqlite);

public sealed class ImportTests_on_postgres() : ImportTests(Store.Postgres);
