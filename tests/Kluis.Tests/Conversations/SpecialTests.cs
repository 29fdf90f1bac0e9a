using System.Net;
using System.Text;
using Kluis.Access;

namespace Kluis.Tests.Conversations;

public abstract class SpecialTests(Store store) : VaultTests(store)
{
    const string Health = """{"kinds":["health","union","health"],"ground":"c","note":"zuurstof thuis"}""";

    [Fact]
    public async Task While_a_conversation_is_marked_it_is_protected_as_high_whatever_its_activity_says()
    {
        var (id, officer) = await StartAsync();
        using var lead = await Vault.ClientAsync(Role.TeamLead, team: Told.Team);
        var opening = await lead.OpeningAsync(id);
        (await MarkAsync(officer, id, Health)).Must(HttpStatusCode.NoContent);
        (await lead.OpenAsync(id)).Must(403, "protection.not-allowed");
        (await Answer.OfAsync(lead.PlayAsync(id, opening: opening))).Must(403, "protection.not-allowed");
        (await officer.OpenAsync(id, "quality")).Must(403, "purpose.not-allowed");
        Assert.Equal("2026-03-02T09:05:00+00:00", (string?)(await officer.OpenAsync(id)).Must(HttpStatusCode.Created).Json["expires"]);
        (await UnmarkAsync(officer, id, """{"reason":"vergissing"}""")).Must(HttpStatusCode.NoContent);
        (await lead.OpenAsync(id)).Must(HttpStatusCode.Created);
        Assert.Equal("normal", (string?)(await officer.ViewAsync(id)).Json["protection"]!["name"]);
        Assert.Equal(["conversation.special-marked ok", "conversation.special-unmarked ok"], await ActsAsync());
        officer.Dispose();
    }

    [Fact]
    public async Task The_ground_is_shown_to_whoever_sees_the_facts_and_the_kind_to_those_who_look_after_it()
    {
        var (id, officer) = await StartAsync();
        using var lead = await Vault.ClientAsync(Role.TeamLead, team: Told.Team);
        using var dpo = await Vault.ClientAsync(Role.Dpo);
        Assert.Null((await officer.ViewAsync(id)).Json["special"]);
        (await MarkAsync(officer, id, Health)).Must(HttpStatusCode.NoContent);
        var seen = (await dpo.ViewAsync(id)).Json["special"]!;
        Assert.Equal(("c", """["health","union"]""", "zuurstof thuis"), ((string?)seen["ground"], seen["kinds"]!.ToJsonString(), (string?)seen["note"]));
        var less = (await lead.ViewAsync(id)).Json["special"]!.AsObject();
        Assert.Equal(["ground", "since"], less.Select(each => each.Key));
        var page = await lead.GetStringAsync($"/conversations/{id}");
        Assert.Contains("art. 9 lid 2 c", page, StringComparison.Ordinal);
        Assert.DoesNotContain("zuurstof", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/special\"", page, StringComparison.Ordinal);
        officer.Dispose();
    }

    [Theory]
    [InlineData("""{"ground":"c"}""")]
    [InlineData("""{"kinds":[],"ground":"c"}""")]
    [InlineData("""{"kinds":["mood"],"ground":"c"}""")]
    [InlineData("""{"kinds":[null],"ground":"c"}""")]
    [InlineData("""{"kinds":["health"]}""")]
    [InlineData("""{"kinds":["health"],"ground":"k"}""")]
    [InlineData("""{"kinds":["health"],"ground":"c","note":"LONG"}""")]
    public async Task A_mark_without_a_kind_and_a_ground_of_the_law_is_refused(string body)
    {
        var (id, officer) = await StartAsync();
        (await MarkAsync(officer, id, body.Replace("LONG", new string('x', 501), StringComparison.Ordinal))).Must(422, "special.invalid");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from special_mark"));
        officer.Dispose();
    }

    [Fact]
    public async Task Taking_the_mark_away_needs_a_reason_and_a_mark()
    {
        var (id, officer) = await StartAsync();
        (await UnmarkAsync(officer, id, """{"reason":"r"}""")).Must(404, "special.not-marked");
        (await MarkAsync(officer, id, Health)).Must(HttpStatusCode.NoContent);
        (await UnmarkAsync(officer, id, """{"reason":" "}""")).Must(422, "special.invalid");
        (await UnmarkAsync(officer, Guid.NewGuid(), """{"reason":"r"}""")).Must(404, "conversation.not-found");
        (await MarkAsync(officer, Guid.NewGuid(), Health)).Must(404, "conversation.not-found");
        Assert.NotNull((await officer.ViewAsync(id)).Json["special"]);
        officer.Dispose();
    }

    [Fact]
    public async Task A_second_mark_takes_the_place_of_the_first_and_both_stay_sealed_in_the_database()
    {
        var (id, officer) = await StartAsync();
        (await MarkAsync(officer, id, Health)).Must(HttpStatusCode.NoContent);
        (await MarkAsync(officer, id, """{"kinds":["religion"],"ground":"e"}""")).Must(HttpStatusCode.NoContent);
        Assert.Equal("e", (string?)(await officer.ViewAsync(id)).Json["special"]!["ground"]);
        Assert.Equal((2L, 1L), (await Vault.ScalarAsync<long>("select count(*) from special_mark"), await Vault.ScalarAsync<long>("select count(*) from special_mark where ended_at is null")));
        Assert.DoesNotContain("zuurstof", Encoding.UTF8.GetString(await Vault.ScalarAsync<byte[]>("select sealed from special_mark where ended_at is not null")), StringComparison.Ordinal);
        officer.Dispose();
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("team-lead")]
    [InlineData("quality")]
    [InlineData("dpo")]
    [InlineData("administrator")]
    [InlineData("auditor")]
    [InlineData("integrator")]
    public async Task Only_a_privacy_officer_marks(string role)
    {
        var (id, officer) = await StartAsync();
        using var other = await Vault.ClientAsync(Roles.Parse(role)!.Value, team: role == "team-lead" ? Told.Team : null, queue: role == "quality" ? Told.Queue : null);
        (await MarkAsync(other, id, Health)).Must(403, "permission.denied");
        (await MarkAsync(officer, id, Health)).Must(HttpStatusCode.NoContent);
        (await UnmarkAsync(other, id, """{"reason":"r"}""")).Must(403, "permission.denied");
        Assert.NotNull((await officer.ViewAsync(id)).Json["special"]);
        officer.Dispose();
    }

    [Fact]
    public async Task The_page_marks_and_unmarks_and_tells_what_is_missing()
    {
        var (id, officer) = await StartAsync();
        var (page, conversation) = ($"/conversations/{id}/special", $"/conversations/{id}");
        var lacking = await officer.PostFromAsync(page, page + "?handler=Mark", ("note", "iets"));
        foreach (var place in new[] { "href=\"#kinds-0\"", "href=\"#ground-0\"", "role=\"alert\"" })
            Assert.Contains(place, lacking.Text, StringComparison.Ordinal);
        var marked = await officer.PostFromAsync(page, page + "?handler=Mark", ("kinds", "health"), ("kinds", "religion"), ("ground", "a"), ("note", "zuurstof"));
        foreach (var told in new[] { "Gezondheid, Geloof of levensovertuiging", "art. 9 lid 2 a", "zuurstof", "zwaar beschermd" })
            Assert.Contains(told, marked.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"#reason\"", (await officer.PostFromAsync(page, page + "?handler=Unmark", ("reason", ""))).Text, StringComparison.Ordinal);
        await officer.PostFromAsync(page, page + "?handler=Unmark", ("reason", "toch niet"));
        Assert.Null((await officer.ViewAsync(id)).Json["special"]);
        Assert.DoesNotContain("zwaar beschermd", await officer.GetStringAsync(conversation), StringComparison.Ordinal);
        officer.Dispose();
    }

    async Task<(Guid Id, HttpClient Officer)> StartAsync()
    {
        var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        return (await officer.StoreAsync(Told.Call(await Vault.ActivityAsync()), Sounds.Wav(1, 1)), officer);
    }

    async Task<IEnumerable<string>> ActsAsync() =>
        (await Vault.LogAsync()).Where(entry => entry.Act.Contains("special", StringComparison.Ordinal)).Select(entry => $"{entry.Act} {entry.Outcome}");

    static Task<Answer> MarkAsync(HttpClient client, Guid id, string body) =>
        Answer.OfAsync(client.PutAsync($"/api/v1/conversations/{id}/special", Calls.Json(body)));

    static Task<Answer> UnmarkAsync(HttpClient client, Guid id, string body) =>
        Answer.OfAsync(client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/conversations/{id}/special") { Content = Calls.Json(body) }));
}

public sealed class SpecialTests_on_sqlite() : SpecialTests(Store.Sqlite);

public sealed class SpecialTests_on_postgres() : SpecialTests(Store.Postgres);
