using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Tests.Intake;

public abstract class QuarantineTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task What_is_refused_is_kept_sealed_when_the_sender_asks_for_it()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: activity);
        var kept = (await SendAsync(telephony, Encoding.UTF8.GetBytes("{\"vcon\":\"0.4.0\",\"noise\":\"" + Known.Said + "\"}"))).Must(HttpStatusCode.Accepted);
        Assert.Equal("vcon.invalid", (string?)kept.Json["problems"]![0]!["code"]);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var item = Assert.Single((await ListAsync(officer)).Json["items"]!.AsArray())!;
        Assert.Equal((string?)kept.Json["quarantineId"], (string?)item["id"]);
        Assert.Equal(("waiting", "vcon.invalid", "telephony", "api"), ((string?)item["state"], (string?)item["reason"], (string?)item["source"], (string?)item["way"]));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from conversation"));
        Assert.Contains("item.quarantined", await ActsAsync());
    }

    [Fact]
    public async Task Without_the_wish_nothing_is_kept()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: await Vault.ActivityAsync());
        (await telephony.SendVconAsync("{}"u8.ToArray(), null)).Must(422, "vcon.invalid");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from quarantine"));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task What_is_understood_is_stored_whatever_the_wish_and_leaves_nothing_behind()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: await Vault.ActivityAsync());
        (await SendAsync(telephony, Bytes(Told.CallVcon(Sounds.Wav(20, 3))))).Must(HttpStatusCode.Created);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from quarantine"));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task A_recording_without_an_activity_is_stored_once_the_officer_says_under_which()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var sound = Sounds.Wav(30, 7);
        var form = Calls.Form(("metadata", null, Calls.Json(Told.Call(null).ToJsonString())), ("recording", "call.bin", new ByteArrayContent(sound)));
        var id = ItemOf((await SendAsync(telephony, form, "/api/v1/recordings")).Must(HttpStatusCode.Accepted));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        (await RetryAsync(officer, id, new { })).Must(422, "activity.required");
        var stored = (await RetryAsync(officer, id, new { activity })).Must(HttpStatusCode.OK);
        Assert.Equal(sound, await officer.SoundAsync(stored.Id));
        // It came from the source, whoever sorted it out.
        Assert.Equal("telephony", await Vault.ScalarAsync<string>("select source from conversation"));
        Assert.Equal(("stored", stored.Id.ToString()), (await Vault.ScalarAsync<string>("select state from quarantine"), await Vault.ScalarAsync<string>("select conversation_id from quarantine")));
        Assert.Equal(2, await Vault.ScalarAsync<long>("select tries from quarantine"));
        (await RetryAsync(officer, id, new { activity })).Must(404, "item.not-found");
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task A_recording_with_wrong_metadata_is_stored_with_those_that_the_officer_gives()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var form = Calls.Form(("metadata", null, Calls.Json(Told.Call(activity).With("start", "gisteren").ToJsonString())), ("recording", "call.bin", new ByteArrayContent(Sounds.Wav(3, 2))));
        var id = ItemOf((await SendAsync(telephony, form, "/api/v1/recordings")).Must(HttpStatusCode.Accepted));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var stored = (await RetryAsync(officer, id, new { metadata = Told.Call(activity) })).Must(HttpStatusCode.OK);
        Assert.Contains(stored.Id, await officer.FindAsync(new { phone = Known.CustomerPhone }));
    }

    [Fact]
    public async Task A_document_is_read_corrected_and_stored()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: activity);
        var broken = Told.Chat().With("vcon", "9.9.9");
        var id = ItemOf((await SendAsync(telephony, Bytes(broken))).Must(HttpStatusCode.Accepted));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var content = await officer.GetAsync($"/api/v1/quarantine/{id}/content");
        Assert.Equal("application/octet-stream", content.Content.Headers.ContentType!.MediaType);
        var read = JsonNode.Parse(await content.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal(broken.ToJsonString(), read.ToJsonString());
        var corrected = new ByteArrayContent(Bytes(read.With("vcon", "0.4.0"))) { Headers = { ContentType = new MediaTypeHeaderValue("application/vcon") } };
        (await Answer.OfAsync(officer.PutAsync($"/api/v1/quarantine/{id}/retry", corrected))).Must(HttpStatusCode.OK);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation"));
        Assert.Contains("item.opened", await ActsAsync());
    }

    [Fact]
    public async Task A_discarded_item_says_why_and_opens_no_more()
    {
        var (id, officer) = await KeptAsync();
        (await Answer.OfAsync(officer.PostAsJsonAsync($"/api/v1/quarantine/{id}/discard", new { reason = "omdat mevrouw Jansen" }))).Must(422, "item.invalid");
        (await Answer.OfAsync(officer.PostAsJsonAsync($"/api/v1/quarantine/{id}/discard", new { reason = "broken" }))).Must(HttpStatusCode.NoContent);
        (await Answer.OfAsync(officer.GetAsync($"/api/v1/quarantine/{id}/content"))).Must(404, "item.not-found");
        (await Answer.OfAsync(officer.PostAsJsonAsync($"/api/v1/quarantine/{id}/discard", new { reason = "broken" }))).Must(404, "item.not-found");
        Assert.Equal("broken", await Vault.ScalarAsync<string>("select decision from quarantine"));
        await AssertGoneAsync();
        officer.Dispose();
    }

    [Fact]
    public async Task After_thirty_days_it_is_gone()
    {
        var (_, officer) = await KeptAsync();
        Vault.Time.Set(FakeTime.Start.AddDays(29));
        await Vault.Get<Quarantine>().ExpireAsync(Vault.Time.GetUtcNow(), default);
        Assert.Equal("waiting", await Vault.ScalarAsync<string>("select state from quarantine"));
        Vault.Time.Set(FakeTime.Start.AddDays(30));
        await Vault.Get<Quarantine>().ExpireAsync(Vault.Time.GetUtcNow(), default);
        Assert.Equal("expired", await Vault.ScalarAsync<string>("select state from quarantine"));
        await AssertGoneAsync();
        officer.Dispose();
    }

    [Fact]
    public async Task The_database_tells_nothing_of_what_waits()
    {
        var (_, officer) = await KeptAsync();
        var row = await Vault.ScalarAsync<byte[]>("select sealed from quarantine");
        Assert.DoesNotContain(Known.Said, Encoding.UTF8.GetString(row!), StringComparison.Ordinal);
        // Another pair of the intake key opens nothing.
        var wrapped = (await Vault.ScalarAsync<byte[]>("select wrapped from quarantine"))!;
        Assert.Throws<Kluis.Vault.VaultException>(() => Kluis.Vault.IntakeWrap.Unwrap(Kluis.Vault.IntakeWrap.NewPrivate(), 1, wrapped));
        Assert.Equal(32, Vault.Get<IntakeKeys>().Open(new IntakeSealed(1, wrapped)).Length);
        officer.Dispose();
    }

    [Fact]
    public async Task At_a_rotation_what_waits_is_sealed_to_a_new_pair_and_the_old_one_is_destroyed()
    {
        var (id, officer) = await KeptAsync();
        await using var other = await Product.OpenAsync(Vault.Settings, Vault.Time, default);
        var before = await Vault.ScalarAsync<byte[]>("select wrapped from quarantine");
        Assert.Equal(1, await RotateAsync());
        Assert.Equal(2, await Vault.ScalarAsync<long>("select intake_generation from quarantine"));
        Assert.Equal("2", await Vault.ScalarAsync<string>("select cast(generation as text) from root_key where kind = 'intake'"));
        using (var content = await officer.GetAsync($"/api/v1/quarantine/{id}/content"))
            Assert.Contains(Known.Said, await content.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["key.intake-made", "key.intake-ended"], (await ActsAsync()).Where(act => act.StartsWith("key.intake", StringComparison.Ordinal)));
        // A node that ran meanwhile learns of it; who has the old pair and the old row only, opens nothing.
        await other.Chain.RefreshAsync(default);
        var wrapped = (await Vault.ScalarAsync<byte[]>("select wrapped from quarantine"))!;
        Assert.Equal(32, new IntakeKeys(other.Chain).Open(new IntakeSealed(2, wrapped)).Length);
        Assert.Equal("keys.unavailable", Assert.Throws<Kluis.Vault.VaultException>(() => new IntakeKeys(other.Chain).Open(new IntakeSealed(1, before!))).Code);
        officer.Dispose();
    }

    [Fact]
    public async Task What_does_not_open_holds_no_rotation_up_and_keeps_its_pair()
    {
        var (_, officer) = await KeptAsync();
        await Vault.TamperAsync("update quarantine set wrapped = substr(wrapped, 1, 100)");
        Assert.Equal(0, await RotateAsync());
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from root_key where kind = 'intake'"));
        officer.Dispose();
    }

    [Fact]
    public async Task What_waits_is_never_sealed_anew_to_a_pair_that_is_gone()
    {
        var (_, officer) = await KeptAsync();
        var before = await Vault.ScalarAsync<byte[]>("select wrapped from quarantine");
        var fault = await Assert.ThrowsAsync<FaultException>(() => Vault.Get<QuarantineStore>().SealAnewAsync(9, "", 10, value => value with { Generation = 8 }, default));
        Assert.Equal("keys.unavailable", fault.Code);
        Assert.Equal(before, await Vault.ScalarAsync<byte[]>("select wrapped from quarantine"));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select intake_generation from quarantine"));
        officer.Dispose();
    }

    [Fact]
    public async Task Nothing_is_sealed_to_a_pair_that_is_gone_already()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: await Vault.ActivityAsync());
        await Vault.TamperAsync("update root_key set generation = 7 where kind = 'intake'");
        (await SendAsync(telephony, "{}"u8.ToArray())).Must(503, "keys.unavailable");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from quarantine"));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task The_administrator_sees_that_it_is_there_and_nothing_of_what_it_holds()
    {
        var (id, officer) = await KeptAsync();
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        Assert.Single((await ListAsync(administrator)).Must(HttpStatusCode.OK).Json["items"]!.AsArray());
        foreach (var path in new[] { $"/api/v1/quarantine/{id}", $"/api/v1/quarantine/{id}/content" })
            (await Answer.OfAsync(administrator.GetAsync(path))).Must(403, "permission.denied");
        (await RetryAsync(administrator, id, new { })).Must(403, "permission.denied");
        foreach (var role in new[] { Role.Agent, Role.TeamLead, Role.Quality, Role.Dpo, Role.Auditor, Role.Integrator })
        {
            using var other = await Vault.ClientAsync(role);
            (await ListAsync(other)).Must(403, "permission.denied");
        }
        officer.Dispose();
    }

    [Fact]
    public async Task The_same_bytes_again_wait_once()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: await Vault.ActivityAsync());
        var broken = Encoding.UTF8.GetBytes("{\"noise\":\"" + new string('x', 100_000) + "\"}");
        var first = ItemOf((await SendAsync(telephony, broken)).Must(HttpStatusCode.Accepted));
        Assert.Equal(first, ItemOf((await SendAsync(telephony, broken)).Must(HttpStatusCode.Accepted)));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from quarantine"));
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task Pages_of_the_list_follow_one_another()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: await Vault.ActivityAsync());
        for (var i = 0; i < 5; i++)
            await SendAsync(telephony, Encoding.UTF8.GetBytes($"{{\"vcon\":{i}}}"));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var seen = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = (await ListAsync(officer, $"?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}")).Must(HttpStatusCode.OK).Json;
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            if ((cursor = (string?)page["next"]) is null)
                break;
        }
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_not_kept()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: await Vault.ActivityAsync());
        var half = new MultipartFormDataContent("grens") { { new StringContent("{}"), "metadata" } };
        var bytes = await half.ReadAsByteArrayAsync();
        var content = new ByteArrayContent(bytes[..^8]) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=grens") } };
        var answer = await SendAsync(telephony, content, "/api/v1/recordings");
        // It came whole as far as HTTP knows, and is broken inside: that is kept, and says so.
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Contains((string?)answer.Json["problems"]![0]!["code"], new[] { "request.truncated", "request.malformed" });
    }

    async Task<(Guid Id, HttpClient Officer)> KeptAsync()
    {
        using var telephony = await Vault.ClientAsync(Role.Integrator, activity: await Vault.ActivityAsync());
        var id = ItemOf((await SendAsync(telephony, Encoding.UTF8.GetBytes("{\"noise\":\"" + Known.Said + new string('x', 100_000) + "\"}"))).Must(HttpStatusCode.Accepted));
        return (id, await Vault.ClientAsync(Role.PrivacyOfficer));
    }

    async Task<long> RotateAsync()
    {
        var running = Task.Run(() => new IntakeKeyRotation(Vault.Product.Chain, Vault.Get<QuarantineStore>(), Vault.Product.Journal).RunAsync(Actor.Product("test"), default));
        await Vault.Time.PassUntilAsync(running);
        return await running;
    }

    async Task AssertGoneAsync()
    {
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from object_key"));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from quarantine where wrapped is not null or sealed is not null or object_id is not null"));
        // The bytes go after the key; the loop that ends what is overdue may be just between the two.
        for (var look = 0; look < 500 && Contents().Any(); look++)
            await Task.Delay(20);
        Assert.Empty(Contents());
        await Vault.AssertNoOrphansAsync();
    }

    IEnumerable<string> Contents() => Vault.ObjectFiles().Where(file => new FileInfo(file) is { Exists: true, Length: > 1000 });

    static Guid ItemOf(Answer kept) => Guid.Parse((string)kept.Json["quarantineId"]!);

    static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    static Task<Answer> ListAsync(HttpClient client, string query = "") => Answer.OfAsync(client.GetAsync("/api/v1/quarantine" + query));

    static Task<Answer> RetryAsync(HttpClient client, Guid id, object body) => Answer.OfAsync(client.PostAsJsonAsync($"/api/v1/quarantine/{id}/retry", body));

    static Task<Answer> SendAsync(HttpClient client, byte[] vcon) =>
        SendAsync(client, new ByteArrayContent(vcon) { Headers = { ContentType = new MediaTypeHeaderValue("application/vcon") } }, "/api/v1/conversations");

    static Task<Answer> SendAsync(HttpClient client, HttpContent content, string path) =>
        Answer.OfAsync(client.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { { "Prefer", "respond-async, quarantine" } } }));

    async Task<IEnumerable<string>> ActsAsync() => (await Vault.LogAsync()).Select(entry => entry.Act);
}

public sealed class QuarantineTests_on_sqlite() : QuarantineTests(Store.Sqlite);

public sealed class QuarantineTests_on_postgres() : QuarantineTests(Store.Postgres);
