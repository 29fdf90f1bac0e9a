using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;

namespace Kluis.Tests.Registers;

public abstract partial class ActivityPageTests(Store store) : VaultTests(store)
{
    static readonly (string, string)[] Least =
    [
        ("name", "Hulplijn"), ("purpose", "Mensen in nood helpen"), ("legalBasis", "consent"), ("recording", "off"), ("protection", "high"),
        ("purposes", "service"), ("people", "customers"), ("people", "children"), ("data", "spoken"), ("term-recording", "P30D"), ("term-chat", "own"), ("own-chat", "45 dagen"),
    ];

    [Fact]
    public async Task The_form_of_a_new_activity_starts_from_what_protects_most()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var form = await officer.GetStringAsync("/activities/new");
        Assert.Equal(["recording-0", "protection-0", "purposes-0"], Checked().Matches(form).Select(match => match.Groups[1].Value));
        Assert.Equal(8, Regex.Count(form, "value=\"P30D\" selected"));
    }

    [Fact]
    public async Task An_activity_made_by_the_form_is_stored_as_written_and_its_page_says_which_defaults_it_left()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var page = await PostAsync(officer, "/activities/new", "/activities/new", Least);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var item = (await Answer.OfAsync(officer.GetAsync("/api/v1/activities"))).Json["items"]![0]!;
        Assert.Equal(("Hulplijn", "off", "high", "P45D"), ((string?)item["name"], (string?)item["recording"], (string?)item["protection"], (string?)item["terms"]!["chat"]));
        Assert.Equal("""["customers","children"]""", item["people"]!.ToJsonString());
        Assert.Equal("""["terms.chat"]""", item["changedDefaults"]!.ToJsonString());
        Assert.Contains("Termijn van: Chatberichten", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_breaks_rules_comes_back_with_every_one_of_them_and_what_was_written()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var page = await PostAsync(officer, "/activities/new", "/activities/new", ("name", ""), ("purpose", "Waarom <b>dan</b>"), ("recording", "off"), ("protection", "high"), ("term-chat", "own"), ("own-chat", "altijd"));
        foreach (var place in new[] { "href=\"#name\"", "href=\"#legalBasis-0\"", "href=\"#term-chat\"", "role=\"alert\"", "Waarom &lt;b&gt;dan", "value=\"altijd\"" })
            Assert.Contains(place, page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from activity"));
    }

    [Fact]
    public async Task A_change_shows_its_effect_before_anything_is_stored_and_needs_a_reason()
    {
        var (id, officer) = await StartAsync();
        await officer.StoreVconAsync(Told.Chat(), id);
        var path = $"/activities/{id}/change";
        (string, string)[] longer = [.. Least.Where(field => field.Item1 != "own-chat"), ("own-chat", "2 jaar"), ("version", "1")];
        var effect = await PostAsync(officer, path, path + "?handler=Check", longer);
        foreach (var told in new[] { "45 dagen", "2 jaar", "Beschermt minder", "valt nu 1 gesprek", "houdt de datum die het heeft", "handler=Save" })
            Assert.Contains(told, effect.Text, StringComparison.Ordinal);
        var lacking = await PostAsync(officer, path, path + "?handler=Save", longer);
        Assert.Contains("id=\"reason-e\"", lacking.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select max(version) from activity"));
        var saved = await PostAsync(officer, path, path + "?handler=Save", [.. longer, ("reason", "Nodig voor geschillen")]);
        Assert.Contains("Reden: Nodig voor geschillen", saved.Text, StringComparison.Ordinal);
        Assert.Equal(2, await Vault.ScalarAsync<long>("select max(version) from activity"));
        officer.Dispose();
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_has_changed_meanwhile_or_of_nothing_is_not_stored()
    {
        var (id, officer) = await StartAsync();
        var path = $"/activities/{id}/change";
        Assert.Contains("Er is niets gewijzigd", (await PostAsync(officer, path, path + "?handler=Check", [.. Least, ("version", "1")])).Text, StringComparison.Ordinal);
        await Vault.TamperAsync("update activity set version = 7");
        (string, string)[] other = [.. Least.Where(field => field.Item1 != "name"), ("name", "Anders"), ("version", "1"), ("reason", "r")];
        Assert.Contains("intussen gewijzigd", (await PostAsync(officer, path, path + "?handler=Save", other)).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from activity where name = 'Anders'"));
        officer.Dispose();
    }

    [Fact]
    public async Task The_list_is_filtered_sorted_paged_and_handed_out_as_a_table_without_formulas()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Contains("Er is nog geen verwerking", await officer.GetStringAsync("/activities"), StringComparison.Ordinal);
        foreach (var number in Enumerable.Range(10, 30))
            await PostAsync(officer, "/activities/new", "/activities/new", [.. Least.Skip(1), ("name", $"=som{number}")]);
        await PostAsync(officer, "/activities/new", "/activities/new", [.. Least.Where(field => field.Item1 is not ("name" or "recording")), ("name", "Bellen"), ("recording", "opt-in")]);
        Assert.Equal(25, Regex.Count(await officer.GetStringAsync("/activities"), "<th scope=\"row\""));
        var next = WebUtility.HtmlDecode(Next().Match(await officer.GetStringAsync("/activities?sort=name&down=1")).Groups[1].Value);
        Assert.Equal(6, Regex.Count(await officer.GetStringAsync(next), "<th scope=\"row\""));
        var filtered = await officer.GetStringAsync("/activities?recording=opt-in&find=BEL");
        Assert.Equal(1, Regex.Count(filtered, "<th scope=\"row\""));
        Assert.Contains("Geen verwerking past", await officer.GetStringAsync("/activities?find=niets"), StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\"", await officer.GetStringAsync("/activities?sort=nonsense&cursor=nonsense&basis=x&protection=%00"), StringComparison.Ordinal);
        using var table = await officer.GetAsync("/activities?handler=Csv&find=som10");
        Assert.Equal("text/csv", table.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\n'=som10;Mensen in nood helpen;", await table.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_only_reads_the_register_gets_no_form_and_none_without_its_token_is_taken()
    {
        var (id, officer) = await StartAsync();
        using var dpo = await Vault.ClientAsync(Role.Dpo);
        var page = await dpo.GetStringAsync($"/activities/{id}");
        Assert.DoesNotContain("/change", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/activities/new", await dpo.GetStringAsync("/activities"), StringComparison.Ordinal);
        using var refused = await officer.PostAsync($"/activities/{id}/change?handler=Save", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var missing = await dpo.GetAsync($"/activities/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        officer.Dispose();
    }

    async Task<(Guid Id, HttpClient Officer)> StartAsync()
    {
        var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await PostAsync(officer, "/activities/new", "/activities/new", Least);
        return (Guid.Parse(await Vault.ScalarAsync<string>("select id from activity")), officer);
    }

    static Task<Answer> PostAsync(HttpClient client, string from, string to, params (string Name, string Value)[] fields) => client.PostFromAsync(from, to, fields);

    [GeneratedRegex("id=\"([a-z]+-[0-9]+)\"[^>]* checked")]
    private static partial Regex Checked();

    [GeneratedRegex("href=\"(/activities[^\"]*cursor=[^\"]*)\"")]
    private static partial Regex Next();
}

public sealed class ActivityPageTests_on_sqlite() : ActivityPageTests(Store.Sqlite);

public sealed class ActivityPageTests_on_postgres() : ActivityPageTests(Store.Postgres);
