using System.Net;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Accounts;

/// <summary>How the console looks and works for one person: kept by the server, for that person, wherever they sign in.</summary>
public abstract class PreferencesTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task What_somebody_chooses_holds_on_every_page_and_in_every_browser_of_theirs_and_is_in_the_log()
    {
        var user = await Vault.UserAsync(Role.PrivacyOfficer);
        using var browser = await Browser.OfAsync(Vault, user);
        (await browser.GetAsync("/me")).Has("data-theme=\"system\"").Has("data-keys=\"on\"").HasNot("data-density=\"compact\"");
        await browser.PostAsync("/me?handler=Preferences", ("language", "en"), ("theme", "dark"), ("density", "compact"));
        browser.Last.Must(HttpStatusCode.Redirect);
        using var elsewhere = await Browser.OfAsync(Vault, user, "");
        foreach (var path in new[] { "/", "/search", "/me", "/keys" })
            (await elsewhere.GetAsync(path)).Must(HttpStatusCode.OK).Has("lang=\"en\" data-theme=\"dark\" data-density=\"compact\" data-keys=\"off\"");
        // Also where the screen is locked, outside the shell.
        await elsewhere.PostAsync("/locked?handler=Lock");
        (await elsewhere.GetAsync("/locked")).Has("data-theme=\"dark\"");
        var entry = Assert.Single(await Vault.LogAsync(), entry => entry.Act == AuditAct.AccountChanged.Name());
        Assert.Equal((user.ToString(), "ok"), (entry.ActorId, entry.Outcome));
    }

    [Fact]
    public async Task One_persons_choice_is_nobody_elses_and_a_value_that_there_is_not_is_the_default()
    {
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Agent));
        using var other = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Agent));
        await browser.GetAsync("/me");
        await browser.PostAsync("/me?handler=Preferences", ("language", "nl"), ("theme", "dark"), ("density", "normal"), ("keys", "on"));
        (await other.GetAsync("/me")).Has("data-theme=\"system\"");
        await browser.PostAsync("/me?handler=Preferences", ("language", "nl"), ("theme", "\"><script>"), ("density", "huge"), ("keys", "on"));
        (await browser.GetAsync("/me")).Has("data-theme=\"system\"").Has("data-keys=\"on\"").HasNot("<script>\"");
        var before = await Vault.CountAsync(AuditAct.AccountChanged);
        await browser.PostAsync("/me?handler=Preferences", ("language", "xx"), ("theme", "light"));
        Assert.Equal(before, await Vault.CountAsync(AuditAct.AccountChanged));
    }

    [Fact]
    public async Task Close_rows_hold_in_the_search_until_that_page_is_told_otherwise_in_this_browser()
    {
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        const string Rows = "aria-labelledby=\"h-res\" data-density=\"";
        using (var officer = await Vault.ClientAsync(Role.PrivacyOfficer))
            await officer.StoreAsync(Told.Call(await Vault.ActivityAsync()), Sounds.Wav(1, 1));
        await browser.GetAsync("/me");
        await browser.PostAsync("/me?handler=Preferences", ("language", "nl"), ("theme", "system"), ("density", "compact"), ("keys", "on"));
        (await browser.PostAsync("/search")).Has(Rows + "compact");
        await browser.PostAsync("/search?handler=Density", ("density", "normal"));
        (await browser.PostAsync("/search")).Has(Rows + "normal");
        await browser.GetAsync("/me");
        await browser.PostAsync("/me?handler=Preferences", ("language", "nl"), ("theme", "system"), ("density", "compact"), ("keys", "on"));
        (await browser.PostAsync("/search")).Has(Rows + "compact");
    }

    [Fact]
    public async Task The_list_of_keys_says_which_are_off_for_this_person()
    {
        using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Auditor));
        (await browser.GetAsync("/keys")).Must(HttpStatusCode.OK).Has("Naar het zoekveld").HasNot("Staat uit");
        await browser.GetAsync("/me");
        await browser.PostAsync("/me?handler=Preferences", ("language", "nl"), ("theme", "system"), ("density", "normal"));
        (await browser.GetAsync("/keys")).Has("Staat uit").Has("Losse toetsen staan bij u uit.");
    }
}

public sealed class PreferencesTests_on_sqlite() : PreferencesTests(Store.Sqlite);

public sealed class PreferencesTests_on_postgres() : PreferencesTests(Store.Postgres);
