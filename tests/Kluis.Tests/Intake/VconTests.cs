using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Intake;

public abstract class VconTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task However_a_vcon_is_packed_it_is_the_same_conversation()
    {
        var (activity, client) = await StartAsync();
        var vcon = Told.CallVcon(Sounds.Wav(20, 1));
        var bytes = Encoding.UTF8.GetBytes(vcon.ToJsonString());
        var first = (await client.SendVconAsync(bytes, activity)).Must(HttpStatusCode.Created);
        foreach (var again in new[]
        {
            await client.SendVconAsync(bytes, activity, "application/vcon+json"),
            await client.SendVconAsync(bytes, activity, "application/json"),
            await client.SendVconAsync(Calls.Packed(bytes), activity, "application/vcon+gzip"),
            await client.SendVconAsync(Calls.Packed(bytes), activity, "application/vcon", "gzip"),
            await client.SendVconAsync(Calls.WithFiles(vcon), activity),
        })
        {
            Assert.Equal(first.Id, again.Must(HttpStatusCode.OK).Id);
        }
        await Vault.AssertNoOrphansAsync();
        client.Dispose();
    }

    [Fact]
    public async Task A_call_with_its_sound_inside_plays_byte_for_byte()
    {
        var (activity, client) = await StartAsync();
        var sound = Sounds.Wav(20, 2);
        var id = await client.StoreVconAsync(Told.CallVcon(sound), activity);
        Assert.Equal(sound, await client.SoundAsync(id));
        var view = (await client.ViewAsync(id)).Json;
        Assert.Equal(("call", "in", Told.Queue), ((string?)view["channel"], (string?)view["direction"], (string?)view["queue"]));
        Assert.Equal((2.5, Told.Agent), ((double)view["duration"]!, (string?)view["agentId"]));
        client.Dispose();
    }

    [Fact]
    public async Task A_chat_and_a_mail_are_kept_as_what_they_are_and_never_shown_as_a_page()
    {
        var (activity, client) = await StartAsync();
        var chat = await client.StoreVconAsync(Told.Chat(), activity);
        var mail = await client.StoreVconAsync(Told.Mail(), activity);
        Assert.Equal("chat,chat,attachment", await KindsAsync(client, chat));
        Assert.Equal("mail", await KindsAsync(client, mail));
        Assert.Equal(Known.Said, Encoding.UTF8.GetString((await client.ContentAsync(chat, "dialog/0")).Bytes));
        Assert.Equal("application/octet-stream", (await client.ContentAsync(chat, "attachment/0")).Type);
        Assert.Equal("text/plain", (await client.ContentAsync(mail, "dialog/0")).Type);
        Assert.Equal([chat], await client.FindAsync(new { email = Known.CustomerMail, channel = "chat" }));
        Assert.Equal([mail], await client.FindAsync(new { email = Known.CustomerMail, channel = "mail" }));
        client.Dispose();
    }

    [Fact]
    public async Task Files_beside_a_vcon_find_their_place_by_hash_and_by_name()
    {
        var (activity, client) = await StartAsync();
        var (one, two, three) = (Sounds.Mp3(300, 3), Sounds.Mp3(4, 4), Sounds.Mp3(5, 5));
        var byHash = (await client.SendVconAsync(Calls.WithFiles(Told.LinkedCall("https://pbx.example/1.mp3", one), ("another.name", one)), activity)).Must(HttpStatusCode.Created);
        var byUrl = (await client.SendVconAsync(Calls.WithFiles(Told.LinkedCall("https://pbx.example/a/2%20b.mp3", null), ("../../2 b.mp3", two)), activity)).Must(HttpStatusCode.Created);
        var byName = (await client.SendVconAsync(Calls.WithFiles(Told.LinkedCall("https://pbx.example/x", null, "3.mp3"), ("3.mp3", three)), activity)).Must(HttpStatusCode.Created);
        Assert.Equal(one, await client.SoundAsync(byHash.Id));
        Assert.Equal(two, await client.SoundAsync(byUrl.Id));
        Assert.Equal(three, await client.SoundAsync(byName.Id));
        Assert.DoesNotContain("vcon.media-missing", byHash.Findings);
        client.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_another_or_that_nobody_asked_for_is_refused_and_nothing_is_kept()
    {
        var (activity, client) = await StartAsync();
        var (right, wrong) = (Sounds.Mp3(300, 6), Sounds.Mp3(300, 7));
        (await client.SendVconAsync(Calls.WithFiles(Told.LinkedCall("https://pbx.example/1.mp3", right), ("1.mp3", wrong)), activity)).Must(422, "vcon.media-mismatch");
        (await client.SendVconAsync(Calls.WithFiles(Told.Chat(), ("1.mp3", wrong)), activity)).Must(422, "vcon.media-mismatch");
        (await client.SendVconAsync(Calls.WithFiles(Told.LinkedCall("https://pbx.example/1.mp3", null), ("1.mp3", right), ("2.mp3", wrong)), activity)).Must(422, "vcon.media-mismatch");
        (await client.SendVconAsync(Calls.WithFiles(Told.LinkedCall("https://pbx.example/1.mp3", null), ("1.mp3", [])), activity)).Must(422, "recording.empty");
        await Vault.AssertNothingStoredAsync();
        client.Dispose();
    }

    [Fact]
    public async Task Media_that_stay_away_are_a_finding_and_the_rest_is_kept()
    {
        var (activity, client) = await StartAsync();
        var stored = (await client.SendVconAsync(Told.LinkedCall("https://pbx.example/1.mp3", Sounds.Mp3(1, 1)), activity)).Must(HttpStatusCode.Created);
        Assert.Contains("vcon.media-missing", stored.Findings);
        using var played = await client.PlayAsync(stored.Id);
        Assert.Equal(HttpStatusCode.NotFound, played.StatusCode);
        Assert.False((bool)(await client.ViewAsync(stored.Id)).Json["parts"]![0]!["stored"]!);
        client.Dispose();
    }

    [Fact]
    public async Task The_same_uuid_with_other_bytes_is_the_next_version()
    {
        var (activity, client) = await StartAsync();
        var uuid = Guid.CreateVersion7().ToString();
        var first = await client.StoreVconAsync(Told.Chat(uuid), activity);
        var second = await client.StoreVconAsync(Told.Chat(uuid, "Ik bedoelde iets anders."), activity);
        Assert.NotEqual(first, second);
        var view = (await client.ViewAsync(second)).Json;
        Assert.Equal((2, first.ToString(), uuid), ((int)view["version"]!, (string?)view["previous"], (string?)view["uuid"]));
        Assert.Equal(1, await Vault.CountAsync(AuditAct.ConversationVersionAdded));
        client.Dispose();
    }

    [Fact]
    public async Task Two_people_without_a_role_are_both_customers_and_that_is_a_finding()
    {
        var (activity, client) = await StartAsync();
        var vcon = Told.Chat();
        vcon["parties"]![1]!.AsObject().Without("role", "agent_id");
        vcon["parties"]![0]!.AsObject().Without("role");
        Assert.Contains("party.role-unknown", (await client.SendVconAsync(vcon, activity)).Must(HttpStatusCode.Created).Findings);
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from conversation_key"));
        client.Dispose();
    }

    [Fact]
    public async Task Waits_and_menu_choices_come_from_the_attachment_and_holds_from_the_history()
    {
        var (activity, client) = await StartAsync();
        var vcon = Told.CallVcon(Sounds.Wav(1, 8));
        vcon["dialog"]![0]!["party_history"] = JsonNode.Parse(
            """
            [{"party":0,"time":"2026-02-27T10:01:00+01:00","event":"hold"},{"party":0,"time":"2026-02-27T10:01:42+01:00","event":"unhold"}]
            """);
        vcon["attachments"]!.AsArray().Add(new JsonObject
        {
            ["purpose"] = "call-facts", ["start"] = Told.Start, ["party"] = 0, ["dialog"] = 0, ["encoding"] = "json",
            ["body"] = new JsonObject { ["wait_seconds"] = 31, ["ivr_choices"] = new JsonArray("2"), ["transferred_from"] = new JsonArray("queue-0") },
        });
        var call = (await client.ViewAsync(await client.StoreVconAsync(vcon, activity))).Json["call"]!;
        Assert.Equal((31.0, 42.0, 1, "2"), ((double)call["waitSeconds"]!, (double)call["holdSeconds"]!, (int)call["transfers"]!, (string?)call["menuChoices"]![0]));
        client.Dispose();
    }

    async Task<(Guid Activity, HttpClient Officer)> StartAsync() => (await Vault.ActivityAsync(), await Vault.ClientAsync(Role.PrivacyOfficer));

    static async Task<string> KindsAsync(HttpClient client, Guid id) =>
        string.Join(',', (await client.ViewAsync(id)).Json["parts"]!.AsArray().OrderBy(part => (string)part!["section"]! == "attachment").Select(part => (string)part!["kind"]!));
}

public sealed class VconTests_on_sqlite() : VconTests(Store.Sqlite);

public sealed class VconTests_on_postgres() : VconTests(Store.Postgres);
