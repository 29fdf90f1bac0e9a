using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;

namespace Kluis.Tests.Intake;

public abstract class RecordingModeTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Under_an_activity_that_takes_no_recordings_none_is_kept()
    {
        var (activity, telephony) = await StartAsync("off");
        (await telephony.SendRecordingAsync(Told.Call(activity), Sounds.Wav(1, 1))).Must(422, "recording.not-allowed");
        (await telephony.SendVconAsync(Told.CallVcon(Sounds.Wav(1, 1)), activity)).Must(422, "recording.not-allowed");
        (await telephony.SendVconAsync(Calls.WithFiles(Told.LinkedCall("call.mp3", Sounds.Mp3(20, 1)), ("call.mp3", Sounds.Mp3(20, 1))), activity)).Must(422, "recording.not-allowed");
        await Vault.AssertNothingStoredAsync();
        telephony.Dispose();
    }

    [Fact]
    public async Task Sound_that_is_called_something_else_is_sound_all_the_same()
    {
        var (activity, telephony) = await StartAsync("off");
        var chat = Told.Chat();
        chat["attachments"]![0]!["mediatype"] = "application/pdf";
        chat["attachments"]![0]!["encoding"] = "base64url";
        chat["attachments"]![0]!["body"] = System.Buffers.Text.Base64Url.EncodeToString(Sounds.Wav(1, 3));
        (await telephony.SendVconAsync(chat, activity)).Must(422, "recording.not-allowed");
        await Vault.AssertNothingStoredAsync();
        telephony.Dispose();
    }

    [Fact]
    public async Task A_chat_and_the_facts_of_a_call_are_kept_without_its_sound()
    {
        var (activity, telephony) = await StartAsync("off");
        (await telephony.SendVconAsync(Told.Chat(), activity)).Must(HttpStatusCode.Created);
        var facts = Told.CallVcon(Sounds.Wav(1, 1));
        foreach (var field in new[] { "body", "encoding", "url", "content_hash", "mediatype", "filename" })
            facts["dialog"]![0]!.AsObject().Remove(field);
        facts["dialog"]![0]!["type"] = "incomplete";
        facts["dialog"]![0]!["disposition"] = "no-answer";
        (await telephony.SendVconAsync(facts, activity)).Must(HttpStatusCode.Created);
        telephony.Dispose();
    }

    [Theory]
    [InlineData("announce")]
    [InlineData("opt-out")]
    [InlineData("opt-in")]
    public async Task Under_every_other_mode_recordings_are_taken(string mode)
    {
        var (activity, telephony) = await StartAsync(mode);
        (await telephony.SendRecordingAsync(Told.Call(activity), Sounds.Wav(1, 1))).Must(HttpStatusCode.Created);
        (await telephony.SendVconAsync(Told.CallVcon(Sounds.Wav(1, 2)), activity)).Must(HttpStatusCode.Created);
        telephony.Dispose();
    }

    async Task<(Guid Activity, HttpClient Telephony)> StartAsync(string mode)
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var body = new JsonObject
        {
            ["name"] = "n", ["purpose"] = "p", ["legalBasis"] = "contract", ["recording"] = mode, ["terms"] = new JsonObject { ["recording"] = "P30D" },
        };
        var activity = (await Answer.OfAsync(officer.PostAsync("/api/v1/activities", Calls.Json(body.ToJsonString())))).Must(HttpStatusCode.Created).Id;
        return (activity, await Vault.ClientAsync(Role.Integrator));
    }
}

public sealed class RecordingModeTests_on_sqlite() : RecordingModeTests(Store.Sqlite);

public sealed class RecordingModeTests_on_postgres() : RecordingModeTests(Store.Postgres);
