using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis.Tests.Accounts;

/// <summary>What an administrator does with people, by the pages, and what others may not.</summary>
public abstract class UserPageTests(Store store) : VaultTests(store)
{
    Browser administrator = null!;
    Guid self;

    [Fact]
    public async Task Somebody_is_invited_with_role_team_agent_ids_and_an_end_and_the_link_shows_once()
    {
        await StartAsync();
        var page = await InviteAsync(("Form.Role", "team-lead"), ("Form.Team", "Facturen"), ("Form.Agents", "41, 42 41"), ("Form.Ends", "30-4-2026"));
        page.Has("Teamleider").Has("Facturen").Has("41, 42").Has("Uitgenodigd");
        var link = LinkOn(page);
        (await administrator.GetAsync(PathOf(page))).HasNot("/invitation/");
        Assert.Equal(new DateTimeOffset(2026, 4, 30, 22, 0, 0, TimeSpan.Zero), DateTimeOffset.FromUnixTimeMilliseconds((await AccountAsync()).RoleEndsAt!.Value));
        (await administrator.GetAsync("/teams")).Has("Facturen").Has("Wies Nieuw").Has("41, 42");
        using var person = new Browser(Vault);
        await person.AcceptAsync(link);
        (await administrator.GetAsync(PathOf(page))).Has("In gebruik");
    }

    [Fact]
    public async Task A_new_link_makes_the_old_one_worthless()
    {
        await StartAsync();
        var page = await InviteAsync(("Form.Role", "agent"));
        var old = LinkOn(page);
        await administrator.PostAsync(PathOf(page) + "?handler=Link");
        var link = LinkOn(await administrator.GetAsync(PathOf(page)));
        using var person = new Browser(Vault);
        (await person.GetAsync(old)).Must(HttpStatusCode.NotFound);
        await person.AcceptAsync(link);
    }

    [Fact]
    public async Task Role_team_queue_and_agent_ids_change_at_once_and_back()
    {
        await StartAsync();
        var page = PathOf(await InviteAsync(("Form.Role", "agent"), ("Form.Agents", "41")));
        await administrator.PostAsync(page + "?handler=Role", ("Form.Role", "team-lead"), ("Form.Team", "Storingen"), ("Form.Queue", "Meldingen"), ("Form.Agents", "43 44"), ("Form.Ends", "2026-12-31"));
        (await administrator.GetAsync(page)).Has("Bewaard. Het geldt meteen.").Has("Storingen").Has("Meldingen").Has("43, 44").Has("31-12-2026");
        await administrator.PostAsync(page + "?handler=Role", ("Form.Role", "agent"), ("Form.Agents", ""), ("Form.Ends", ""));
        var account = await AccountAsync();
        Assert.Equal((Role.Agent, null, null, null), (account.Role, account.Team, account.Queue, account.RoleEndsAt));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from user_agent_id"));
    }

    [Fact]
    public async Task All_sign_ins_of_somebody_end_at_once()
    {
        await StartAsync();
        var id = await Vault.UserAsync(Role.PrivacyOfficer);
        using var first = await Browser.OfAsync(Vault, id);
        using var second = await Browser.OfAsync(Vault, id);
        (await first.GetAsync("/search")).Must(HttpStatusCode.OK);
        await administrator.GetAsync($"/users/{id}");
        await administrator.PostAsync($"/users/{id}?handler=SignOut");
        (await administrator.GetAsync($"/users/{id}")).Has("Deze persoon is overal uitgelogd.");
        foreach (var browser in new[] { first, second })
            Assert.Equal("/sign-in", (await browser.GetAsync("/search")).Location);
        (await administrator.GetAsync("/users")).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_lost_the_second_step_sets_up_a_new_one_at_the_next_sign_in()
    {
        await StartAsync();
        var page = await InviteAsync(("Form.Role", "agent"));
        using var person = new Browser(Vault);
        await person.AcceptAsync(LinkOn(page));
        var (_, codes) = await Vault.EnrolAsync(person);
        await administrator.PostAsync(PathOf(page) + "?handler=Factors");
        (await administrator.GetAsync(PathOf(page))).Has("De tweede stappen zijn gewist");
        Assert.Equal("/sign-in", (await person.GetAsync("/search")).Location);
        await person.PasswordAsync(Mail);
        Assert.Equal("/sign-in/second-factor", person.Last.Location);
        var (_, next) = await Vault.EnrolAsync(person);
        Assert.Empty(codes.Intersect(next));
    }

    [Fact]
    public async Task An_account_ends_only_when_it_is_said_twice_and_lets_nobody_in()
    {
        await StartAsync();
        var page = await InviteAsync(("Form.Role", "agent"), ("Form.Agents", "41"));
        using var person = new Browser(Vault);
        await person.AcceptAsync(LinkOn(page));
        await administrator.PostAsync(PathOf(page) + "?handler=End");
        (await administrator.GetAsync(PathOf(page))).Has("In gebruik");
        await administrator.PostAsync(PathOf(page) + "?handler=End", ("sure", "true"));
        (await administrator.GetAsync(PathOf(page))).Has("Het account is beëindigd.").HasNot("handler=Role");
        await person.PasswordAsync(Mail);
        Assert.Equal(HttpStatusCode.Unauthorized, person.Last.Status);
        // What it had is free for somebody else.
        (await InviteAsync(("Form.Role", "agent"), ("Form.Agents", "41"))).Has("Uitgenodigd");
        Assert.Equal("/no-permission", (await administrator.PostAsync(PathOf(page) + "?handler=Link")).Location);
    }

    [Fact]
    public async Task Nobody_acts_on_their_own_account_and_who_only_reads_acts_on_none()
    {
        await StartAsync();
        var id = await Vault.UserAsync(Role.Agent);
        (await administrator.GetAsync($"/users/{self}")).Has("Dit is uw eigen account.").HasNot("handler=End");
        using var dpo = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Dpo));
        await dpo.GetAsync("/me");
        (await dpo.GetAsync($"/users/{id}")).Must(HttpStatusCode.OK).HasNot("handler=End").HasNot("handler=Role");
        foreach (var handler in new[] { "Role", "Link", "Factors", "SignOut", "End" })
        {
            foreach (var (browser, of) in new[] { (administrator, self), (dpo, id) })
                Assert.Equal("/no-permission", (await browser.PostAsync($"/users/{of}?handler={handler}", ("Form.Role", "agent"), ("sure", "true"))).Location);
        }
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from user_account where ended_at is not null"));
        Assert.Equal(Role.Administrator, (await Vault.Get<AccountStore>().FindAsync(self, default))!.Role);
        Assert.Equal(10, await Vault.CountAsync(AuditAct.AccessDenied));
    }

    [Theory]
    [InlineData("role", "Form.Role", "")]
    [InlineData("role", "Form.Role", "integrator")]
    [InlineData("team", "Form.Role", "team-lead")]
    [InlineData("queue", "Form.Role", "quality")]
    [InlineData("email", "Form.Email", "geen adres")]
    [InlineData("email", "Form.Email", "bezet@organisatie.example")]
    [InlineData("name", "Form.Name", " ")]
    [InlineData("agents", "Form.Agents", "bezet")]
    [InlineData("ends", "Form.Ends", "01-03-2026")]
    [InlineData("ends", "Form.Ends", "32-13-2026")]
    public async Task What_cannot_be_is_refused_at_its_field_and_nobody_is_invited(string at, string field, string value)
    {
        await StartAsync();
        await Vault.Get<Invitations>().InviteAsync(Actor.Product("test"), new NewAccount("Bezet", "bezet@organisatie.example", Role.Agent, null, null, "nl", ["bezet"], null), default);
        var before = await Vault.ScalarAsync<long>("select count(*) from user_account");
        (await SendAsync((field, value), ("reason", "Een goede reden hiervoor."))).Must(HttpStatusCode.UnprocessableEntity).Has($"href=\"#{at}\"");
        Assert.Equal(before, await Vault.ScalarAsync<long>("select count(*) from user_account"));
    }

    const string Mail = "wies@organisatie.example";

    async Task StartAsync()
    {
        self = await Vault.UserAsync(Role.Administrator);
        administrator = await Browser.OfAsync(Vault, self);
    }

    async Task<Shown> SendAsync(params (string Name, string Value)[] fields)
    {
        await administrator.GetAsync("/users/new");
        (string Name, string Value)[] all = [("Form.Name", "Wies Nieuw"), ("Form.Email", Mail), ("Form.Role", "agent")];
        return await administrator.PostAsync("/users/new", [.. all.Where(field => fields.All(other => other.Name != field.Name)), .. fields]);
    }

    /// <returns>The page of the new account.</returns>
    async Task<Shown> InviteAsync(params (string Name, string Value)[] fields)
    {
        var sent = (await SendAsync(fields)).Must(HttpStatusCode.Redirect);
        return (await administrator.GetAsync(sent.Location!)).Must(HttpStatusCode.OK) with { Location = sent.Location };
    }

    static string PathOf(Shown page) => page.Location!;

    static string LinkOn(Shown page) => Regex.Match(page.Text, "/invitation/[A-Za-z0-9_-]+").Value;

    async Task<Account> AccountAsync() => (await Vault.Get<AccountStore>().FindByEmailAsync(Kluis.Keys.Identifier.Account(Mail)!.Value, default))!;
}

public sealed class UserPageTests_on_sqlite() : UserPageTests(Store.Sqlite);

public sealed class UserPageTests_on_postgres() : UserPageTests(Store.Postgres);
