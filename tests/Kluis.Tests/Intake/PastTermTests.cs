using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake.Import;

namespace Kluis.Tests.Intake;

public abstract class PastTermTests(Store store) : VaultTests(store)
{
    // 91 days before the clock of the tests: a day past the term of 90.
    const string Past = "2025-12-01T09:00:00Z";

    [Fact]
    public async Task A_recording_past_its_term_is_refused_and_quarantined_neither()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator, source: "telephony", activity: activity);
        (await telephony.SendRecordingAsync(Told.Call(null, Past), Sounds.Wav(1, 1))).Must(422, "conversation.past-term");
        telephony.DefaultRequestHeaders.Add("Prefer", "quarantine");
        (await telephony.SendRecordingAsync(Told.Call(null, Past), Sounds.Wav(1, 1))).Must(422, "conversation.past-term");
        (await telephony.SendVconAsync(At(Told.Chat(), Past), null)).Must(422, "conversation.past-term");
        await Vault.AssertNothingStoredAsync();
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from quarantine"));
        // A day earlier it was still in time.
        (await telephony.SendRecordingAsync(Told.Call(null, "2025-12-03T09:00:00Z"), Sounds.Wav(1, 1))).Must(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_a_conversation_what_is_past_its_term_is_left_out_and_the_rest_goes_out_valid()
    {
        var chat = Told.Chat();
        chat["dialog"]![0]!["start"] = Past;
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var stored = (await officer.SendVconAsync(chat, await Vault.ActivityAsync())).Must(HttpStatusCode.Created);
        Assert.Contains("part.past-term", stored.Findings);
        var export = (await officer.ExportAsync(stored.Id)).Must(HttpStatusCode.OK).Json;
        Assert.Null(export["dialog"]![0]!["body"]);
        Assert.Equal("Dank u, ik kijk het na.", (string?)export["dialog"]![1]!["body"]);
        Assert.Equal("", await Kluis.Vcon.Tests.SchemaCheck.Run([Encoding.UTF8.GetBytes(export.ToJsonString())]));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task An_import_lists_it_keeps_none_of_it_and_leaves_the_file_to_be_destroyed()
    {
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch["old.vcon"], At(Told.Chat(), Past).ToJsonString());
        await File.WriteAllBytesAsync(scratch["old.wav"], Sounds.Wav(1, 1));
        await File.WriteAllTextAsync(scratch["old.wav.json"], Told.Call(null, Past).ToJsonString());
        await File.WriteAllTextAsync(scratch["new.vcon"], Told.Mail().ToJsonString());
        var activity = await Vault.ActivityAsync();
        var caller = new Caller(Actor.Product("import"), Role.Integrator) { Source = "old", Activity = activity };
        foreach (var isDry in new[] { true, false, false })
        {
            var lines = new List<ImportLine>();
            await Vault.Get<Importer>().RunAsync(caller, new ImportFolder(scratch.Path), new ImportRule("old") { Activity = activity, Deletes = true, IsDry = isDry }, line => { lock (lines) lines.Add(line); }, default);
            Assert.Equal(["old.vcon", "old.wav"], lines.Where(line => line.Outcome == ImportOutcome.PastTerm && line.Code == "conversation.past-term").Select(line => line.Name).Order(StringComparer.Ordinal));
        }
        Assert.Equal(["old.vcon", "old.wav", "old.wav.json"], Directory.GetFiles(scratch.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((1, 0), (await Vault.ScalarAsync<long>("select count(*) from conversation"), await Vault.ScalarAsync<long>("select count(*) from quarantine")));
    }

    [Fact]
    public async Task A_recording_that_comes_after_its_term_takes_no_place()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var call = await officer.StoreVconAsync(Told.LinkedCall("https://pbx.example/a.wav", null), await Vault.ActivityAsync());
        Vault.Time.Set(FakeTime.Start.AddDays(88));
        var sound = new ByteArrayContent(Sounds.Wav(1, 1));
        (await Answer.OfAsync(officer.PutAsync($"/api/v1/conversations/{call}/dialogs/0/content", sound))).Must(422, "conversation.past-term");
        await Vault.AssertNoOrphansAsync();
    }

    static JsonObject At(JsonObject vcon, string start)
    {
        vcon["created_at"] = start;
        foreach (var part in vcon["dialog"]!.AsArray().Concat(vcon["attachments"]!.AsArray()))
            part!["start"] = start;
        return vcon;
    }
}

public sealed class PastTermTests_on_sqlite() : PastTermTests(Store.Sqlite);

public sealed class PastTermTests_on_postgres() : PastTermTests(Store.Postgres);
