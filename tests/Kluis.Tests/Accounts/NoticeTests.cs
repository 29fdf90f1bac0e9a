using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Kluis.Tests.Web;
using Kluis.Web;

namespace Kluis.Tests.Accounts;

/// <summary>What happens to an account is told to its owner by mail: against a real mail server, on both databases.</summary>
public abstract class NoticeTests(Store store)
{
    const string Address = "femke.proef@organisatie.example";

    static readonly string[] people = ["Femke Proef", "Ilse Beheer"];

    [Theory]
    [InlineData("nl", "Kluis: tweede stap toegevoegd", "telefoon.", "Kluis: ingelogd op een nieuw apparaat", "Chrome, Linux, adres 127.0.0.1")]
    [InlineData("en", "Kluis: second step added", "telefoon.", "Kluis: signed in on a new device", "Chrome, Linux, address 127.0.0.1")]
    public async Task A_new_second_step_and_a_new_device_are_told_in_the_language_of_the_person(string language, string step, string stepText, string device, string deviceText)
    {
        await using var run = await StartAsync();
        using var browser = await run.InvitedAsync(language);
        var mails = await run.MailsAsync();
        Assert.Equal([step, device], mails.Select(mail => mail.Subject));
        Assert.Contains(stepText, mails[0].Text, StringComparison.Ordinal);
        Assert.Contains(deviceText, mails[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_is_told_the_first_time_only()
    {
        await using var run = await StartAsync();
        using var first = await run.InvitedAsync();
        await run.MailsAsync();
        using var other = new Browser(run.Vault);
        foreach (var expected in new[] { "Kluis: ingelogd op een nieuw apparaat", null })
        {
            run.Vault.Time.Set(run.Vault.Time.GetUtcNow() + TimeSpan.FromMinutes(2));
            await other.SignInAsync(Address, run.Vault.CodeOf(run.Secret));
            Assert.Equal(expected, (await run.MailsAsync()).SingleOrDefault()?.Subject);
        }
    }

    [Fact]
    public async Task A_recovery_code_in_the_place_of_the_second_step_is_told_and_so_are_new_ones()
    {
        await using var run = await StartAsync();
        using var browser = await run.InvitedAsync();
        await run.MailsAsync();
        await browser.SignInAsync(Address, run.Codes[4]);
        var used = Assert.Single(await run.MailsAsync());
        Assert.Equal("Kluis: ingelogd met een herstelcode", used.Subject);
        Assert.Contains("Herstelcodes over: 9.", used.Text, StringComparison.Ordinal);
        await browser.GetAsync("/me");
        await browser.PostAsync("/me?handler=Codes");
        Assert.Equal("Kluis: nieuwe herstelcodes", Assert.Single(await run.MailsAsync()).Subject);
    }

    [Fact]
    public async Task A_password_that_changes_is_told_whoever_changes_it()
    {
        await using var run = await StartAsync();
        using var browser = await run.InvitedAsync();
        await run.MailsAsync();
        await browser.GetAsync("/me");
        await browser.PostAsync("/me?handler=Password", ("current", Newcomer.Password), ("password", "een heel andere lange zin"), ("again", "een heel andere lange zin"));
        Assert.Equal("Kluis: wachtwoord veranderd", Assert.Single(await run.MailsAsync()).Subject);
        // By a new link, which an administrator can make.
        var account = await run.AccountAsync();
        var link = "/invitation/" + await run.Vault.Get<Invitations>().AgainAsync(Actor.Product("test"), account, default);
        using var other = new Browser(run.Vault);
        await other.GetAsync(link);
        await other.PostAsync(link, ("password", Newcomer.Password), ("again", Newcomer.Password));
        Assert.Equal("Kluis: wachtwoord veranderd", Assert.Single(await run.MailsAsync()).Subject);
    }

    [Fact]
    public async Task A_role_a_closed_door_lost_second_steps_and_the_end_are_told()
    {
        await using var run = await StartAsync();
        using var browser = await run.InvitedAsync();
        await run.MailsAsync();
        var (changes, id, host) = (run.Vault.Get<AccountChanges>(), (await run.AccountAsync()).Id, Actor.Product("test"));
        await changes.SetRoleAsync(host, id, Role.TeamLead, "team-2", null, null, default);
        var role = Assert.Single(await run.MailsAsync());
        Assert.Equal("Kluis: uw rol is veranderd", role.Subject);
        Assert.Contains("Teamleider", role.Text, StringComparison.Ordinal);
        using var guesser = new Browser(run.Vault);
        for (var i = 0; i < 6; i++)
            await guesser.PasswordAsync(Address, "niet goed genoeg");
        Assert.Equal("Kluis: account tijdelijk gesloten", Assert.Single(await run.MailsAsync()).Subject);
        await changes.ResetFactorsAsync(host, id, default);
        Assert.Equal("Kluis: tweede stap verwijderd", Assert.Single(await run.MailsAsync()).Subject);
        await changes.EndAsync(host, id, default);
        Assert.Equal("Kluis: account be\u00ebindigd", Assert.Single(await run.MailsAsync()).Subject);
    }

    [Fact]
    public async Task Those_who_see_everything_learn_of_a_new_one_each_in_their_language()
    {
        await using var run = await StartAsync();
        using var browser = await run.InvitedAsync();
        using var officer = new Browser(run.Vault);
        await officer.AcceptAsync(await run.Vault.InviteAsync(new NewAccount("Ilse Beheer", "ilse@organisatie.example", Role.PrivacyOfficer, null, null, "en", [], null)));
        await run.MailsAsync();
        await run.Vault.Get<AccountChanges>().SetRoleAsync(Actor.Product("test"), (await run.AccountAsync()).Id, Role.Dpo, null, null, null, default);
        var mails = (await run.MailsAsync(named: "Femke Proef")).OrderBy(mail => mail.To).ToList();
        Assert.Equal([Address, "ilse@organisatie.example"], mails.Select(mail => mail.To));
        Assert.Equal("Kluis: somebody can open conversations now", mails[1].Subject);
        Assert.Contains("Femke Proef was given the role Data protection officer", mails[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "mail.unreachable")]
    [InlineData(true, "mail.not-trusted")]
    public async Task A_mail_server_that_is_away_or_another_stops_nobody_and_the_mail_comes_later(bool isAnother, string code)
    {
        await using var run = await StartAsync();
        // Nobody hears; or somebody else hears, with a certificate of another authority.
        using var stranger = await MailServer.StartAsync(SmtpCover.StartTls);
        var authority = await File.ReadAllTextAsync(run.Server.Authority);
        if (isAnother)
            File.Copy(stranger.Authority, run.Server.Authority, overwrite: true);
        else
            run.Server.Stop();
        using var browser = await run.InvitedAsync();
        await browser.GetAsync("/me");
        Assert.Equal(HttpStatusCode.OK, browser.Last.Status);
        Assert.Equal(0, await run.Vault.Get<OutboxSweep>().RunAsync(default));
        var state = await run.Vault.Get<OutboxStore>().StateAsync(default);
        Assert.Equal((2, code), (state.Waiting, state.Code));
        Assert.Empty(run.Server.Taken);
        await File.WriteAllTextAsync(run.Server.Authority, authority);
        if (!isAnother)
            await run.Server.StartAsync();
        run.Vault.Time.Set(run.Vault.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await run.MailsAsync()).Count);
    }

    async Task<Run> StartAsync()
    {
        var server = await MailServer.StartAsync(SmtpCover.StartTls);
        return new Run(server, await RunningVault.StartAsync(store, null, server.Settings));
    }

    sealed record Told(string To, string Subject, string Text);

    /// <summary>A vault with its mail server, and one person in it.</summary>
    sealed class Run(MailServer server, RunningVault vault) : IAsyncDisposable
    {
        string link = "";
        int seen;

        public MailServer Server => server;

        public RunningVault Vault => vault;

        public byte[] Secret { get; private set; } = [];

        public List<string> Codes { get; private set; } = [];

        public async Task<Browser> InvitedAsync(string language = "nl")
        {
            link = await vault.InviteAsync(new NewAccount("Femke Proef", Address, Role.Agent, "team-1", null, language, [], null));
            var browser = new Browser(vault);
            await browser.AcceptAsync(link);
            (Secret, Codes) = await vault.EnrolAsync(browser);
            return browser;
        }

        public async Task<Account> AccountAsync() => (await vault.Get<AccountStore>().FindByEmailAsync(Kluis.Keys.Identifier.Account(Address)!.Value, default))!;

        /// <summary>What has come since the last time. Each is a mail to its person alone, without a secret, a link or a customer.</summary>
        /// <param name="named">Who may stand in a mail to another.</param>
        public async Task<List<Told>> MailsAsync(string? named = null)
        {
            await vault.Get<OutboxSweep>().RunAsync(default);
            var mails = server.Taken.Skip(seen).Select(mail => new Told(Assert.Single(mail.To), SubjectOf(mail.Content), TextOf(mail.Content))).ToList();
            seen += mails.Count;
            Assert.Equal(0, (await vault.Get<OutboxStore>().StateAsync(default)).Waiting);
            foreach (var text in mails.Select(mail => mail.Subject + mail.Text))
            {
                foreach (var secret in new[] { Newcomer.Password, "heel andere lange zin", Totp.Base32(Secret), link[^20..], "http", "/invitation" }.Concat(Codes).Concat(people.Where(name => name != named)).Where(secret => secret.Length > 0))
                    Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
                Known.AssertNoneIn(text, "A notice");
            }
            return mails;
        }

        public async ValueTask DisposeAsync()
        {
            await vault.CheckAsync();
            await vault.DisposeAsync();
            server.Dispose();
        }

        static string SubjectOf(string content) =>
            string.Concat(Regex.Matches(content, @"=\?utf-8\?B\?([A-Za-z0-9+/=]+)\?=").Select(match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value))));

        static string TextOf(string content)
        {
            var body = content[(content.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Replace("=\r\n", "", StringComparison.Ordinal);
            return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Regex.Replace(body, "=([0-9A-F]{2})", match => ((char)Convert.ToByte(match.Groups[1].Value, 16)).ToString())));
        }
    }
}

public sealed class NoticeTests_on_sqlite() : NoticeTests(Store.Sqlite);

public sealed class NoticeTests_on_postgres() : NoticeTests(Store.Postgres);
