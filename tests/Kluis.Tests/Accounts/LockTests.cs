using System.Net;
using System.Text.Json;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis.Tests.Accounts;

/// <summary>When a screen locks: after the ordinary time, sooner while closely protected content is open; and what was being typed is kept.</summary>
public abstract class LockTests(Store store) : VaultTests(store)
{
    const string Password = "een zin die niemand raadt";

    [Theory]
    [InlineData("normal", 15)]
    [InlineData("sensitive", 10)]
    [InlineData("high", 5)]
    public async Task While_content_is_open_its_class_says_when_the_screen_locks(string protection, int minutes)
    {
        var id = await StoreAsync(protection);
        using var browser = await OfficerAsync();
        await OpenAsync(browser, id);
        Vault.Time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await LeftAsync(browser));
        Vault.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await LeftAsync(browser));
        Assert.Equal("/locked?back=%2Fme", (await browser.GetAsync("/me")).Location);
    }

    [Fact]
    public async Task The_strictest_of_what_is_open_counts_and_only_while_it_is_open()
    {
        var (normal, high) = (await StoreAsync("normal"), await StoreAsync("high"));
        using var browser = await OfficerAsync();
        await OpenAsync(browser, normal);
        Assert.Equal(TimeSpan.FromMinutes(15).TotalMilliseconds, await LeftAsync(browser));
        await OpenAsync(browser, high);
        Assert.Equal(TimeSpan.FromMinutes(5).TotalMilliseconds, await LeftAsync(browser));
        await CloseAsync(browser, high);
        Assert.Equal(TimeSpan.FromMinutes(15).TotalMilliseconds, await LeftAsync(browser));
        Vault.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task Whoever_goes_on_working_is_not_locked_and_asking_how_long_is_left_is_no_work()
    {
        var id = await StoreAsync("high");
        using var browser = await OfficerAsync();
        await OpenAsync(browser, id);
        Vault.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(1).TotalMilliseconds, await LeftAsync(browser));
        Assert.Equal(TimeSpan.FromMinutes(1).TotalMilliseconds, await LeftAsync(browser));
        // A sign of life at the screen; by the next time the opening has ended, and the ordinary time holds.
        await browser.GetAsync("/me");
        Vault.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.FromMinutes(13).TotalMilliseconds, await LeftAsync(browser));
        await browser.PostAsync("/locked?handler=Here");
        Assert.Equal(TimeSpan.FromMinutes(15).TotalMilliseconds, LeftOf(browser.Last));
        Vault.Time.Advance(TimeSpan.FromMinutes(16));
        await browser.PostAsync("/locked?handler=Here");
        Assert.Equal(0, LeftOf(browser.Last));
        Assert.StartsWith("/locked", (await browser.GetAsync("/me")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_that_has_locked_stays_so_whatever_becomes_of_the_class_or_the_opening()
    {
        var id = await StoreAsync("high");
        using var browser = await OfficerAsync();
        await OpenAsync(browser, id);
        Vault.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.StartsWith("/locked", (await browser.GetAsync("/me")).Location, StringComparison.Ordinal);
        await Vault.TamperAsync("update activity set protection = 'normal'");
        await Vault.TamperAsync("delete from opening");
        Assert.StartsWith("/locked", (await browser.GetAsync("/me")).Location, StringComparison.Ordinal);
        await UnlockAsync(browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task What_the_sweep_has_closed_locks_the_screen_all_the_same()
    {
        var id = await StoreAsync("high");
        using var browser = await OfficerAsync();
        await OpenAsync(browser, id);
        Vault.Time.Advance(TimeSpan.FromMinutes(8));
        await Vault.TamperAsync("update opening set closed_at = expires_at + 1000 where closed_at is null");
        Assert.StartsWith("/locked", (await browser.GetAsync("/me")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_was_sent_too_late_is_kept_and_sent_again_by_the_same_person()
    {
        using var browser = await OfficerAsync();
        await browser.GetAsync("/search");
        Vault.Time.Advance(TimeSpan.FromMinutes(16));
        (await browser.PostAsync("/search?handler=Keep", ("queue", "queue-2"), ("name", "Mijn rij"))).Must(HttpStatusCode.Locked).Has("Wat u had ingevuld, is bewaard").HasNot("Mijn rij");
        Assert.Equal(0, await KeptAsync());
        var kept = browser.Last.ValueOf("kept")!;
        (await browser.PostAsync("/locked", ("password", "niet goed genoeg"), ("kept", kept))).Must(HttpStatusCode.Unauthorized);
        Assert.Equal(kept, browser.Last.ValueOf("kept"));
        var again = (await browser.PostAsync("/locked", ("password", Password), ("kept", kept))).Must(HttpStatusCode.OK).Has("Uw formulier is bewaard").Has("action=\"/search?handler=Keep\"");
        // Nothing happens before the person says so.
        Assert.Equal(0, await KeptAsync());
        (await browser.PostAsync("/search?handler=Keep", ("queue", again.ValueOf("queue")!), ("name", again.ValueOf("name")!))).Must(HttpStatusCode.OK).Has("Mijn rij");
        Assert.Equal(1, await KeptAsync());
    }

    [Fact]
    public async Task What_is_kept_is_worth_nothing_to_anybody_else_nor_later_nor_changed()
    {
        using var browser = await OfficerAsync();
        await browser.GetAsync("/search");
        Vault.Time.Advance(TimeSpan.FromMinutes(16));
        var kept = (await browser.PostAsync("/search", ("find", Known.CustomerPhone))).HasNot(Known.CustomerPhone).ValueOf("kept")!;
        using var other = await OfficerAsync("ander@organisatie.example");
        await other.GetAsync("/search");
        Vault.Time.Advance(TimeSpan.FromMinutes(16));
        await other.GetAsync("/locked");
        Assert.Equal("/", (await other.PostAsync("/locked", ("password", Password), ("kept", kept))).Must(HttpStatusCode.Redirect).Location);
        foreach (var wrong in new[] { kept[..^8] + "AAAAAAAA", "x", "" })
        {
            await LockAsync(browser);
            Assert.Equal("/", (await browser.PostAsync("/locked", ("password", Password), ("kept", wrong))).Must(HttpStatusCode.Redirect).Location);
        }
    }

    [Fact]
    public async Task A_form_without_the_mark_of_a_page_or_with_a_password_or_too_large_is_not_kept()
    {
        using var browser = await OfficerAsync();
        await browser.GetAsync("/me");
        Vault.Time.Advance(TimeSpan.FromMinutes(16));
        (await browser.PostBareAsync("/search", ("queue", "queue-2"))).Must(HttpStatusCode.Locked).Has("Dit formulier bewaren wij niet");
        (await browser.PostAsync("/me?handler=Password", ("current", Password), ("password", "iets anders dan dit"))).Must(HttpStatusCode.Locked).Has("Dit formulier bewaren wij niet").HasNot("iets anders");
        (await browser.PostAsync("/search", ("queue", new string('x', KeptFormsApi.LongestBody)))).Must(HttpStatusCode.Locked).Has("Dit formulier bewaren wij niet");
        Assert.Null(browser.Last.ValueOf("kept") is "" ? null : browser.Last.ValueOf("kept"));
    }

    async Task<Browser> OfficerAsync(string mail = "femke.proef@organisatie.example")
    {
        var id = Vault.Product.Ids.New();
        await Vault.Product.Journal.ChangeAsync(Actor.Product("test"), async change =>
        {
            await Vault.Get<AccessStore>().AddUserAsync(change, id, Role.PrivacyOfficer, new UserProfile("Femke Proef", mail), null, null, "nl", []);
            change.Record(new AuditEvent(AuditAct.AccountInvited) { Target = id.ToString() });
            return true;
        });
        var (account, hash) = ((await Vault.Get<AccountStore>().FindAsync(id, default))!, await Vault.Get<Passwords>().HashAsync(Password, default));
        await Vault.Product.Journal.ChangeAsync(Actor.Product("test"), async change =>
        {
            await Vault.Get<AccountStore>().SetPasswordAsync(change, account, hash);
            change.Record(new AuditEvent(AuditAct.AccountPasswordChanged) { Target = id.ToString() });
            return true;
        });
        return await Browser.OfAsync(Vault, id);
    }

    async Task<Guid> StoreAsync(string protection)
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = await Vault.ActivityAsync();
        await Vault.TamperAsync("update activity set protection = @protection where id = @activity", new { protection, activity = activity.ToString() });
        return await officer.StoreAsync(Told.Call(activity), Sounds.Wav(1, protection.Length));
    }

    static async Task OpenAsync(Browser browser, Guid id)
    {
        await browser.GetAsync($"/conversations/{id}");
        (await browser.PostAsync($"/conversations/{id}?handler=Open", ("purpose", "service"))).Must(HttpStatusCode.Redirect);
    }

    static async Task CloseAsync(Browser browser, Guid id)
    {
        var opening = (await browser.GetAsync($"/conversations/{id}")).ValueOf("opening")!;
        (await browser.PostAsync($"/conversations/{id}?handler=Close", ("opening", opening))).Must(HttpStatusCode.Redirect);
    }

    static async Task LockAsync(Browser browser)
    {
        if ((await browser.GetAsync("/me")).Status == HttpStatusCode.OK)
            await browser.PostAsync("/locked?handler=Lock");
        await browser.GetAsync("/locked");
    }

    static async Task UnlockAsync(Browser browser)
    {
        await browser.GetAsync("/locked");
        (await browser.PostAsync("/locked", ("password", Password))).Must(HttpStatusCode.Redirect);
    }

    static async Task<double> LeftAsync(Browser browser) => LeftOf(await browser.GetQuietlyAsync("/locked?handler=Left"));

    static double LeftOf(Shown answer) => JsonDocument.Parse(answer.Must(HttpStatusCode.OK).Text).RootElement.GetProperty("left").GetDouble();

    Task<long> KeptAsync() => Vault.ScalarAsync<long>("select count(*) from kept_search");
}

public sealed class LockTests_on_sqlite() : LockTests(Store.Sqlite);

public sealed class LockTests_on_postgres() : LockTests(Store.Postgres);
