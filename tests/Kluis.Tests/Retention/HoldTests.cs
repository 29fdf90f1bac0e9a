using System.Net;
using System.Net.Http.Json;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Retention;

namespace Kluis.Tests.Retention;

/// <summary>What is held for a claim stays past its term, and goes once it is released.</summary>
public abstract class HoldTests(Store store) : VaultTests(store)
{
    static readonly byte[] Sound = Sounds.Wav(1, 1);

    [Fact]
    public async Task A_held_conversation_stays_and_goes_once_it_is_released()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = await Vault.ActivityAsync("P30D");
        var held = await officer.StoreAsync(Told.Call(activity), Sound);
        var other = await officer.StoreVconAsync(Told.Chat(), activity);
        var hold = await PlacedAsync(officer, new { conversation = held, @case = "ZAAK-7", reason = "Geschil.", owner = "Juridische zaken", review = "2026-06-01" });
        await SweepAtAsync(40);
        (await officer.ViewAsync(other)).Must(410, "conversation.gone");
        (await officer.ViewAsync(held)).Must(HttpStatusCode.OK);
        Assert.Equal(Sound, await officer.SoundAsync(held));
        var shown = (await Answer.OfAsync(officer.GetAsync($"/api/v1/legal-holds/{hold}"))).Must(HttpStatusCode.OK).Json;
        Assert.Equal(("ZAAK-7", "Geschil.", "Juridische zaken", $"{held}"), ((string)shown["case"]!, (string)shown["reason"]!, (string)shown["owner"]!, (string)shown["conversation"]!));
        using var auditor = await Vault.ClientAsync(Role.Auditor);
        var less = (await Answer.OfAsync(auditor.GetAsync($"/api/v1/legal-holds/{hold}"))).Must(HttpStatusCode.OK).Json;
        Assert.Equal(("ZAAK-7", null, null), ((string)less["case"]!, less["reason"], less["conversation"]));
        (await Answer.OfAsync(auditor.PostAsJsonAsync("/api/v1/legal-holds", new { }))).Must(403, "permission.denied");
        (await ReleaseAsync(officer, hold, "Geschikt.")).Must(HttpStatusCode.NoContent);
        (await ReleaseAsync(officer, hold, "Nog eens.")).Must(404, "hold.not-found");
        await SweepAtAsync(41);
        (await officer.ViewAsync(held)).Must(410, "conversation.gone");
        var released = (await Answer.OfAsync(officer.GetAsync("/api/v1/legal-holds?released=true"))).Must(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal("Geschikt.", (string)Assert.Single(released)!["releaseReason"]!);
        Assert.Equal((1, 1), (await Vault.CountAsync(AuditAct.HoldPlaced), await Vault.CountAsync(AuditAct.HoldReleased)));
    }

    [Fact]
    public async Task A_held_customer_keeps_everything_also_what_comes_in_later_and_records_that_are_merged()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = await Vault.ActivityAsync("P30D");
        var first = await officer.StoreAsync(Told.Call(activity), Sound);
        var customer = await Vault.ScalarAsync<string>("select subject_id from party where kind = 'customer'");
        var hold = await PlacedAsync(officer, new { customer, @case = "ZAAK-8", reason = "Claim.", owner = "Juridische zaken", review = "2026-06-01" });
        var later = await officer.StoreAsync(Told.Call(activity, "2026-02-28T10:00:00Z"), Sounds.Wav(1, 2));
        var ofOther = await officer.StoreAsync(Told.Call(activity).With("parties", new System.Text.Json.Nodes.JsonArray(Told.Other(), Told.Staff())).Without("caller"), Sounds.Wav(1, 3));
        var otherId = await Vault.ScalarAsync<string>("select subject_id from party where kind = 'customer' and conversation_id = @id", new { id = ofOther.ToString() });
        await Vault.Get<PeopleEditing>().MergeAsync(new Caller(Actor.Product("test"), Role.PrivacyOfficer), Guid.Parse(customer), Guid.Parse(otherId), "zelfde klant", default);
        await SweepAtAsync(60);
        foreach (var id in new[] { first, later, ofOther })
            (await officer.ViewAsync(id)).Must(HttpStatusCode.OK);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from tombstone"));
        (await ReleaseAsync(officer, hold, "Afgedaan.")).Must(HttpStatusCode.NoContent);
        await SweepAtAsync(61);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from conversation"));
    }

    [Fact]
    public async Task What_is_split_off_a_held_customer_stays_held()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = await Vault.ActivityAsync("P30D");
        var first = await officer.StoreAsync(Told.Call(activity), Sound);
        var other = await officer.StoreAsync(Told.Call(activity, "2026-02-28T10:00:00Z"), Sounds.Wav(1, 2));
        var customer = await Vault.ScalarAsync<string>("select id from data_subject where kind = 'customer'");
        var hold = await PlacedAsync(officer, new { customer, @case = "ZAAK-9", reason = "Claim.", owner = "Juridische zaken", review = "2026-06-01" });
        var (refusal, made) = await Vault.Get<PeopleEditing>().SplitAsync(new Caller(Actor.Product("test"), Role.PrivacyOfficer), Guid.Parse(customer), new SplitWish([other], []), "van een ander", default);
        Assert.Equal(PeopleRefusal.None, refusal);
        Assert.Equal(made.ToString(), await Vault.ScalarAsync<string>("select subject_id from party where kind = 'customer' and conversation_id = @id", new { id = other.ToString() }));
        await SweepAtAsync(60);
        foreach (var id in new[] { first, other })
            (await officer.ViewAsync(id)).Must(HttpStatusCode.OK);
        (await ReleaseAsync(officer, hold, "Afgedaan.")).Must(HttpStatusCode.NoContent);
        await SweepAtAsync(61);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from conversation"));
    }

    [Theory]
    [InlineData("""{"case":"1","reason":"r","owner":"o","review":"2026-06-01"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","customer":"ID","case":"1","reason":"r","owner":"o","review":"2026-06-01"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","case":" ","reason":"r","owner":"o","review":"2026-06-01"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","case":"1","reason":"","owner":"o","review":"2026-06-01"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","case":"1","reason":"r","review":"2026-06-01"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","case":"1","reason":"r","owner":"o","review":"2026-03-01"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","case":"1","reason":"r","owner":"o","review":"2029-03-01"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","case":"1","reason":"r","owner":"o","review":"morgen"}""", "hold.invalid")]
    [InlineData("""{"conversation":"ID","case":"1","reason":"r","owner":"o","review":"2026-06-01"}""", "conversation.not-found")]
    [InlineData("""{"customer":"ID","case":"1","reason":"r","owner":"o","review":"2026-06-01"}""", "customer.not-found")]
    public async Task What_is_not_a_hold_is_refused(string body, string code)
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var answer = await Answer.OfAsync(officer.PostAsync("/api/v1/legal-holds", Calls.Json(body.Replace("ID", "01900000-0000-7000-8000-000000000000", StringComparison.Ordinal))));
        Assert.Equal(code, answer.Code);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from legal_hold"));
        (await Answer.OfAsync(officer.PostAsync("/api/v1/legal-holds/01900000-0000-7000-8000-000000000000/release", Calls.Json("""{"reason":" "}""")))).Must(422, "hold.invalid");
    }

    [Fact]
    public async Task An_officer_places_and_releases_it_on_the_pages_and_others_only_read()
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        var call = await client.StoreAsync(Told.Call(await Vault.ActivityAsync()), Sound);
        using var officer = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        (await officer.GetAsync("/holds")).Must(HttpStatusCode.OK).Has("Er wordt niets vastgehouden.");
        (await officer.GetAsync($"/conversations/{call}")).Has($"/conversations/{call}/hold");
        (await officer.GetAsync($"/conversations/{call}/hold")).Must(HttpStatusCode.OK).Has("2 sep 2026");
        (await officer.PostAsync($"/conversations/{call}/hold", ("case", ""), ("reason", ""), ("owner", ""), ("review", "gisteren"))).Must(HttpStatusCode.UnprocessableEntity).Has("Geef het nummer van de zaak").Has("Geef een dag na vandaag");
        var placed = (await officer.PostAsync($"/conversations/{call}/hold", ("case", "ZAAK-9"), ("reason", "Geschil."), ("owner", "Juridische zaken"), ("review", "1-6-2026"))).Must(HttpStatusCode.Redirect).Location!;
        (await officer.GetAsync(placed)).Must(HttpStatusCode.OK).Has("ZAAK-9").Has("Geef vrij");
        (await officer.GetAsync("/holds")).Has("ZAAK-9");
        (await officer.GetAsync($"/conversations/{call}")).Has("Dit gesprek wordt vastgehouden sinds");
        using var dpo = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Dpo));
        (await dpo.GetAsync(placed)).Must(HttpStatusCode.OK).HasNot("Geef vrij");
        Assert.Equal("/no-permission", (await dpo.PostAsync($"{placed}/release", ("reason", "x"))).Location);
        (await officer.GetAsync($"{placed}/release")).Must(HttpStatusCode.OK).Has("Dat is niet terug te draaien.");
        Assert.Equal("/no-permission", (await dpo.GetAsync($"/conversations/{call}/hold")).Location);
        (await officer.PostAsync($"{placed}/release", ("reason", ""))).Must(HttpStatusCode.UnprocessableEntity).Has("Schrijf waarom");
        (await officer.PostAsync($"{placed}/release", ("reason", "Geschikt."))).Must(HttpStatusCode.Redirect);
        (await officer.GetAsync(placed)).Has("Geschikt.").Has("Vrijgegeven");
        (await officer.GetAsync("/holds?state=released")).Has("ZAAK-9");
        // What was written down why is sealed.
        Assert.DoesNotContain("ZAAK-9", System.Text.Encoding.UTF8.GetString(await Vault.ScalarAsync<byte[]>("select sealed from legal_hold")), StringComparison.Ordinal);
    }

    async Task SweepAtAsync(int days)
    {
        Vault.Time.Set(FakeTime.Start.AddDays(days));
        await Vault.Get<RetentionSweep>().RunAsync(Vault.Time.GetUtcNow(), default);
    }

    static async Task<string> PlacedAsync(HttpClient officer, object body) =>
        (string)(await Answer.OfAsync(officer.PostAsJsonAsync("/api/v1/legal-holds", body))).Must(HttpStatusCode.Created).Json["id"]!;

    static Task<Answer> ReleaseAsync(HttpClient officer, string hold, string reason) =>
        Answer.OfAsync(officer.PostAsJsonAsync($"/api/v1/legal-holds/{hold}/release", new { reason }));
}

public sealed class HoldTests_on_sqlite() : HoldTests(Store.Sqlite);

public sealed class HoldTests_on_postgres() : HoldTests(Store.Postgres);
