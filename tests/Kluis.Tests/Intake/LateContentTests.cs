using System.Net;
using System.Net.Http.Headers;
using Kluis.Access;
using Kluis.Audit;
using Kluis.AuditLog;

namespace Kluis.Tests.Intake;

/// <summary>A recording that comes after its vCon.</summary>
public abstract class LateContentTests(Store store) : VaultTests(store)
{
    const string Address = "https://pbx.example/1.mp3";

    static readonly byte[] Sound = Sounds.Mp3(300, 1);

    [Fact]
    public async Task A_recording_that_comes_later_takes_its_place_and_goes_out_with_its_conversation()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var id = await telephony.StoreVconAsync(Told.LinkedCall(Address, Sound), await Vault.ActivityAsync());
        var put = (await PutAsync(telephony, id, 0, Sound)).Must(HttpStatusCode.Created);
        Assert.Equal((id, $"/api/v1/conversations/{id}"), (put.Id, put.Location!.ToString()));
        Assert.Equal(Sound, await officer.SoundAsync(id));
        var part = (await officer.ViewAsync(id)).Json["parts"]![0]!;
        Assert.Equal((true, Sound.Length, 0), ((bool)part["stored"]!, (int)part["size"]!, (int)part["recording"]!));
        var dialog = (await officer.ExportAsync(id)).Must(HttpStatusCode.OK).Json["dialog"]![0]!;
        Assert.Equal(Sound, System.Buffers.Text.Base64Url.DecodeFromChars((string)dialog["body"]!));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task A_small_recording_without_a_digest_gives_type_and_duration()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var call = Told.LinkedCall(Address, null);
        call["dialog"]![0]!.AsObject().Remove("mediatype");
        var id = await officer.StoreVconAsync(call, await Vault.ActivityAsync());
        var sound = Sounds.Wav(1.5, 2);
        (await PutAsync(officer, id, 0, sound, "application/octet-stream")).Must(HttpStatusCode.Created);
        using var played = await officer.PlayAsync(id);
        Assert.Equal("audio/wav", played.Content.Headers.ContentType!.MediaType);
        Assert.Equal(sound, await played.Content.ReadAsByteArrayAsync());
        Assert.Equal(1.5, (double)(await officer.ViewAsync(id)).Json["parts"]![0]!["duration"]!);
    }

    [Fact]
    public async Task The_entry_commits_to_the_digest_of_what_came()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var id = await telephony.StoreVconAsync(Told.LinkedCall(Address, Sound), await Vault.ActivityAsync());
        (await PutAsync(telephony, id, 0, Sound)).Must(HttpStatusCode.Created);
        var entries = (await Vault.LogAsync()).Where(entry => entry.Act == AuditAct.ConversationStored.Name()).ToList();
        Assert.Equal([("ok", id.ToString()), ("ok", id.ToString())], entries.Select(entry => (entry.Outcome, entry.ConversationId!)));
        Assert.NotNull(entries[1].SubjectId);
        var leaves = await Vault.Product.Database.ReadAsync(connection => CheckpointStore.LeavesAsync(connection, LogTables.Audit, 0, 1000), default);
        Assert.NotNull(Leaf.Parse(leaves[(int)entries[1].Seq]).Sum);
    }

    [Fact]
    public async Task What_is_refused_leaves_the_place_empty_and_nothing_behind()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var activity = await Vault.ActivityAsync();
        var id = await telephony.StoreVconAsync(Told.LinkedCall(Address, Sound), activity);
        var chat = await telephony.StoreVconAsync(Told.Chat(), activity);
        (await PutAsync(telephony, id, 0, Sounds.Mp3(300, 2))).Must(422, "vcon.media-mismatch");
        (await PutAsync(telephony, id, 0, [])).Must(422, "recording.empty");
        (await PutAsync(telephony, id, 0, Sounds.WaveHeader(16_000))).Must(422, "recording.empty");
        (await PutAsync(telephony, id, 0, new byte[100_000])).Must(422, "recording.unreadable");
        (await PutAsync(telephony, id, 0, Sound, "text/html")).Must(415, "request.unsupported-type");
        (await PutAsync(telephony, id, 1, Sound)).Must(404, "recording.not-found");
        (await PutAsync(telephony, id, -1, Sound)).Must(404, "recording.not-found");
        (await PutAsync(telephony, chat, 0, Sound)).Must(404, "recording.not-found");
        (await PutAsync(telephony, Guid.NewGuid(), 0, Sound)).Must(404, "conversation.not-found");
        Assert.False((bool)(await telephony.ViewAsync(id)).Json["parts"]![0]!["stored"]!);
        await Vault.AssertNoOrphansAsync();
        (await PutAsync(telephony, id, 0, Sound)).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_recording_that_is_there_stays_as_it_is()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = await Vault.ActivityAsync();
        var late = await officer.StoreVconAsync(Told.LinkedCall(Address, null), activity);
        var whole = await officer.StoreVconAsync(Told.CallVcon(Sound), activity);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PutAsync(officer, late, 0, Sounds.Mp3(300, i))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => answer.Must(409, "recording.exists"));
        (await PutAsync(officer, late, 0, Sounds.Mp3(300, 9))).Must(409, "recording.exists");
        (await PutAsync(officer, whole, 0, Sounds.Mp3(300, 9))).Must(409, "recording.exists");
        Assert.Equal(Sounds.Mp3(300, Array.FindIndex(answers, answer => answer.Status == HttpStatusCode.Created)), await officer.SoundAsync(late));
        Assert.Equal(Sound, await officer.SoundAsync(whole));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task Who_did_not_bring_the_conversation_does_not_bring_its_recording()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        using var other = await Vault.ClientAsync(Role.Integrator, source: "elsewhere");
        using var quality = await Vault.ClientAsync(Role.Quality);
        var id = await telephony.StoreVconAsync(Told.LinkedCall(Address, Sound), await Vault.ActivityAsync());
        (await PutAsync(other, id, 0, Sound)).Must(404, "conversation.not-found");
        (await PutAsync(quality, id, 0, Sound)).Must(403, "permission.denied");
        Assert.Equal(2, await Vault.CountAsync(AuditAct.AccessDenied));
        await Vault.AssertNoOrphansAsync();
    }

    static Task<Answer> PutAsync(HttpClient client, Guid id, int dialog, byte[] sound, string type = "audio/mpeg")
    {
        var content = new ByteArrayContent(sound);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return Answer.OfAsync(client.PutAsync($"/api/v1/conversations/{id}/dialogs/{dialog}/content", content));
    }
}

public sealed class LateContentTests_on_sqlite() : LateContentTests(Store.Sqlite);

public sealed class LateContentTests_on_postgres() : LateContentTests(Store.Postgres);
