using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis.Tests.Accounts;

/// <summary>A person comes in: by invitation, password and code; and everything that must not let anybody in.</summary>
public abstract partial class SignInTests(Store store) : VaultTests(store)
{
    const string Password = Newcomer.Password;
    const string Mail = "femke.proef@organisatie.example";

    [Fact]
    public async Task Somebody_who_was_invited_chooses_a_password_and_a_second_step_and_is_in()
    {
        var (browser, _, codes) = await InvitedAsync(Role.PrivacyOfficer);
        using var _ = browser;
        Assert.Equal(10, codes.Count);
        await browser.GetAsync("/search");
        Assert.Equal(HttpStatusCode.OK, browser.Last.Status);
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccountActivated));
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccountFactorAdded));
    }

    [Fact]
    public async Task The_password_alone_opens_nothing_but_the_second_step()
    {
        var (first, _, _) = await InvitedAsync(Role.PrivacyOfficer);
        first.Dispose();
        using var browser = NewBrowser();
        await PasswordAsync(browser, Password);
        Assert.Equal("/sign-in/code", browser.Last.Location);
        foreach (var path in new[] { "/search", "/me", "/sign-in/second-factor", "/locked" })
        {
            await browser.GetAsync(path);
            Assert.StartsWith("/sign-in/code", browser.Last.Location is "/" ? "/sign-in/code" : browser.Last.Location, StringComparison.Ordinal);
        }
        await browser.GetAsync("/api/v1/log");
        Assert.Equal(HttpStatusCode.Unauthorized, browser.Last.Status);
    }

    [Fact]
    public async Task A_code_works_once_and_not_in_another_sign_in_either()
    {
        var (first, secret, _) = await InvitedAsync(Role.PrivacyOfficer);
        first.Dispose();
        Vault.Time.Advance(TimeSpan.FromSeconds(60));
        using var browser = NewBrowser();
        await PasswordAsync(browser, Password);
        await browser.GetAsync("/sign-in/code");
        var code = CodeOf(secret);
        await browser.PostAsync("/sign-in/code", ("code", code));
        Assert.Equal("/", browser.Last.Location);
        using var thief = NewBrowser();
        await PasswordAsync(thief, Password);
        await thief.GetAsync("/sign-in/code");
        await thief.PostAsync("/sign-in/code", ("code", code));
        Assert.Equal(HttpStatusCode.Unauthorized, thief.Last.Status);
    }

    [Fact]
    public async Task A_recovery_code_works_once()
    {
        var (first, _, codes) = await InvitedAsync(Role.PrivacyOfficer);
        first.Dispose();
        foreach (var expected in new[] { HttpStatusCode.Redirect, HttpStatusCode.Unauthorized })
        {
            using var browser = NewBrowser();
            await PasswordAsync(browser, Password);
            await browser.GetAsync("/sign-in/code");
            await browser.PostAsync("/sign-in/code", ("code", " " + codes[3].ToLowerInvariant().Replace('-', ' ')));
            Assert.Equal(expected, browser.Last.Status);
        }
    }

    [Fact]
    public async Task Five_wrong_codes_end_the_half_way_and_the_password_is_asked_again()
    {
        var (first, secret, _) = await InvitedAsync(Role.PrivacyOfficer);
        first.Dispose();
        Vault.Time.Advance(TimeSpan.FromSeconds(60));
        using var browser = NewBrowser();
        await PasswordAsync(browser, Password);
        await browser.GetAsync("/sign-in/code");
        for (var i = 0; i < 5; i++)
            await browser.PostAsync("/sign-in/code", ("code", "000000"));
        await browser.PostAsync("/sign-in/code", ("code", CodeOf(secret)));
        Assert.Equal("/sign-in", browser.Last.Location);
    }

    [Fact]
    public async Task A_secret_known_before_the_second_step_opens_nothing_after_it()
    {
        var (first, secret, _) = await InvitedAsync(Role.PrivacyOfficer);
        first.Dispose();
        Vault.Time.Advance(TimeSpan.FromSeconds(60));
        using var browser = NewBrowser();
        await PasswordAsync(browser, Password);
        var before = browser.Cookie("kluis")!;
        await browser.GetAsync("/sign-in/code");
        await browser.PostAsync("/sign-in/code", ("code", CodeOf(secret)));
        Assert.NotEqual(before, browser.Cookie("kluis"));
        using var fixated = NewBrowser();
        fixated.SetCookie("kluis", before);
        await fixated.GetAsync("/search");
        Assert.Equal("/sign-in", fixated.Last.Location);
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_account_is_closed_for_a_while_whoever_asks_and_known_or_not()
    {
        var (first, _, _) = await InvitedAsync(Role.PrivacyOfficer);
        first.Dispose();
        foreach (var mail in new[] { Mail, "niemand@organisatie.example" })
        {
            using var browser = NewBrowser();
            var answers = new List<HttpStatusCode>();
            for (var i = 0; i < 6; i++)
            {
                await PasswordAsync(browser, "niet goed genoeg", mail);
                answers.Add(browser.Last.Status);
            }
            Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), HttpStatusCode.TooManyRequests], answers);
        }
        using var right = NewBrowser();
        await PasswordAsync(right, Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.Last.Status);
        Vault.Time.Advance(TimeSpan.FromMinutes(2));
        await PasswordAsync(right, Password);
        Assert.Equal("/sign-in/code", right.Last.Location);
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccountLocked));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var (first, _, _) = await InvitedAsync(Role.PrivacyOfficer);
        first.Dispose();
        using var browser = NewBrowser();
        await PasswordAsync(browser, "niet goed genoeg");
        var known = Comparable(browser.Last.Text, Mail);
        await PasswordAsync(browser, "niet goed genoeg", "niemand@organisatie.example");
        Assert.Equal(known, Comparable(browser.Last.Text, "niemand@organisatie.example"));
    }

    [Fact]
    public async Task An_invitation_works_once_and_looking_does_not_use_it_up()
    {
        var link = await InviteAsync(Role.Agent);
        using var scanner = NewBrowser();
        await scanner.GetAsync(link);
        await scanner.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, scanner.Last.Status);
        await scanner.AcceptAsync(link);
        using var late = NewBrowser();
        await late.GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, late.Last.Status);
    }

    [Fact]
    public async Task A_screen_left_alone_is_locked_and_the_same_person_goes_on_where_they_were()
    {
        var (browser, _, _) = await InvitedAsync(Role.PrivacyOfficer);
        using var _ = browser;
        Vault.Time.Advance(TimeSpan.FromMinutes(16));
        await browser.GetAsync("/search");
        Assert.Equal("/locked?back=%2Fsearch", browser.Last.Location);
        await browser.GetAsync("/api/v1/log");
        Assert.Contains("session.locked", browser.Last.Text, StringComparison.Ordinal);
        await browser.GetAsync("/locked?back=%2Fsearch");
        await browser.PostAsync("/locked", ("password", "niet goed genoeg"), ("back", "/search"));
        Assert.Equal(HttpStatusCode.Unauthorized, browser.Last.Status);
        await browser.PostAsync("/locked", ("password", Password), ("back", "/search"));
        Assert.Equal("/search", browser.Last.Location);
        await browser.GetAsync("/search");
        Assert.Equal(HttpStatusCode.OK, browser.Last.Status);
    }

    [Theory]
    [InlineData("https://elders.example/")]
    [InlineData("//elders.example")]
    [InlineData("/\\elders.example")]
    public async Task Unlocking_leads_to_no_other_site(string back)
    {
        var (browser, _, _) = await InvitedAsync(Role.PrivacyOfficer);
        using var _ = browser;
        Vault.Time.Advance(TimeSpan.FromMinutes(16));
        await browser.GetAsync("/locked");
        await browser.PostAsync("/locked", ("password", Password), ("back", back));
        Assert.Equal("/", browser.Last.Location);
    }

    [Fact]
    public async Task Somebody_who_keeps_working_is_not_locked_but_after_ten_hours_out()
    {
        var (browser, _, _) = await InvitedAsync(Role.PrivacyOfficer);
        using var _ = browser;
        for (var i = 0; i < 59; i++)
        {
            Vault.Time.Advance(TimeSpan.FromMinutes(10));
            await browser.GetAsync("/search");
            Assert.Equal(HttpStatusCode.OK, browser.Last.Status);
        }
        Vault.Time.Advance(TimeSpan.FromMinutes(11));
        await browser.GetAsync("/search");
        Assert.Equal("/sign-in", browser.Last.Location);
    }

    [Fact]
    public async Task A_role_that_has_ended_opens_nothing_at_once()
    {
        var (browser, _, _) = await InvitedAsync(Role.PrivacyOfficer, ends: TimeSpan.FromMinutes(10));
        using var _ = browser;
        Vault.Time.Advance(TimeSpan.FromMinutes(11));
        await browser.GetAsync("/search");
        Assert.Equal("/sign-in", browser.Last.Location);
        await PasswordAsync(browser, Password);
        Assert.Equal(HttpStatusCode.Unauthorized, browser.Last.Status);
    }

    [Fact]
    public async Task Without_the_anti_forgery_token_nothing_is_taken()
    {
        var (browser, _, _) = await InvitedAsync(Role.PrivacyOfficer);
        using var _ = browser;
        await browser.PostBareAsync("/sign-in", ("email", Mail), ("password", Password));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Last.Status);
        await browser.PostBareAsync("/sign-out");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Last.Status);
        await browser.GetAsync("/search");
        Assert.Equal(HttpStatusCode.OK, browser.Last.Status);
    }

    [Fact]
    public async Task What_is_stored_of_an_account_shows_no_name_password_or_secret()
    {
        var (browser, secret, codes) = await InvitedAsync(Role.PrivacyOfficer);
        browser.Dispose();
        var rows = await Vault.ScalarAsync<long>(
            "select count(*) from factor f join password p on p.user_id = f.user_id where length(f.sealed) > 0 and length(p.sealed) > 0");
        Assert.Equal(1, rows);
        var dump = await DumpAsync("user_account", "password", "factor", "recovery_code", "sign_in", "sign_in_link", "sign_in_failure", "known_device");
        foreach (var value in new[] { Mail, Password, codes[0], Totp.Base32(secret), Convert.ToBase64String(secret) })
            Assert.False(dump.Contains(value, StringComparison.OrdinalIgnoreCase), "A secret stands in the database.");
    }

    Task<string> DumpAsync(params string[] tables) =>
        Vault.Product.Database.ReadAsync(
            async connection =>
            {
                var text = new StringBuilder();
                foreach (var table in tables)
                {
                    foreach (IDictionary<string, object?> row in await connection.QueryAsync("select * from " + table))
                        text.AppendJoin(' ', row.Values.Select(value => value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value?.ToString())).AppendLine();
                }
                return text.ToString();
            },
            default);

    Browser NewBrowser() => new(Vault);

    string CodeOf(byte[] secret) => Vault.CodeOf(secret);

    Task<string> InviteAsync(Role role, TimeSpan? ends = null) =>
        Vault.InviteAsync(new NewAccount("Femke Proef", Mail, role, "team-1", "queue-1", "nl", [], ends is { } span ? Vault.Time.GetUtcNow() + span : null));

    async Task<(Browser Browser, byte[] Secret, List<string> Codes)> InvitedAsync(Role role, TimeSpan? ends = null)
    {
        var browser = NewBrowser();
        await browser.AcceptAsync(await InviteAsync(role, ends));
        var (secret, codes) = await Vault.EnrolAsync(browser);
        return (browser, secret, codes);
    }

    static Task PasswordAsync(Browser browser, string password, string mail = Mail) => browser.PasswordAsync(mail, password);

    static string Comparable(string page, string mail) => Forgery().Replace(page.Replace(mail, "", StringComparison.Ordinal), "");

    [GeneratedRegex("value=\"[^\"]{40,}\"")]
    private static partial Regex Forgery();
}

public sealed class SignInTests_on_sqlite() : SignInTests(Store.Sqlite);

public sealed class SignInTests_on_postgres() : SignInTests(Store.Postgres);
