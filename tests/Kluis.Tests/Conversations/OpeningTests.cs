using System.Net;
using System.Net.Http.Json;
using Kluis.Access;

namespace Kluis.Tests.Conversations;

public abstract class OpeningTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Content_needs_a_purpose_and_one_that_the_activity_allows()
    {
        var (id, officer) = await StartAsync();
        (await officer.OpenAsync(id, null)).Must(403, "purpose.required");
        (await officer.OpenAsync(id, "curiosity")).Must(403, "purpose.required");
        (await officer.OpenAsync(id, "legal-claim")).Must(403, "purpose.not-allowed");
        (await Answer.OfAsync(officer.PlayAsync(id, purpose: null))).Must(403, "purpose.required");
        (await Answer.OfAsync(officer.PlayAsync(id, purpose: "legal-claim"))).Must(403, "purpose.not-allowed");
        (await officer.ExportAsync(id, null)).Must(403, "purpose.required");
        (await officer.ExportAsync(id, "evidence")).Must(403, "purpose.not-allowed");
        Assert.Equal(7, (await Vault.LogAsync()).Count(entry => entry.Act == "access.denied" && entry.Outcome == "denied"));
        Assert.Equal(0, Vault.Get<Kluis.Conversations.ConversationReader>().Opened);
        Assert.Equal("service,complaint,quality", string.Join(',', (await officer.ViewAsync(id)).Json["purposes"]!.AsArray().Select(each => (string?)each)));
        officer.Dispose();
    }

    [Fact]
    public async Task An_opening_lasts_a_quarter_of_an_hour_and_is_one_entry()
    {
        var (id, officer) = await StartAsync();
        var opened = (await officer.OpenAsync(id)).Must(HttpStatusCode.Created);
        Assert.Equal("2026-03-02T09:15:00+00:00", (string?)opened.Json["expires"]);
        var opening = (string)opened.Json["id"]!;
        Vault.Time.Advance(TimeSpan.FromMinutes(14));
        foreach (var range in new[] { "bytes=0-99", "bytes=100-199", "bytes=-5" })
        {
            using var played = await officer.PlayAsync(id, opening: opening, range: range);
            Assert.Equal(HttpStatusCode.PartialContent, played.StatusCode);
        }
        Assert.Equal(opening, await officer.OpeningAsync(id));
        Vault.Time.Advance(TimeSpan.FromMinutes(1));
        (await Answer.OfAsync(officer.PlayAsync(id, opening: opening))).Must(403, "opening.expired");
        Assert.NotEqual(opening, await officer.OpeningAsync(id));
        var entries = (await Vault.LogAsync()).Where(entry => entry.ConversationId == id.ToString() && entry.Why == "service").ToList();
        // One that opened, one at the first sound, and the one of the new opening; the sweep may have ended the first.
        Assert.Equal(2, entries.Count(entry => entry.Act == "conversation.viewed" && entry.Outcome == "ok"));
        Assert.InRange(entries.Count(entry => entry.Act == "conversation.played" && entry.Outcome == "ok"), 1, 2);
        officer.Dispose();
    }

    [Fact]
    public async Task An_opening_is_of_one_person_and_one_conversation()
    {
        var (id, officer) = await StartAsync();
        using var other = await Vault.ClientAsync(Role.PrivacyOfficer);
        var second = await officer.StoreAsync(Told.Call(await Vault.ActivityAsync()), Sounds.Wav(1, 2));
        var opening = await officer.OpeningAsync(id);
        (await Answer.OfAsync(other.PlayAsync(id, opening: opening))).Must(403, "opening.expired");
        (await Answer.OfAsync(officer.PlayAsync(second, opening: opening))).Must(403, "opening.expired");
        (await Answer.OfAsync(officer.PlayAsync(id, opening: "0123456789abcdef0123456789abcdef"))).Must(403, "opening.expired");
        (await Answer.OfAsync(officer.PlayAsync(id, opening: "' or 1=1 --"))).Must(403, "opening.expired");
        (await other.CloseAsync(opening, "0-3")).Must(403, "opening.expired");
        using var mine = await officer.PlayAsync(id, opening: opening);
        Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
        officer.Dispose();
    }

    [Fact]
    public async Task A_closed_opening_opens_nothing_and_the_heard_spans_are_in_the_log_once()
    {
        var (id, officer) = await StartAsync();
        var opening = await officer.OpeningAsync(id);
        using (await officer.PlayAsync(id, opening: opening))
        {
        }
        foreach (var nonsense in new[] { "a-b", "5-1", "1", "-", "0-1;2-3", "1-2-3", "0-99999999" })
            (await officer.CloseAsync(opening, nonsense)).Must(400, "request.malformed");
        (await officer.CloseAsync(opening, "10-20,0-12.5,15-31")).Must(HttpStatusCode.NoContent);
        (await officer.CloseAsync(opening, "0-500")).Must(HttpStatusCode.NoContent);
        (await Answer.OfAsync(officer.PlayAsync(id, opening: opening))).Must(403, "opening.expired");
        Vault.Time.Advance(TimeSpan.FromMinutes(30));
        await Vault.Get<Kluis.Conversations.OpeningSweep>().RunAsync(default);
        var leaves = await LeavesAsync(id);
        Assert.Single(leaves, leaf => leaf.Contains("\"rng\":\"0-31s\"", StringComparison.Ordinal) && leaf.Contains("\"out\":\"ok\"", StringComparison.Ordinal));
        Assert.DoesNotContain(leaves, leaf => leaf.Contains("0-500s", StringComparison.Ordinal) && leaf.Contains("\"out\":\"ok\"", StringComparison.Ordinal));
        officer.Dispose();
    }

    [Fact]
    public async Task An_opening_that_nobody_closes_is_ended_by_the_sweep_once()
    {
        var (id, officer) = await StartAsync();
        await officer.OpeningAsync(id);
        Vault.Time.Set(FakeTime.Start.AddMinutes(20));
        var sweep = Vault.Get<Kluis.Conversations.OpeningSweep>();
        Assert.Equal((1, 0), (await sweep.RunAsync(default), await sweep.RunAsync(default)));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from opening where closed_at is null"));
        officer.Dispose();
    }

    [Fact]
    public async Task An_opening_does_not_outlive_the_scope_that_it_was_made_in()
    {
        var (id, officer) = await StartAsync();
        using var lead = await Vault.ClientAsync(Role.TeamLead, team: Told.Team);
        var opening = await lead.OpeningAsync(id);
        await Vault.TamperAsync("update conversation set team = 'team-9'");
        (await Answer.OfAsync(lead.PlayAsync(id, opening: opening))).Must(404, "conversation.not-found");
        officer.Dispose();
    }

    [Fact]
    public async Task What_is_no_opening_is_refused()
    {
        var (_, officer) = await StartAsync();
        (await officer.OpenAsync(Guid.NewGuid())).Must(404, "conversation.not-found");
        (await Answer.OfAsync(officer.PostAsJsonAsync("/api/v1/openings", new { purpose = "service" }))).Must(400, "request.malformed");
        (await Answer.OfAsync(officer.PostAsJsonAsync("/api/v1/openings", new { conversation = "x", purpose = "service" }))).Must(400, "request.malformed");
        (await officer.CloseAsync("nothing", null)).Must(403, "opening.expired");
        officer.Dispose();
    }

    async Task<List<string>> LeavesAsync(Guid conversation)
    {
        var ids = (await Vault.LogAsync()).Where(entry => entry.ConversationId == conversation.ToString()).Select(entry => entry.Seq).ToList();
        var leaves = new List<string>();
        foreach (var seq in ids)
            leaves.Add(System.Text.Encoding.UTF8.GetString(await Vault.ScalarAsync<byte[]>("select leaf from audit_entry where seq = @seq", new { seq })));
        return leaves;
    }

    async Task<(Guid Id, HttpClient Officer)> StartAsync()
    {
        var activity = await Vault.ActivityAsync();
        var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        return (await officer.StoreAsync(Told.Call(activity), Sounds.Wav(1, 1)), officer);
    }
}

public sealed class OpeningTests_on_sqlite() : OpeningTests(Store.Sqlite);

public sealed class OpeningTests_on_postgres() : OpeningTests(Store.Postgres);
