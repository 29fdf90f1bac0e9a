using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Intake;

public abstract class RecordingTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Wav_mp3_and_ogg_come_in_and_go_out_byte_for_byte()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        foreach (var (sound, type, duration) in new[]
        {
            (Sounds.Wav(2.5, 1), "audio/wav", 2.5), (Sounds.Wav(30, 2), "audio/wav", 30), (Sounds.Mp3(12, 3), "audio/mpeg", 7.25), (Sounds.Ogg(), "audio/ogg", 7.25), (Sounds.M4a(), "audio/mp4", 7.25),
        })
        {
            var stored = (await telephony.SendRecordingAsync(Told.Call(activity).With("duration", 7.25), sound)).Must(HttpStatusCode.Created);
            Assert.Equal($"/api/v1/conversations/{stored.Id}", stored.Location!.ToString());
            Assert.Empty(stored.Findings);
            using var played = await officer.PlayAsync(stored.Id);
            Assert.Equal(type, played.Content.Headers.ContentType!.MediaType);
            Assert.Equal(sound, await played.Content.ReadAsByteArrayAsync());
            Assert.Equal(duration, (double)(await officer.ViewAsync(stored.Id)).Json["duration"]!);
        }
    }

    [Fact]
    public async Task The_same_bytes_again_are_the_same_conversation_and_leave_nothing_behind()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var (call, sound) = (Told.Call(activity), Sounds.Wav(6, 4));
        var first = (await telephony.SendRecordingAsync(call, sound)).Must(HttpStatusCode.Created);
        var again = (await telephony.SendRecordingAsync(call, sound)).Must(HttpStatusCode.OK);
        Assert.Equal(first.Id, again.Id);
        Assert.Equal((string?)first.Json["eraseAfter"], (string?)again.Json["eraseAfter"]);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation"));
        await Vault.AssertNoOrphansAsync();
        var other = await telephony.StoreAsync(Told.Call(activity).With("disposition", "answered"), sound);
        Assert.NotEqual(first.Id, other);
        Assert.Equal(["ok", "same", "ok"], (await Vault.LogAsync()).Where(entry => entry.Act == "conversation.stored").Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task A_film_is_not_a_recording()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        (await telephony.SendRecordingAsync(Told.Call(await Vault.ActivityAsync()), Sounds.Film())).Must(422, "recording.unreadable");
    }

    [Fact]
    public async Task The_same_recording_sent_eight_times_at_once_is_stored_once()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var sound = Sounds.Wav(5, 5);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => telephony.SendRecordingAsync(Told.Call(activity), sound)));
        Assert.True(answers.All(answer => answer.Status is HttpStatusCode.Created or HttpStatusCode.OK), string.Join('\n', answers.Select(answer => answer.Text)));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation"));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task The_facts_of_a_call_come_back_and_each_kind_of_data_has_its_own_date()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var created = (await Answer.OfAsync(officer.PostAsync("/api/v1/activities", Calls.Json(
            """
            {"name":"Klantenservice","purpose":"Vragen","legalBasis":"contract","purposes":["service"],"recording":"announce","terms":{"recording":"P30D","call-metadata":"P2Y","transcript":"P7D"}}
            """)))).Must(HttpStatusCode.Created);
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var call = Told.Call(created.Id).With("waitSeconds", 12.5).With("holdSeconds", 3).With("transfers", 2).With("disposition", "answered")
            .With("menuChoices", new JsonArray("1", "3"));
        var stored = (await telephony.SendRecordingAsync(call, Sounds.Wav(1, 6))).Must(HttpStatusCode.Created);
        var view = (await officer.ViewAsync(stored.Id)).Must(HttpStatusCode.OK).Json;
        Assert.Equal("2026-03-29T09:00:00+00:00", (string?)view["parts"]![0]!["eraseAfter"]);
        Assert.Equal("2028-02-27T09:00:00+00:00", (string?)view["call"]!["eraseAfter"]);
        Assert.Equal("2028-02-27T09:00:00+00:00", (string?)view["eraseAfter"]);
        Assert.Equal("2028-02-27T09:00:00+00:00", (string?)stored.Json["eraseAfter"]);
        Assert.Equal("""["1","3"]""", view["call"]!["menuChoices"]!.ToJsonString());
        Assert.Equal((12.5, 3.0, 2), ((double)view["call"]!["waitSeconds"]!, (double)view["call"]!["holdSeconds"]!, (int)view["call"]!["transfers"]!));
        Assert.Equal((Known.CustomerPhone, "answered"), ((string?)view["call"]!["caller"], (string?)view["call"]!["disposition"]));
        Assert.Equal(("in", Told.Queue, Told.Team), ((string?)view["direction"], (string?)view["queue"], (string?)view["team"]));
        Assert.Equal((Told.Agent, "telephony", 1.0), ((string?)view["agentId"], (string?)view["source"], (double)view["duration"]!));
    }

    [Fact]
    public async Task A_kind_without_a_term_goes_with_the_shortest()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = (await Answer.OfAsync(officer.PostAsync("/api/v1/activities", Calls.Json(
            """{"name":"A","purpose":"B","legalBasis":"legal_obligation","recording":"opt-out","terms":{"chat":"P1Y","mail":"P10D"}}""")))).Must(HttpStatusCode.Created).Id;
        var id = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(1, 7));
        Assert.Equal("2026-03-09T09:00:00+00:00", (string?)(await officer.ViewAsync(id)).Json["parts"]![0]!["eraseAfter"]);
    }

    [Fact]
    public async Task Nothing_is_stored_without_a_processing_activity()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        using var withActivity = await Vault.ClientAsync(Role.Integrator, activity: activity);
        var sound = Sounds.Wav(6, 8);
        (await telephony.SendRecordingAsync(Told.Call(null), sound)).Must(422, "activity.required");
        (await telephony.SendRecordingAsync(Told.Call(Guid.NewGuid()), sound)).Must(422, "activity.unknown");
        (await telephony.SendVconAsync(Told.Chat(), null)).Must(422, "activity.required");
        (await telephony.SendVconAsync(Told.Chat(), Guid.NewGuid())).Must(422, "activity.unknown");
        await Vault.AssertNothingStoredAsync();
        (await withActivity.SendRecordingAsync(Told.Call(null), sound)).Must(HttpStatusCode.Created);
        (await withActivity.SendVconAsync(Told.Chat(), null)).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Without_parties_the_numbers_say_who_the_customer_is()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var incoming = await telephony.StoreAsync(Told.Call(activity).Without("parties"), Sounds.Wav(1, 9));
        var outgoing = await telephony.StoreAsync(
            Told.Call(activity).Without("parties").With("direction", "out").With("caller", "+31880001122").With("called", Known.OtherPhone), Sounds.Wav(1, 10));
        Assert.Equal([incoming], await telephony.FindAsync(new { phone = Known.CustomerPhone }));
        Assert.Equal([outgoing], await telephony.FindAsync(new { phone = Known.OtherPhone }));
        Assert.Empty(await telephony.FindAsync(new { phone = "+31880001122" }));
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from data_subject where kind = 'customer'"));
    }

    [Fact]
    public async Task The_team_of_the_agent_completes_what_the_other_system_does_not_name()
    {
        var activity = await Vault.ActivityAsync();
        await Vault.UserAsync(Role.Agent, Told.Agent);
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var id = await telephony.StoreAsync(Told.Call(activity).Without("team", "agentId"), Sounds.Wav(1, 11));
        var view = (await telephony.ViewAsync(id)).Json;
        Assert.Equal(("team-1", Told.Agent), ((string?)view["team"], (string?)view["agentId"]));
    }

    [Fact]
    public async Task Every_intake_is_in_the_log_with_the_digest_of_what_was_stored()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var id = await telephony.StoreAsync(Told.Call(activity), Sounds.Wav(1, 12));
        var entry = Assert.Single(await Vault.LogAsync(), entry => entry.Act == AuditAct.ConversationStored.Name());
        Assert.Equal(id.ToString(), entry.ConversationId);
        Assert.NotNull(entry.SubjectId);
        Assert.Equal("ok", entry.Outcome);
    }
}

public sealed class RecordingTests_on_sqlite() : RecordingTests(Store.Sqlite);

public sealed class RecordingTests_on_postgres() : RecordingTests(Store.Postgres);
