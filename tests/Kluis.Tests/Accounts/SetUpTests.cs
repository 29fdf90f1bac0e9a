using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis.Tests.Accounts;

/// <summary>The first run, by its pages: once, with the link, with the paper in hand, by two people; and all that is refused.</summary>
public abstract class SetUpTests(Store store) : VaultTests(store)
{
    const string Wrong = "Deze code werkt niet, of niet meer.";

    [Fact]
    public async Task Before_it_nothing_answers_and_after_it_two_people_have_their_links()
    {
        var secret = await FreshAsync();
        using var browser = new Browser(Vault);
        foreach (var path in new[] { "/", "/sign-in", "/search", "/invitation/x" })
            Assert.Equal("/set-up", (await browser.GetAsync(path)).Location);
        (await browser.GetAsync("/api/v1/log")).Must(HttpStatusCode.ServiceUnavailable).Has("setup.required");
        (await browser.GetAsync("/healthz")).Must(HttpStatusCode.OK);
        var done = await FinishAsync(browser, await PaperAsync(browser, secret));
        var links = Regex.Matches(done.Text, "/invitation/[A-Za-z0-9_-]+").Select(match => match.Value).Distinct().ToList();
        Assert.Equal(2, links.Count);
        Assert.Equal(("Linde en Waard", "NL", "EEA"), await InstallationAsync());
        Assert.Equal((1, 1), (await CountAsync(Role.PrivacyOfficer), await CountAsync(Role.Administrator)));
        using var officer = new Browser(Vault);
        await officer.AcceptAsync(links[0]);
        Assert.Equal(1, await Vault.CountAsync(AuditAct.KeyRecoveryMade));
    }

    [Fact]
    public async Task A_link_sets_up_once_and_a_second_set_up_is_refused()
    {
        var secret = await FreshAsync();
        using var browser = new Browser(Vault);
        using var slower = new Browser(Vault);
        var paper = await PaperAsync(slower, secret);
        await FinishAsync(browser, await PaperAsync(browser, secret));
        // Both had the paper in hand; the second one changes nothing.
        (await ProveAsync(slower, paper, right: true)).Must(HttpStatusCode.OK).Has("Deze kluis is al ingericht").HasNot("/invitation/");
        (await browser.GetAsync("/set-up")).Has("Deze kluis is al ingericht");
        (await PlanAsync(browser, secret)).Must(HttpStatusCode.UnprocessableEntity).Has(Wrong);
        (await PlanAsync(browser, await Vault.Get<SetUps>().NewLinkAsync(default))).Must(HttpStatusCode.UnprocessableEntity).Has(Wrong);
        Assert.Equal((1, 1), (await CountAsync(Role.PrivacyOfficer), await CountAsync(Role.Administrator)));
    }

    [Fact]
    public async Task A_link_is_good_for_an_hour_and_the_one_before_is_worthless()
    {
        var old = await FreshAsync();
        var secret = await Vault.Get<SetUps>().NewLinkAsync(default);
        using var browser = new Browser(Vault);
        (await PlanAsync(browser, old)).Must(HttpStatusCode.UnprocessableEntity).Has(Wrong);
        (await PlanAsync(browser, "geraden")).Must(HttpStatusCode.UnprocessableEntity).Has(Wrong);
        var paper = await PaperAsync(browser, secret);
        Vault.Time.Set(Vault.Time.GetUtcNow() + TimeSpan.FromMinutes(61));
        (await ProveAsync(browser, paper, right: true)).Must(HttpStatusCode.UnprocessableEntity).Has("Deze pagina was te oud.");
        (await PlanAsync(browser, secret)).Must(HttpStatusCode.UnprocessableEntity).Has(Wrong);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from user_account"));
    }

    [Fact]
    public async Task Without_the_right_groups_of_the_paper_nothing_is_stored()
    {
        var secret = await FreshAsync();
        using var browser = new Browser(Vault);
        var paper = await PaperAsync(browser, secret);
        (await ProveAsync(browser, paper, right: false)).Must(HttpStatusCode.UnprocessableEntity).Has("is anders. Kijk nog eens op het papier.").Has("href=\"#group0\"");
        (await browser.PostAsync("/set-up?handler=Prove", ("state", "verzonnen"))).Must(HttpStatusCode.UnprocessableEntity).Has("Deze pagina was te oud.");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from user_account"));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from installation where set_up_at is not null"));
        await FinishAsync(browser, paper);
    }

    [Theory]
    [InlineData("region", "US", "region", "Kies waar gegevens mogen staan.")]
    [InlineData("region", "", "region", "Kies waar gegevens mogen staan.")]
    [InlineData("country", "US", "country", "Kies een land van de EER")]
    [InlineData("organisation", " ", "organisation", "Vul de naam van de organisatie in.")]
    [InlineData("officerEmail", "niemand", "officer-email", "Vul een e-mailadres in")]
    [InlineData("administratorName", "", "administrator-name", "Vul een naam in.")]
    [InlineData("administratorEmail", "ODA@organisatie.example", "administrator-email", "Kies twee verschillende mensen.")]
    public async Task An_answer_that_cannot_be_is_refused_at_its_field(string field, string value, string at, string sentence)
    {
        var secret = await FreshAsync();
        using var browser = new Browser(Vault);
        (await PlanAsync(browser, secret, (field, value))).Must(HttpStatusCode.UnprocessableEntity).Has($"href=\"#{at}\"").Has(sentence);
        await PaperAsync(browser, secret);
    }

    [Theory]
    [InlineData("kort", "12 tekens")]
    [InlineData("aaaaaaaaaaaaaaaa", null)]
    [InlineData("wachtwoord123", null)]
    [InlineData("oda.officier1", null)]
    [InlineData("een zin die niemand raadt", null, "een andere zin")]
    public async Task A_weak_password_lets_nobody_in(string password, string? sentence, string? again = null)
    {
        var secret = await FreshAsync();
        using var browser = new Browser(Vault);
        var done = await FinishAsync(browser, await PaperAsync(browser, secret));
        var link = Regex.Match(done.Text, "/invitation/[A-Za-z0-9_-]+").Value;
        await browser.GetAsync(link);
        var refused = await browser.PostAsync(link, ("password", password), ("again", again ?? password));
        refused.Must(HttpStatusCode.UnprocessableEntity).Has(again is null ? "href=\"#password\"" : "href=\"#again\"").Has(sentence ?? "").HasNot($"value=\"{password}\"");
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from password"));
        await browser.AcceptAsync(link);
    }

    sealed record Paper(string State, List<string> Groups, List<int> Asked);

    // As a new installation is: RunningVault skips it for all other tests.
    async Task<string> FreshAsync()
    {
        await Vault.TamperAsync("update installation set set_up_at = null");
        return await Vault.Get<SetUps>().NewLinkAsync(default);
    }

    static async Task<Shown> PlanAsync(Browser browser, string secret, (string Name, string Value)? other = null)
    {
        await browser.GetAsync("/set-up");
        (string Name, string Value)[] fields =
        [
            ("secret", secret), ("organisation", "Linde en Waard"), ("country", "nl"), ("region", "EEA"), ("officerName", "Oda Officier"), ("officerEmail", "oda@organisatie.example"),
            ("administratorName", "Ben Beheer"), ("administratorEmail", "ben@organisatie.example"),
        ];
        return await browser.PostAsync("/set-up", [.. fields.Select(field => field.Name == other?.Name ? other.Value : field)]);
    }

    static async Task<Paper> PaperAsync(Browser browser, string secret)
    {
        var page = (await PlanAsync(browser, secret)).Must(HttpStatusCode.OK);
        return new(
            page.ValueOf("state")!, [.. Regex.Matches(page.Text, "kl-code\">([A-Z0-9]+)<").Select(match => match.Groups[1].Value)],
            [.. Regex.Matches(page.Text, "for=\"group[0-9]\">Groep ([0-9]+)<").Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))]);
    }

    static Task<Shown> ProveAsync(Browser browser, Paper paper, bool right)
    {
        Assert.Equal(3, paper.Asked.Count);
        return browser.PostAsync("/set-up?handler=Prove", paper.Asked.Select(number => ("groups", right ? paper.Groups[number - 1] : "AAAAAA")).Prepend(("state", paper.State)));
    }

    static async Task<Shown> FinishAsync(Browser browser, Paper paper) => (await ProveAsync(browser, paper, right: true)).Must(HttpStatusCode.OK).Has("Uw kluis is ingericht");

    async Task<(string, string, string)> InstallationAsync() =>
        await Vault.Product.Database.ReadAsync(connection => Dapper.SqlMapper.QuerySingleAsync<(string, string, string)>(connection, "select name, country, region from installation"), default);

    Task<long> CountAsync(Role role) => Vault.ScalarAsync<long>("select count(*) from user_account where role = @role", new { role = role.Name() });
}

public sealed class SetUpTests_on_sqlite() : SetUpTests(Store.Sqlite);

public sealed class SetUpTests_on_postgres() : SetUpTests(Store.Postgres);
