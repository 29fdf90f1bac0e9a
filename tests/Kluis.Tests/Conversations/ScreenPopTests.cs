using System.Net;
using System.Net.Http.Json;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Conversations;

/// <summary>A caller is announced to one agent: once, for a minute, and the link says nothing.</summary>
public abstract class ScreenPopTests(Store store) : VaultTests(store)
{
    Guid agent, customer;

    [Fact]
    public async Task A_link_leads_the_agent_to_the_customer_once_and_looking_does_not_use_it_up()
    {
        using var browser = await StartAsync();
        var path = await AnnounceAsync(Known.CustomerPhoneAsDialled);
        for (var i = 0; i < 3; i++)
            (await browser.GetAsync(path)).Must(HttpStatusCode.OK).Has("data-submit-now").HasNot(Known.CustomerPhone[1..]);
        var there = (await browser.PostAsync(path)).Must(HttpStatusCode.Redirect).Location!;
        Assert.Equal($"/customers/{customer}", there);
        (await browser.GetAsync(there)).Must(HttpStatusCode.OK).Has(Known.CustomerName);
        (await browser.PostAsync(path)).Must(HttpStatusCode.OK).Has("werkt niet meer");
        (await browser.GetAsync(path)).Has("werkt niet meer");
        Assert.Equal(["ok", "refused"], (await Vault.LogAsync()).Where(entry => entry.Act == AuditAct.ScreenPopOpened.Name()).Select(entry => entry.Outcome));
    }

    [Fact]
    public async Task A_link_opens_for_nobody_else_and_not_after_a_minute()
    {
        using var browser = await StartAsync();
        using var other = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        var path = await AnnounceAsync(Known.CustomerPhone);
        (await other.GetAsync(path)).Has("werkt niet meer");
        await other.GetAsync("/search");
        (await other.PostAsync(path)).Must(HttpStatusCode.OK).Has("werkt niet meer");
        (await browser.GetAsync(path)).Has("data-submit-now");
        Vault.Time.Advance(TimeSpan.FromSeconds(61));
        (await browser.PostAsync(path)).Must(HttpStatusCode.OK).Has("werkt niet meer");
        using var nobody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Vault.Http.BaseAddress };
        Assert.Equal("/sign-in", (await nobody.GetAsync(path)).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_number_of_nobody_leads_to_the_search_and_stands_in_no_address()
    {
        using var browser = await StartAsync();
        var path = await AnnounceAsync("06-11112222");
        await browser.GetAsync(path);
        var shown = (await browser.PostAsync(path)).Must(HttpStatusCode.OK);
        Assert.Equal("+31611112222", shown.ValueOf("find"));
        (await browser.PostAsync("/search", ("find", shown.ValueOf("find")!))).Must(HttpStatusCode.OK).Has("Geen gesprekken gevonden");
    }

    [Fact]
    public async Task The_answer_is_the_same_for_a_customer_and_for_nobody()
    {
        await StartAsync();
        var (one, two) = (await AnnounceAsync(Known.CustomerPhone), await AnnounceAsync("06-11112222"));
        Assert.Equal(one.Length, two.Length);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from looked_up"));
        var rows = await Vault.Product.Database.ReadAsync(async connection => (await Dapper.SqlMapper.QueryAsync<byte[]>(connection, "select sealed from screen_pop")).ToList(), default);
        Assert.All(rows, row => Assert.DoesNotContain("655501234", System.Text.Encoding.UTF8.GetString(row), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_a_person_is_announced_to_by_a_number_and_not_too_often()
    {
        using var browser = await StartAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var auditor = await Vault.ClientAsync(Role.Auditor);
        (await MakeAsync(officer, Known.CustomerPhone)).Must(422, "screenpop.no-user");
        (await MakeAsync(auditor, Known.CustomerPhone)).Must(403, "permission.denied");
        using var client = await Vault.ClientAsync(Role.Agent, user: agent);
        foreach (var wrong in new[] { "", "12", "nobody", Known.CustomerMail })
            (await MakeAsync(client, wrong)).Must(422, "search.invalid");
        for (var i = 0; i < 60; i++)
            (await MakeAsync(client, Known.CustomerPhone)).Must(HttpStatusCode.Created);
        (await MakeAsync(client, Known.CustomerPhone)).Must(429, "request.too-many");
        (await browser.ApiAsync("/api/v1/screen-pops", $$"""{"phone":"{{Known.CustomerPhone}}"}""")).Must(HttpStatusCode.Created);
    }

    static Task<Answer> MakeAsync(HttpClient client, string phone) => Answer.OfAsync(client.PostAsJsonAsync("/api/v1/screen-pops", new { phone }));

    async Task<string> AnnounceAsync(string phone)
    {
        using var client = await Vault.ClientAsync(Role.Agent, user: agent);
        var url = (string)(await MakeAsync(client, phone)).Must(HttpStatusCode.Created).Json["url"]!;
        Assert.DoesNotContain("655501234", url, StringComparison.Ordinal);
        return new Uri(url).PathAndQuery;
    }

    async Task<Browser> StartAsync()
    {
        var activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreAsync(Told.Call(activity), Sounds.Wav(0.1, 1));
        customer = Guid.Parse(await Vault.ScalarAsync<string>("select id from data_subject where kind = 'customer'"));
        agent = await Vault.UserAsync(Role.Agent, "agent-55");
        return await Browser.OfAsync(Vault, agent);
    }
}

public sealed class ScreenPopTests_on_sqlite() : ScreenPopTests(Store.Sqlite);

public sealed class ScreenPopTests_on_postgres() : ScreenPopTests(Store.Postgres);
