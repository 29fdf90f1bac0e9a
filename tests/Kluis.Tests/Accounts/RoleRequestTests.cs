using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis.Tests.Accounts;

/// <summary>A role that opens content, by the pages: an administrator asks, an officer sees whom it is about and what it opens, and decides.</summary>
public abstract class RoleRequestTests(Store store) : VaultTests(store)
{
    const string Reason = "Zij gaat de wachtrij Facturen beoordelen.";

    Browser administrator = null!, officer = null!;
    Guid asker, decider, somebody;

    [Fact]
    public async Task The_second_person_sees_who_gets_what_how_far_and_why_and_the_role_counts_at_once()
    {
        await StartAsync();
        var activity = await Vault.ActivityAsync();
        using (var telephony = await Vault.ClientAsync(Role.Integrator, activity: activity))
            await telephony.StoreAsync(Told.Call(activity), Sounds.Wav(0.1, 1));
        var request = await AskAsync(ends: "31-03-2026");
        Assert.Equal(Role.Agent, await RoleAsync());
        var seen = await officer.GetAsync(request);
        seen.Must(HttpStatusCode.OK).Has(Known.StaffName).Has("Kwaliteitsmedewerker").Has(Reason).Has("<strong>1</strong>gesprekken kan deze persoon er nu mee openen").HasNot(somebody.ToString());
        seen.Has("31 mrt 2026").Has("Akkoord, geef de rol");
        Assert.Equal(request, (await officer.PostAsync(request + "?handler=Approve")).Location);
        Assert.Equal(Role.Quality, await RoleAsync());
        (await administrator.GetAsync(request)).Has("Goedgekeurd door");
        var granted = (await Vault.LogAsync()).Last(entry => entry.Act == "account.role-granted");
        Assert.Equal((decider.ToString(), "ok"), (granted.ActorId, granted.Outcome));
    }

    [Fact]
    public async Task A_grant_with_an_end_ends_by_itself()
    {
        await StartAsync();
        var request = await AskAsync(ends: "03-03-2026");
        await officer.GetAsync(request);
        await officer.PostAsync(request + "?handler=Approve");
        Vault.Time.Set(new DateTimeOffset(2026, 3, 3, 22, 59, 0, TimeSpan.Zero));
        using var person = await Browser.OfAsync(Vault, somebody);
        (await person.GetAsync("/search")).Must(HttpStatusCode.OK);
        // The day ends at midnight in the time zone of the vault.
        Vault.Time.Set(new DateTimeOffset(2026, 3, 3, 23, 0, 0, TimeSpan.Zero));
        Assert.Equal("/sign-in", (await person.GetAsync("/search")).Location);
        using var later = await Browser.OfAsync(Vault, asker);
        (await later.GetAsync($"/users/{somebody}")).Has("Rol is verlopen");
    }

    [Theory]
    [InlineData("")]
    [InlineData("te kort")]
    public async Task Without_a_reason_nothing_is_asked(string reason)
    {
        await StartAsync();
        (await SendAsync(somebody, reason)).Must(HttpStatusCode.UnprocessableEntity).Has("Schrijf in één zin waarom").Has("href=\"#reason\"");
        (await administrator.PostAsync("/users/new", ("Form.Name", "Wies Nieuw"), ("Form.Email", "wies@organisatie.example"), ("Form.Role", "dpo"), ("reason", reason)))
            .Must(HttpStatusCode.UnprocessableEntity).Has("Schrijf in één zin waarom");
        Assert.Equal((0, 3), (await Vault.ScalarAsync<long>("select count(*) from approval"), await Vault.ScalarAsync<long>("select count(*) from user_account")));
    }

    [Fact]
    public async Task Who_asked_decides_nothing()
    {
        await StartAsync();
        var request = await AskAsync();
        (await administrator.GetAsync(request)).Has("Dit wacht op een tweede persoon.").HasNot("Akkoord, geef de rol");
        (await administrator.PostAsync(request + "?handler=Approve")).Has("een ander beslist");
        Assert.Equal(Role.Agent, await RoleAsync());
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessDenied));
    }

    [Fact]
    public async Task Nobody_gives_a_role_to_oneself_and_a_colleague_still_can()
    {
        await StartAsync();
        var request = await AskAsync(of: decider);
        await officer.GetAsync(request);
        (await officer.PostAsync(request + "?handler=Approve")).Must(HttpStatusCode.Conflict).Has("Deze rol kan niet worden gegeven.").Has("role.refused");
        Assert.Equal(Role.PrivacyOfficer, (await Vault.Get<AccountStore>().FindAsync(decider, default))!.Role);
        var colleague = await Vault.UserAsync(Role.PrivacyOfficer);
        await Vault.TamperAsync("update user_account set activated_at = 1 where id = @id", new { id = colleague.ToString() });
        using var other = await Browser.OfAsync(Vault, colleague);
        await other.GetAsync(request);
        Assert.Equal(request, (await other.PostAsync(request + "?handler=Approve")).Location);
        Assert.Equal(Role.Quality, (await Vault.Get<AccountStore>().FindAsync(decider, default))!.Role);
    }

    [Fact]
    public async Task A_no_says_why_and_who_asked_reads_it()
    {
        await StartAsync();
        var request = await AskAsync();
        await officer.GetAsync(request);
        (await officer.PostAsync(request + "?handler=Refuse")).Has("Schrijf in minstens tien tekens waarom.");
        await officer.PostAsync(request + "?handler=Refuse", ("remark", "Zij begint pas in mei in dit team."));
        (await administrator.GetAsync(request)).Has("Geweigerd door").Has("Zij begint pas in mei in dit team.");
        Assert.Equal(Role.Agent, await RoleAsync());
    }

    [Fact]
    public async Task What_nobody_decides_in_a_week_gives_no_role()
    {
        await StartAsync();
        var request = await AskAsync();
        Vault.Time.Set(Vault.Time.GetUtcNow() + TimeSpan.FromDays(7));
        using var late = await Browser.OfAsync(Vault, decider);
        (await late.GetAsync(request)).Has("Verlopen op").HasNot("Akkoord, geef de rol");
        (await late.PostAsync(request + "?handler=Approve")).Has("De tijd om te beslissen is voorbij.");
        Assert.Equal(Role.Agent, await RoleAsync());
    }

    [Fact]
    public async Task Somebody_who_is_invited_for_such_a_role_begins_without_it()
    {
        await StartAsync();
        await administrator.GetAsync("/users/new");
        var invited = await administrator.PostAsync("/users/new", ("Form.Name", "Wies Nieuw"), ("Form.Email", "wies@organisatie.example"), ("Form.Role", "dpo"), ("reason", Reason));
        var page = await administrator.GetAsync(invited.Location!);
        page.Has("Gevraagd. De rol geldt zodra").Has("/invitation/").Has("Medewerker klantcontact");
        var id = Guid.Parse(invited.Location!.Split('/')[2]);
        Assert.Equal(Role.Agent, (await Vault.Get<AccountStore>().FindAsync(id, default))!.Role);
        var request = "/approvals/" + await Vault.ScalarAsync<string>("select id from approval");
        (await officer.GetAsync(request)).Has("Wies Nieuw").Has("Functionaris gegevensbescherming");
        await officer.PostAsync(request + "?handler=Approve");
        Assert.Equal(Role.Dpo, (await Vault.Get<AccountStore>().FindAsync(id, default))!.Role);
    }

    async Task StartAsync()
    {
        somebody = await Vault.UserAsync(Role.Agent);
        (asker, decider) = (await Vault.UserAsync(Role.Administrator), await Vault.UserAsync(Role.PrivacyOfficer));
        (administrator, officer) = (await Browser.OfAsync(Vault, asker), await Browser.OfAsync(Vault, decider));
    }

    async Task<Shown> SendAsync(Guid of, string reason, string? ends = null)
    {
        await administrator.GetAsync($"/users/{of}");
        return await administrator.PostAsync($"/users/{of}?handler=Role", ("Form.Role", "quality"), ("Form.Queue", Told.Queue), ("Form.Ends", ends ?? ""), ("reason", reason));
    }

    /// <returns>The address of the request.</returns>
    async Task<string> AskAsync(Guid? of = null, string? ends = null)
    {
        var page = $"/users/{of ?? somebody}";
        Assert.Equal(page, (await SendAsync(of ?? somebody, Reason, ends)).Location);
        (await administrator.GetAsync(page)).Has("Gevraagd. De rol geldt zodra een privacyfunctionaris akkoord is");
        var list = await officer.GetAsync("/approvals");
        return Regex.Match(list.Text, "/approvals/[0-9a-f-]{36}").Value;
    }

    async Task<Role> RoleAsync() => (await Vault.Get<AccountStore>().FindAsync(somebody, default))!.Role;
}

public sealed class RoleRequestTests_on_sqlite() : RoleRequestTests(Store.Sqlite);

public sealed class RoleRequestTests_on_postgres() : RoleRequestTests(Store.Postgres);
