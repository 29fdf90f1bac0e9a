using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Retention;
using Kluis.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kluis.Tests.Retention;

/// <summary>What has passed its term goes, by itself, part by part; what has not stays; and all of it is proved.</summary>
public abstract class SweepTests(Store store) : VaultTests(store)
{
    readonly bool isSqlite = store == Store.Sqlite;

    private protected static readonly byte[] Sound = Sounds.Wav(20, 1);

    ErasureStore Erasures => Vault.Get<ErasureStore>();

    [Fact]
    public async Task Each_part_goes_with_its_own_term_and_the_person_last()
    {
        var activity = await ActivityAsync(("recording", "P30D"), ("call-metadata", "P90D"), ("profile", "P1Y"));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var call = await officer.StoreAsync(Told.Call(activity), Sound);
        Assert.Single(Vault.ObjectFiles());
        // 1. A day before, everything is there.
        await SweepAtAsync(Days(26));
        Assert.Equal(Sound, await officer.SoundAsync(call));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from erasure"));
        // 2. The sound goes, its key and its file; the facts stay.
        await SweepAtAsync(Days(28));
        using (var gone = await officer.PlayAsync(call))
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(Vault.ObjectFiles());
        await AssertRowsAsync(0, "object_key", "part");
        var view = (await officer.ViewAsync(call)).Must(HttpStatusCode.OK);
        Assert.Equal(Known.CustomerName, (string?)view.Json["parties"]![0]!["name"]);
        Assert.Equal(["recording"], (await TombstonesAsync(officer, call)).Select(stone => (string)stone!["kind"]!));
        // 3. Then all of it; who may see everything is told so, others that there is nothing.
        await SweepAtAsync(Days(89));
        (await officer.ViewAsync(call)).Must(410, "conversation.gone");
        using var lead = await Vault.ClientAsync(Role.TeamLead);
        (await lead.ViewAsync(call)).Must(404, "conversation.not-found");
        await AssertRowsAsync(0, "conversation", "conversation_key", "party", "call_metadata", "opening");
        Assert.Equal(["recording", "call-metadata", "conversation"], (await TombstonesAsync(officer, call)).Select(stone => (string)stone!["kind"]!));
        // 4. The customer and the colleague stay for the term of profiles after that, then nothing leads to them.
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        await SweepAtAsync(Days(364));
        await AssertRowsAsync(0, "data_subject", "bix", "tombstone_person", "erasure_item");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from root_key where kind = 'subject'"));
        using var later = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Equal(3, (await ListAsync(later)).Count);
    }

    [Fact]
    public async Task A_certificate_proves_itself_and_verifies_offline_and_a_changed_one_does_not()
    {
        var activity = await ActivityAsync(("recording", "P30D"), ("call-metadata", "P1Y"));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(activity), Sound);
        var key = await Vault.ScalarAsync<string>("select key_id from object_key where body is null");
        await SweepAtAsync(Days(28));
        var id = (string)(await ListAsync(officer))[0]!["id"]!;
        using var auditor = await Vault.ClientAsync(Role.Auditor);
        var shown = (await Answer.OfAsync(auditor.GetAsync($"/api/v1/certificates/{id}"))).Must(HttpStatusCode.OK).Json;
        Assert.Equal(("term", "done", 1L), ((string)shown["erasure"]!["ground"]!, (string)shown["erasure"]!["state"]!, (long)shown["erasure"]!["counts"]!["recording"]!));
        Assert.Equal(["done", "done", isSqlite ? "done" : "not-covered", "not-covered"], shown["stores"]!.AsArray().Select(each => (string)each!["outcome"]!));
        var text = (string)shown["proof"]!;
        Assert.Equal(text, await auditor.GetStringAsync($"/api/v1/certificates/{id}/proof"));
        var verifier = VerifierKey.Parse((await auditor.GetStringAsync("/api/v1/erasures/key")).Trim());
        Assert.EndsWith("/erasure", verifier.Name, StringComparison.Ordinal);
        var (proof, checkpoint) = LogProof.Verify(text, verifier);
        Assert.Equal(1, checkpoint.Size);
        var entry = LedgerLeaf.Parse(proof.Entry);
        Assert.Equal((id, "term"), (entry.Id, entry.Why));
        Assert.Contains(System.Buffers.Text.Base64Url.EncodeToString(Convert.FromHexString(key)), entry.Keys);
        // Every character counts, but for the line ends of the last line.
        for (var at = 0; at < text.Length - 1; at += 7)
        {
            var changed = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Assert.ThrowsAny<LogException>(() => LogProof.Verify(changed, verifier));
        }
        // The whole ledger verifies like the log.
        using var scratch = new Scratch();
        await Vault.Get<Ledger>().ExportAsync(scratch.Path, default);
        Assert.True(LogVerifier.Verify(scratch.Path, verifier).Yes);
        (await Answer.OfAsync(auditor.GetAsync("/api/v1/erasures/checkpoint"))).Must(HttpStatusCode.OK);
        (await Answer.OfAsync(auditor.GetAsync($"/api/v1/certificates/01900000-0000-7000-8000-000000000000"))).Must(404, "erasure.not-found");
    }

    [Fact]
    public async Task Many_go_in_several_acts_each_in_the_ledger_and_what_is_not_due_stays()
    {
        var activity = await ActivityAsync(("chat", "P30D"));
        var kept = await Vault.ActivityAsync("P1Y");
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var stays = await officer.StoreVconAsync(Told.Chat(), kept);
        for (var i = 0; i < 50; i++)
            await officer.StoreVconAsync(Numbered(i), activity);
        await SweepAtAsync(Days(40));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation"));
        (await officer.ViewAsync(stays)).Must(HttpStatusCode.OK);
        var acts = await ListAsync(officer);
        Assert.InRange(acts.Count, 2, 10);
        Assert.Equal(50, acts.Sum(each => (long?)each!["counts"]!["conversation"] ?? 0));
        Assert.Equal(acts.Count, await Vault.ScalarAsync<long>("select count(*) from ledger_entry"));
        await Vault.AssertNoOrphansAsync();
        // By pages, each once.
        var first = (await Answer.OfAsync(officer.GetAsync("/api/v1/erasures?limit=1"))).Must(HttpStatusCode.OK).Json;
        var second = (await Answer.OfAsync(officer.GetAsync($"/api/v1/erasures?limit=200&cursor={first["next"]}"))).Must(HttpStatusCode.OK).Json;
        Assert.Equal(acts.Count - 1, second["items"]!.AsArray().Count);
        (await Answer.OfAsync(officer.GetAsync("/api/v1/erasures?limit=201"))).Must(400, "request.malformed");
        (await Answer.OfAsync(officer.GetAsync("/api/v1/erasures?cursor=x"))).Must(400, "request.malformed");
    }

    [Fact]
    public async Task What_was_destroyed_does_not_come_back_by_being_sent_again()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var short30 = await Vault.ActivityAsync("P30D");
        var longer = await Vault.ActivityAsync("P10Y");
        var chat = Told.Chat();
        await officer.StoreVconAsync(chat, short30);
        await SweepAtAsync(Days(40));
        (await officer.SendVconAsync(chat, longer)).Must(409, "conversation.erased");
        // Other bytes of the same vCon neither.
        (await officer.SendVconAsync(chat.With("subject", "Anders"), longer)).Must(409, "conversation.erased");
        // Nor into quarantine, where somebody would look at it.
        officer.DefaultRequestHeaders.Add("Prefer", "quarantine");
        (await officer.SendVconAsync(chat, longer)).Must(409, "conversation.erased");
        await AssertRowsAsync(0, "conversation", "quarantine", "object_key");
        Assert.Empty(Vault.ObjectFiles());
    }

    [Fact]
    public async Task A_person_stays_while_a_case_of_theirs_is_open()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(await Vault.ActivityAsync("P30D")), Sound);
        var person = await Vault.ScalarAsync<string>("select subject_id from party where kind = 'customer'");
        var opened = new { kind = "case-opened", at = "2026-02-27T10:00:00Z", @case = "ZAAK-1", phone = Known.CustomerPhone };
        (await Answer.OfAsync(System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(officer, "/api/v1/events", opened))).Must(HttpStatusCode.Created);
        await SweepAtAsync(Days(70));
        Assert.Equal(person, await Vault.ScalarAsync<string>("select id from data_subject where kind = 'customer'"));
        await Vault.TamperAsync("update case_file set closed_at = opened_at");
        await SweepAtAsync(Days(71));
        await AssertRowsAsync(0, "data_subject", "case_file", "contact_event");
    }

    [Fact]
    public async Task A_conversation_without_parts_has_a_date_too()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var empty = Told.Chat();
        empty["dialog"] = new JsonArray();
        empty["attachments"] = new JsonArray();
        await officer.StoreVconAsync(empty, await Vault.ActivityAsync("P30D"));
        await SweepAtAsync(Days(25));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation"));
        await SweepAtAsync(Days(40));
        await AssertRowsAsync(0, "conversation", "party");
    }

    [Fact]
    public async Task After_a_jump_of_the_clock_nothing_is_destroyed()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(await Vault.ActivityAsync("P30D")), Sound);
        Vault.Time.Jump(TimeSpan.FromDays(400));
        foreach (var loop in Vault.Services.GetServices<IHostedService>().OfType<BackgroundLoop>())
            await loop.RunOnceAsync(default);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation"));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from erasure"));
    }

    [Fact]
    public async Task The_pages_show_what_went_and_its_certificate()
    {
        using var officer = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        (await officer.GetAsync("/erasures")).Must(HttpStatusCode.OK).Has("Er is nog niets vernietigd.");
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        var call = await client.StoreAsync(Told.Call(await ActivityAsync(("recording", "P30D"), ("call-metadata", "P90D"))), Sound);
        var now = FakeTime.Start.AddDays(28);
        await Vault.Get<RetentionSweep>().RunAsync(now, default);
        (await officer.GetAsync($"/conversations/{call}")).Must(HttpStatusCode.OK).Has("De bewaartermijn was voorbij.");
        var id = await Vault.ScalarAsync<string>("select id from erasure");
        (await officer.GetAsync("/erasures")).Must(HttpStatusCode.OK).Has("1 geluidsopname").Has($"/erasures/{id}");
        (await officer.GetAsync($"/erasures/{id}")).Must(HttpStatusCode.OK).Has("Bewijs van vernietiging").Has("kluis verify --proof");
        await Vault.Get<RetentionSweep>().RunAsync(now.AddDays(80), default);
        (await officer.GetAsync($"/conversations/{call}")).Must(HttpStatusCode.Gone).Has("Dit gesprek is vernietigd.").HasNot(Known.CustomerName);
        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync($"/erasures/01900000-0000-7000-8000-000000000000")).Status);
        using var agent = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Agent));
        Assert.Equal("/no-permission", (await agent.GetAsync("/erasures")).Must(HttpStatusCode.Redirect).Location);
    }

    [Fact]
    public async Task An_act_that_was_begun_is_finished_by_the_next_sweep()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(await ActivityAsync(("profile", "P1Y"))), Sound);
        Vault.Time.Set(FakeTime.Start.AddDays(28));
        var begun = await Vault.Get<Eraser>().BeginDueAsync(Vault.Time.GetUtcNow(), default);
        Assert.Equal(ErasureState.Begun, begun!.Standing);
        Assert.Single(Vault.ObjectFiles());
        await Vault.Get<RetentionSweep>().RunAsync(Vault.Time.GetUtcNow(), default);
        Assert.Empty(await Erasures.UnfinishedAsync(default));
        Assert.Empty(Vault.ObjectFiles());
        Assert.Equal((1, 1, 1), (await Vault.CountAsync(AuditAct.ErasureStarted), await Vault.CountAsync(AuditAct.ErasureDestroyed), await Vault.CountAsync(AuditAct.ErasureFinished)));
    }

    private protected static TimeSpan Days(int days) => TimeSpan.FromDays(days);

    private protected async Task SweepAtAsync(TimeSpan after)
    {
        Vault.Time.Set(FakeTime.Start + after);
        await Vault.Get<RetentionSweep>().RunAsync(Vault.Time.GetUtcNow(), default);
    }

    static JsonObject Numbered(int number)
    {
        var chat = Told.Chat();
        chat["uuid"] = new Guid(number, 0, unchecked((short)0x8000), 0x80, 0, 0, 0, 0, 0, 0, 1).ToString();
        return chat.With("subject", $"Vraag {number}");
    }

    private protected async Task<Guid> ActivityAsync(params (string Kind, string Term)[] terms)
    {
        var id = await Vault.ActivityAsync("P30D");
        foreach (var (kind, term) in terms)
            await Vault.TamperAsync("update activity_term set term = @term where activity_id = @id and kind = @kind", new { id = id.ToString(), kind, term });
        return id;
    }

    static async Task<JsonArray> TombstonesAsync(HttpClient officer, Guid conversation) =>
        (await Answer.OfAsync(officer.GetAsync($"/api/v1/tombstones?conversation={conversation}"))).Must(HttpStatusCode.OK).Json.AsArray();

    static async Task<JsonArray> ListAsync(HttpClient officer) =>
        (await Answer.OfAsync(officer.GetAsync("/api/v1/erasures?limit=200"))).Must(HttpStatusCode.OK).Json["items"]!.AsArray();

    async Task AssertRowsAsync(long expected, params string[] tables)
    {
        foreach (var table in tables)
            Assert.True(await Vault.ScalarAsync<long>($"select count(*) from {table}") == expected, $"{table} holds another number of rows than {expected}");
    }
}

public sealed class SweepTests_on_sqlite() : SweepTests(Store.Sqlite)
{
    [Fact]
    public async Task Nothing_of_a_destroyed_key_is_left_in_the_files_of_the_database()
    {
        var activity = await ActivityAsync(("recording", "P30D"), ("call-metadata", "P90D"), ("profile", "P1Y"));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(activity), Sound);
        var ofObject = await Vault.ScalarAsync<byte[]>("select wrapped from object_key");
        var ofConversation = await Vault.ScalarAsync<byte[]>("select wrapped from conversation_key");
        var ofPerson = await Vault.ScalarAsync<byte[]>("select r.wrapped from root_key r join data_subject d on d.key_id = r.id where d.kind = 'customer'");
        Assert.True(IsInFiles(ofObject) && IsInFiles(ofConversation) && IsInFiles(ofPerson), "The search finds nothing even while it is there.");
        await SweepAtAsync(Days(28));
        Assert.False(IsInFiles(ofObject), "The key of the sound is still there.");
        Assert.True(IsInFiles(ofConversation) && IsInFiles(ofPerson));
        await SweepAtAsync(Days(89));
        Assert.False(IsInFiles(ofConversation), "The key of the conversation is still there.");
        await SweepAtAsync(Days(364));
        Assert.False(IsInFiles(ofPerson), "The key of the person is still there.");
    }

    bool IsInFiles(byte[] value)
    {
        var path = Vault.Settings.Database["sqlite:".Length..];
        return new[] { path, path + "-wal" }.Where(File.Exists).Any(file => ReadShared(file).AsSpan().IndexOf(value) >= 0);
    }

    static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}

public sealed class SweepTests_on_postgres() : SweepTests(Store.Postgres);
