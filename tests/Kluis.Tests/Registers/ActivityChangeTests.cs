using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Registers;

namespace Kluis.Tests.Registers;

public abstract class ActivityChangeTests(Store store) : VaultTests(store)
{
    const string Route = "/api/v1/activities";

    const string Least = """{"name":"n","purpose":"p","legalBasis":"consent","terms":{"recording":"P30D"}}""";

    [Fact]
    public async Task What_is_not_said_is_what_protects_most_and_what_is_said_otherwise_is_named()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var least = (await PostAsync(officer, Least)).Must(HttpStatusCode.Created).Json;
        Assert.Equal(("off", "high", "[\"service\"]", "[]"), ((string?)least["recording"], (string?)least["protection"], least["purposes"]!.ToJsonString(), least["changedDefaults"]!.ToJsonString()));
        var more = (await PostAsync(officer, With(Least, ("recording", "\"announce\""), ("protection", "\"normal\""), ("purposes", """["service","quality"]"""), ("terms", """{"chat":"P29D","mail":"P1M","recording":"P30D"}""")))).Json;
        Assert.Equal("""["recording","protection","purposes","terms.mail"]""", more["changedDefaults"]!.ToJsonString());
    }

    [Fact]
    public async Task A_change_needs_a_reason_and_keeps_the_version_before_it()
    {
        var (id, officer) = await StartAsync();
        foreach (var reason in new[] { "null", "\"\"", "\"  \"", $"\"{new string('x', 501)}\"" })
            (await PutAsync(officer, id, With(Least, ("reason", reason)))).Must(422, "activity.invalid");
        var changed = (await PutAsync(officer, id, With(Least, ("owner", "\"Hoofd klantenservice\""), ("reason", "\"Nieuwe eigenaar\"")))).Must(HttpStatusCode.OK).Json;
        Assert.Equal((2, "Hoofd klantenservice"), ((int)changed["activity"]!["version"]!, (string?)changed["activity"]!["owner"]));
        var versions = (await Answer.OfAsync(officer.GetAsync($"{Route}/{id}/versions"))).Must(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal([2, 1], versions.Select(each => (int)each!["version"]!));
        Assert.Equal(("Nieuwe eigenaar", (string?)null), ((string?)versions[0]!["reason"], (string?)versions[1]!["reason"]));
        Assert.Null(versions[1]!["activity"]!["owner"]);
        Assert.NotNull(versions[0]!["by"]);
        var acts = (await Vault.LogAsync()).Where(entry => entry.Act == "activity.changed").Select(entry => entry.Outcome);
        Assert.Equal(["ok"], acts);
        officer.Dispose();
    }

    [Fact]
    public async Task The_same_again_is_no_new_version()
    {
        var (id, officer) = await StartAsync();
        var same = (await PutAsync(officer, id, With(Least, ("reason", "\"zomaar\"")))).Must(HttpStatusCode.OK).Json;
        Assert.Equal(1, (int)same["activity"]!["version"]!);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from activity_version"));
        Assert.Equal(["same"], (await Vault.LogAsync()).Where(entry => entry.Act == "activity.changed").Select(entry => entry.Outcome));
        officer.Dispose();
    }

    [Fact]
    public async Task Whoever_read_an_older_version_does_not_write_over_a_newer_one()
    {
        var (id, officer) = await StartAsync();
        (await PutAsync(officer, id, With(Least, ("name", "\"eerst\""), ("reason", "\"r\""), ("version", "1")))).Must(HttpStatusCode.OK);
        (await PutAsync(officer, id, With(Least, ("name", "\"later\""), ("reason", "\"r\""), ("version", "1")))).Must(409, "activity.changed-meanwhile");
        (await PutAsync(officer, id, With(Least, ("name", "\"later\""), ("reason", "\"r\""), ("version", "2")))).Must(HttpStatusCode.OK);
        (await PutAsync(officer, Guid.NewGuid(), With(Least, ("reason", "\"r\"")))).Must(422, "activity.unknown");
        officer.Dispose();
    }

    [Fact]
    public async Task A_longer_term_counts_for_what_comes_in_from_now_on_and_leaves_what_is_stored_its_date()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = (await PostAsync(officer, With(Least, ("recording", "\"announce\"")))).Id;
        var before = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(1, 1));
        var changed = (await PutAsync(officer, activity, With(Least, ("recording", "\"announce\""), ("terms", """{"recording":"P1Y"}"""), ("reason", "\"Geschillen\"")))).Must(HttpStatusCode.OK).Json;
        Assert.Equal((1, "2026-03-29T09:00:00+00:00"), ((int)changed["stored"]!["conversations"]!, (string?)changed["stored"]!["goneAt"]));
        var after = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(1, 2));
        Assert.Equal("2026-03-29T09:00:00+00:00", (string?)(await officer.ViewAsync(before)).Json["eraseAfter"]);
        Assert.Equal("2027-02-27T09:00:00+00:00", (string?)(await officer.ViewAsync(after)).Json["eraseAfter"]);
    }

    [Fact]
    public async Task An_activity_from_before_versions_were_kept_takes_recordings_and_keeps_its_first_text_at_the_first_change()
    {
        await Vault.TamperAsync(
            "insert into activity (id, name, purpose, legal_basis, opening_purposes, created_at, changed_at) values ('01900000-0000-7000-8000-000000000001', 'oud', 'p', 'contract', 'service', 5, 5)");
        await Vault.TamperAsync("insert into activity_term (activity_id, kind, term) values ('01900000-0000-7000-8000-000000000001', 'recording', 'P30D')");
        var id = Guid.Parse("01900000-0000-7000-8000-000000000001");
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var read = (await Answer.OfAsync(officer.GetAsync($"{Route}/{id}"))).Must(HttpStatusCode.OK).Json;
        Assert.Equal(("announce", "normal"), ((string?)read["recording"], (string?)read["protection"]));
        await officer.StoreAsync(Told.Call(id), Sounds.Wav(1, 1));
        (await PutAsync(officer, id, With(Least, ("reason", "\"r\"")))).Must(HttpStatusCode.OK);
        var versions = (await Answer.OfAsync(officer.GetAsync($"{Route}/{id}/versions"))).Json["items"]!.AsArray();
        Assert.Equal(["n", "oud"], versions.Select(each => (string?)each!["activity"]!["name"]));
    }

    [Fact]
    public async Task Who_owns_it_and_why_it_changed_do_not_stand_in_the_database_in_clear()
    {
        var (id, officer) = await StartAsync();
        (await PutAsync(officer, id, With(Least, ("owner", "\"Zwaardemakershuis\""), ("note", "\"Zwaardemakersnota\""), ("reason", "\"Zwaardemakersreden\"")))).Must(HttpStatusCode.OK);
        foreach (var sealedText in new[] { "select sealed from activity", "select sealed from activity_version where version = 2" })
            Assert.DoesNotContain("Zwaardemaker", System.Text.Encoding.UTF8.GetString(await Vault.ScalarAsync<byte[]>(sealedText)), StringComparison.Ordinal);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from activity where name || purpose || opening_purposes || people || data_kinds like '%Zwaardemaker%'"));
        officer.Dispose();
    }

    [Theory]
    [InlineData("dpo")]
    [InlineData("auditor")]
    [InlineData("administrator")]
    [InlineData("integrator")]
    public async Task Who_reads_the_register_does_not_change_it(string role)
    {
        var (id, officer) = await StartAsync();
        using var reader = await Vault.ClientAsync(Roles.Parse(role)!.Value);
        (await Answer.OfAsync(reader.GetAsync($"{Route}/{id}"))).Must(HttpStatusCode.OK);
        (await PutAsync(reader, id, With(Least, ("reason", "\"r\"")))).Must(403, "permission.denied");
        (await PostAsync(reader, Least)).Must(403, "permission.denied");
        officer.Dispose();
    }

    [Fact]
    public void What_differs_is_named_and_what_protects_less_is_marked()
    {
        var old = ActivityBody.Of(Made("P30D", RecordingMode.Off, ProtectionClass.High, "service"));
        var now = ActivityBody.Of(Made("P90D", RecordingMode.Announce, ProtectionClass.Normal, "quality", "service"));
        Assert.Equal(
            [("terms.chat", true), ("recording", true), ("purposes", true), ("protection", true)],
            ActivityDifference.Between(old, now).Select(each => (each.Field, each.IsWeaker)));
        Assert.All(ActivityDifference.Between(now, old), each => Assert.False(each.IsWeaker));
        Assert.Empty(ActivityDifference.Between(old, old));
    }

    static ProcessingActivity Made(string term, RecordingMode recording, ProtectionClass protection, params string[] purposes) =>
        new(Guid.Empty, "n", "p", LegalBasis.Consent, purposes, new Dictionary<PartKind, Term> { [PartKind.Chat] = Term.Parse(term)!.Value }) { Recording = recording, Protection = protection };

    async Task<(Guid Id, HttpClient Officer)> StartAsync()
    {
        var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        return ((await PostAsync(officer, Least)).Must(HttpStatusCode.Created).Id, officer);
    }

    static Task<Answer> PostAsync(HttpClient client, string body) => Answer.OfAsync(client.PostAsync(Route, Calls.Json(body)));

    static Task<Answer> PutAsync(HttpClient client, Guid id, string body) => Answer.OfAsync(client.PutAsync($"{Route}/{id}", Calls.Json(body)));

    static string With(string body, params (string Field, string Value)[] fields)
    {
        var json = JsonNode.Parse(body)!;
        foreach (var (field, value) in fields)
            json[field] = JsonNode.Parse(value);
        return json.ToJsonString();
    }
}

public sealed class ActivityChangeTests_on_sqlite() : ActivityChangeTests(Store.Sqlite);

public sealed class ActivityChangeTests_on_postgres() : ActivityChangeTests(Store.Postgres);
