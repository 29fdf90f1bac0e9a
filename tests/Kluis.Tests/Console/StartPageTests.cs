using System.Net;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Kluis.Intake;
using Kluis.Web;

namespace Kluis.Tests.Console;

/// <summary>The page where everybody lands: what needs this person, and nothing that this person may not see.</summary>
public abstract class StartPageTests(Store store) : VaultTests(store)
{
    // What stands there for a role when everything there is to say is in the vault.
    const string Table =
        """
        sentence                       agent  team-lead  quality  privacy-officer  dpo  administrator  auditor
        Beslis_over                    no     no         no       yes              no   no             no
        Er_is_geen_herstelsleutel      no     no         no       yes              no   yes            no
        Klopt_deze_verwerking?         no     no         no       yes              no   no             no
        Laat_het_logboek_nagaan        no     no         no       yes              yes  yes            yes
        Een_token_loopt_af:            no     no         no       no               no   yes            no
        Een_uitnodiging_wacht_nog      no     no         no       no               no   yes            no
        Een_uitnodiging_is_verlopen    no     no         no       no               no   yes            no
        stil_na_foute_pogingen         no     no         no       no               no   yes            no
        Een_agent-id_hoort_bij_niemand no     no         no       no               no   yes            no
        Er_is_geen_mailserver          no     no         no       no               no   yes            no
        Op_de_schijf_is                no     no         no       no               no   yes            no
        U_hebt_nog_geen_gesprek        yes    yes        yes      yes              yes  no             no
        Niets_heeft_u_nu_nodig         yes    yes        yes      no               no   no             no
        """;

    [Fact]
    public async Task A_role_reads_what_it_may_and_nothing_else()
    {
        await FillAsync();
        var lines = Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        foreach (var (name, column) in lines[0].Skip(1).Select((name, index) => (name, index + 1)))
        {
            using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Roles.Parse(name)!.Value));
            var page = (await browser.GetAsync("/")).Must(HttpStatusCode.OK);
            foreach (var line in lines.Skip(1))
            {
                var stands = page.Text.Contains(line[0].Replace('_', ' '), StringComparison.Ordinal);
                Assert.True(stands == (line[column] == "yes"), $"{name}: {line[0]} {(stands ? "stands there" : "is missing")}");
            }
        }
    }

    [Fact]
    public async Task In_a_vault_where_nothing_is_yet_the_first_activity_and_the_first_source_are_asked_for_until_they_are_there()
    {
        const string FirstActivity = "Beschrijf uw eerste verwerking", FirstSource = "Sluit uw eerste bron aan";
        using var officer = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        using var administrator = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator));
        (await officer.GetAsync("/")).Has(FirstActivity).HasNot(FirstSource);
        (await administrator.GetAsync("/")).Has(FirstSource).HasNot(FirstActivity);
        await Vault.ActivityAsync();
        (await officer.GetAsync("/")).HasNot(FirstActivity);
        using (await Vault.ClientAsync(Role.Integrator, source: "pbx"))
            (await administrator.GetAsync("/")).HasNot(FirstSource);
    }

    [Fact]
    public async Task Each_visit_is_one_entry_and_who_has_not_signed_in_goes_to_the_sign_in()
    {
        using var stranger = new Browser(Vault);
        Assert.Equal("/sign-in", (await stranger.GetAsync("/")).Must(HttpStatusCode.Redirect).Location);
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Quality));
        (await browser.GetAsync("/")).Must(HttpStatusCode.OK).Has("href=\"/search\"");
        Assert.Equal(1, await Vault.CountAsync(AuditAct.StartViewed));
    }

    [Fact]
    public async Task What_somebody_has_open_stands_there_with_its_end_and_is_nobody_elses_to_see()
    {
        var id = await StoreAsync();
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        using var other = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        var conversation = $"/conversations/{id}";
        await browser.GetAsync(conversation);
        await browser.PostAsync(conversation + "?handler=Open", ("purpose", "service"));
        Vault.Time.Advance(TimeSpan.FromMinutes(3));
        // The customer is named by the conversation itself, to who looks at it.
        (await browser.GetAsync("/")).Has("U hebt open: Telefoongesprek, 27 feb 2026, 10.00 uur").Has("nog 12 minuten").Has("vandaag 10.15 uur").Has(conversation).HasNot(Known.CustomerName);
        (await other.GetAsync("/")).HasNot(conversation);
        Vault.Time.Advance(TimeSpan.FromMinutes(12));
        (await browser.GetAsync("/")).HasNot("U hebt open").Has("Laatst geopend").Has(conversation);
    }

    [Fact]
    public async Task What_was_opened_is_gone_from_the_list_when_it_is_no_longer_theirs()
    {
        var id = await StoreAsync();
        var lead = await Vault.UserAsync(Role.TeamLead);
        using var browser = await Browser.OfAsync(Vault, lead);
        await browser.GetAsync($"/conversations/{id}");
        await browser.PostAsync($"/conversations/{id}?handler=Open", ("purpose", "service"));
        (await browser.GetAsync("/")).Has($"/conversations/{id}");
        await Vault.TamperAsync("update user_account set team = 'team-2' where id = @lead", new { lead = lead.ToString() });
        (await browser.GetAsync("/")).HasNot($"/conversations/{id}");
    }

    [Fact]
    public async Task What_was_asked_is_followed_from_the_question_to_the_decision()
    {
        var (administrator, officer) = (await Vault.PersonAsync(Role.Administrator), await Vault.PersonAsync(Role.PrivacyOfficer));
        using var asker = await Browser.OfAsync(Vault, administrator.Caller.User!.Value);
        using var decider = await Browser.OfAsync(Vault, officer.Caller.User!.Value);
        var id = await AskAsync(administrator.Caller);
        (await asker.GetAsync("/")).Has("U vroeg: een token dat inhoud opent").Has("nog 7 dagen");
        (await decider.GetAsync("/")).Has("Beslis over een token dat inhoud opent").Has($"/approvals/{id}").HasNot("U vroeg");
        await Vault.Get<Approvals>().DecideAsync(officer.Caller, id, true, null, default);
        (await decider.GetAsync("/")).HasNot("Beslis over");
        (await asker.GetAsync("/")).Has("Goedgekeurd, haal op: een token");
        await Vault.Get<ContentTokens>().PickUpAsync(administrator.Caller, id, default);
        (await asker.GetAsync("/")).HasNot("haal op");
        await AskAsync(administrator.Caller);
        Vault.Time.Set(Vault.Time.GetUtcNow().AddDays(8));
        await Vault.WakeAsync();
        using var later = await Browser.OfAsync(Vault, administrator.Caller.User!.Value);
        (await later.GetAsync("/")).Has("Verlopen: een token").HasNot("U vroeg");
        administrator.Browser.Dispose();
        officer.Browser.Dispose();
    }

    [Fact]
    public async Task A_log_that_was_checked_is_a_fact_and_one_that_is_wrong_comes_first()
    {
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Auditor));
        await Vault.SequenceAsync();
        await Vault.Get<LogCheck>().RunAsync(Actor.Product("test"), default);
        (await browser.GetAsync("/")).Has("Het logboek klopt").Has("Niets heeft u nu nodig");
        Vault.Time.Set(Vault.Time.GetUtcNow().AddDays(8));
        using var later = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Auditor));
        (await later.GetAsync("/")).Has("de laatste keer was 2 mrt 2026").HasNot("Het logboek klopt");
        await Vault.TamperAsync("update log_check set fault = 'tree'");
        (await later.GetAsync("/")).Has("Het logboek klopt niet");
    }

    [Fact]
    public async Task Everybody_is_told_in_time_that_their_own_role_ends_and_their_codes_run_out()
    {
        var user = await Vault.UserAsync(Role.Quality);
        await Vault.TamperAsync("update user_account set role_ends_at = @ends where id = @user", new { ends = Vault.Time.GetUtcNow().AddDays(3).AddHours(1).ToUnixTimeMilliseconds(), user = user.ToString() });
        foreach (var (code, used) in new[] { (1, 5L), (2, (long?)null) })
            await Vault.TamperAsync("insert into recovery_code (code_hash, user_id, created_at, used_at) values (@hash, @user, 1, @used)", new { hash = new[] { (byte)code }, user = user.ToString(), used });
        using var browser = await Browser.OfAsync(Vault, user, "en");
        (await browser.GetAsync("/")).Has("Your role ends").Has("3 days left").Has("You have one recovery code left").Has("Monday 2 March 2026, week 10. 2 things need you; the first before 5 Mar 2026.");
        using var other = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Quality), "en");
        (await other.GetAsync("/")).HasNot("Your role ends").HasNot("recovery code").Has("Nothing needs you now.");
    }

    [Theory]
    [InlineData(10L << 20, Press.Now)]
    [InlineData(1L << 30, Press.Soon)]
    [InlineData(1L << 40, Press.Fine)]
    public void Room_on_the_disk_presses_more_the_less_there_is(long free, object press) =>
        Assert.Equal(press, DiskNeeds.NeedOf(free, new Words("nl", new When("nl", TimeZoneInfo.Utc, FakeTime.Start))).Press);

    async Task<Guid> StoreAsync(string? agent = null)
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var call = Told.Call(await Vault.ActivityAsync());
        return await officer.StoreAsync(agent is null ? call : call.With("agentId", agent), Sounds.Wav(1, 1));
    }

    async Task<Guid> AskAsync(Caller administrator)
    {
        var wish = new TokenWish("Kwaliteitsmonitor", Role.Quality) { Queue = "queue-1", Days = 30 };
        var (problem, refusal, id) = await Vault.Get<ContentTokens>().AskAsync(administrator, wish, "Elke week een steekproef van deze rij.", default);
        Assert.Equal((null, ApprovalRefusal.None), (problem, refusal));
        return id;
    }

    // Everything that the page can speak of, once.
    async Task FillAsync()
    {
        var (administrator, browser) = await Vault.PersonAsync(Role.Administrator);
        browser.Dispose();
        await StoreAsync("agent-unknown");
        await AskAsync(administrator);
        await Vault.TokenAsync(Role.Auditor, days: 20);
        await InviteAsync(administrator, "verlopen@organisatie.example");
        Vault.Time.Set(Vault.Time.GetUtcNow().AddDays(6.5));
        await InviteAsync(administrator, "open@organisatie.example");
        Vault.Time.Set(Vault.Time.GetUtcNow().AddDays(0.4));
        var now = Vault.Time.GetUtcNow();
        await Vault.TamperAsync("update sign_in_link set expires_at = @before where expires_at < @soon", new { before = now.AddMinutes(-1).ToUnixTimeMilliseconds(), soon = now.AddDays(1).ToUnixTimeMilliseconds() });
        await Vault.TamperAsync("insert into sign_in_failure (who, failures, last_at, closed_until) values (@who, 5, @at, @until)", new { who = new byte[] { 1 }, at = now.ToUnixTimeMilliseconds(), until = now.AddMinutes(5).ToUnixTimeMilliseconds() });
        await Vault.TamperAsync("update activity set recording = 'off', protection = 'high', opening_purposes = 'service'");
        await Vault.TamperAsync("update activity_term set term = 'P30D'");
    }

    Task InviteAsync(Caller administrator, string mail) =>
        Vault.Get<Invitations>().InviteAsync(administrator.Actor, new NewAccount("Wietske Proef", mail, Role.Agent, null, null, "nl", [], null), default);
}

public sealed class StartPageTests_on_sqlite() : StartPageTests(Store.Sqlite);

public sealed class StartPageTests_on_postgres() : StartPageTests(Store.Postgres);
