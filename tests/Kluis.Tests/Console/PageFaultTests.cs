using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Intake;
using Kluis.Intake.Folders;
using Kluis.Retention;

namespace Kluis.Tests.Console;

/// <summary>Every page while the database is away, at each moment at which it can go; and every page where nothing is stored yet.</summary>
public abstract partial class PageFaultTests(Store store) : VaultTests(store)
{
    const string Dutch = "De opslag antwoordt nu niet.", English = "The storage does not answer now.";

    readonly Dictionary<string, string> ids = [];
    readonly Dictionary<Role, Guid> people = [];
    readonly List<string> wrong = [];
    readonly Scratch scratch = new();

    private protected override (string Name, string Value)[] More => [("KLUIS_INBOX", Directory.CreateDirectory(scratch["inbox"]).FullName)];

    [Theory]
    [InlineData("nl", Dutch)]
    [InlineData("en", English)]
    public async Task A_page_that_finds_the_database_away_says_so_in_the_readers_language_and_works_again_after(string language, string sentence)
    {
        await FillAsync();
        foreach (var act in (await Vault.PageActsAsync()).Where(act => !act.IsForm))
        {
            using var browser = await BrowserAsync(act, language);
            var faults = await FaultsAsync(act, () => browser.GetAsync(PathOf(act)), shown => CheckFault(act, shown, language, sentence));
            Check(faults > 0 || act.IsOpenToAll, act, browser.Last, "it asks nothing of the database");
            Check((int)browser.Last.Status is 200 or 302 || SaysNo(act), act, browser.Last, "it does not work again");
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task A_form_that_is_sent_while_the_database_is_away_is_refused_whole()
    {
        await FillAsync();
        foreach (var act in (await Vault.PageActsAsync()).Where(act => act.IsForm))
        {
            using var browser = await BrowserAsync(act, "nl");
            // Any page gives the mark that forms carry.
            await browser.GetAsync("/sign-in");
            await FaultsAsync(act, () => browser.PostAsync(PathOf(act)), shown => CheckFault(act, shown, "nl", Dutch));
            Check(browser.Last.Status != HttpStatusCode.BadRequest, act, browser.Last, "its form is not taken");
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task A_page_where_nothing_is_stored_yet_shows_that_and_no_error()
    {
        foreach (var act in (await Vault.PageActsAsync()).Where(act => !act.IsForm))
        {
            if (!people.ContainsKey(act.Role))
                people[act.Role] = await Vault.UserAsync(act.Role);
            using var browser = await BrowserAsync(act, "nl");
            var shown = await browser.GetAsync(act.At(name => name switch { "name" => "audit-log", "seq" => "12345", _ => "01900000-0000-7000-8000-000000000000" }));
            var isOfNothing = act.Template.Contains('{', StringComparison.Ordinal) && act.Template != "/help/{name}";
            Check(SaysNo(act) || (isOfNothing ? (int)shown.Status is 302 or 404 : (int)shown.Status is 200 or 302), act, shown, "it does not answer as it should");
            if (shown.Type?.StartsWith("text/html", StringComparison.Ordinal) == true)
                CheckWhole(act, shown, "nl");
        }
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    // However many questions are asked of the database: each of them can be the one that is not answered. In the end all are.
    async Task<int> FaultsAsync(PageAct act, Func<Task<Shown>> ask, Action<Shown> check)
    {
        for (var faults = 0; ; faults++)
        {
            Assert.True(faults < 100, $"{act} asks without end");
            Vault.Database.FailAfter(faults);
            var shown = await AskAsync(act, ask);
            var failed = Vault.Database.HasFailed;
            Vault.Database.Recover();
            if (shown is null)
                continue;
            if (!failed)
            {
                Check((int)shown.Status < 500 || act.Template == "/not-found", act, shown, "it fails with a database that works");
                return faults;
            }
            check(shown);
        }
    }

    // A file that has begun to go out breaks off, so that nobody takes a part of it for the whole.
    async Task<Shown?> AskAsync(PageAct act, Func<Task<Shown>> ask)
    {
        try
        {
            var shown = await ask();
            // A check of the log goes on behind its answer; what it asks is not asked by the next page.
            while (Vault.Get<LogCheck>().Running is not null)
                await Task.Delay(10);
            return shown;
        }
        catch (HttpRequestException)
        {
            Check(act.Handler is "Csv" or "Export", act, new(0, "", null, null), "it breaks off");
            return null;
        }
    }

    void CheckFault(PageAct act, Shown shown, string language, string sentence)
    {
        // What it starts goes on behind the answer, and says by itself that it failed.
        if (shown.Location == "/log/verify")
            return;
        Check(shown.Status == HttpStatusCode.ServiceUnavailable, act, shown, "it is no 503");
        CheckWhole(act, shown, language);
        Check(shown.Text.Contains(sentence, StringComparison.Ordinal) && shown.Text.Contains("storage.unavailable", StringComparison.Ordinal), act, shown, "it does not say what is wrong");
        Check(!TellsTooMuch().IsMatch(shown.Text), act, shown, "it tells how the program is made");
        Check(!Known.Values.Any(value => shown.Text.Contains(value, StringComparison.OrdinalIgnoreCase)), act, shown, "it names somebody");
    }

    void CheckWhole(PageAct act, Shown shown, string language)
    {
        Check(shown.Text.Contains($"<html lang=\"{language}\"", StringComparison.Ordinal) && shown.Text.Contains("class=\"kl-brand\"", StringComparison.Ordinal), act, shown, "it has not the frame of the house");
        Check(Regex.Count(shown.Text, "<h1") == 1, act, shown, "it has not one h1");
        Check(!EmptyTable().IsMatch(shown.Text), act, shown, "it has a table without rows");
    }

    void Check(bool holds, PageAct act, Shown shown, string otherwise)
    {
        if (!holds)
            wrong.Add($"{act}: {otherwise}: {(int)shown.Status} {shown.Location} {Regex.Match(shown.Text, "<h1.*?</main>", RegexOptions.Singleline)}");
    }

    // What these say is a no, also when all is well.
    static bool SaysNo(PageAct act) => act.Template is "/no-permission" or "/not-found" or "/sign-in/{secret}" or "/invitation/{secret}" or "/screen-pops/{secret}" or "/approvals/{id:guid}/token";

    async Task<Browser> BrowserAsync(PageAct act, string language)
    {
        var browser = await Browser.OfAsync(Vault, people[act.Role], language);
        var hash = Secret.Hash(browser.Cookie(GateApi.CookieLoopback)!);
        if (act.Template == "/sign-in/code")
            await Vault.TamperAsync("update sign_in set step = 'code' where secret_hash = @hash", new { hash });
        if (act.Template == "/locked")
            await Vault.TamperAsync("update sign_in set locked_at = 1 where secret_hash = @hash", new { hash });
        return browser;
    }

    string PathOf(PageAct act) => act.At(name => ids[name == "id" ? act.Template.Split('/')[1] : name]);

    async Task<string> FolderAsync(Guid activity)
    {
        Directory.CreateDirectory(scratch["inbox/pbx"]);
        return (await Vault.Get<FolderDesk>().AddAsync(Actor.Product("test"), new FolderWish("pbx", "pbx") { Activity = activity, Recipe = "kluis" }, default)).Folder!.Id;
    }

    // A chat whose term ended, and the sweep that destroyed it.
    async Task<string> ErasedAsync()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        await officer.StoreVconAsync(Told.Chat(), await Vault.ActivityAsync("P30D"));
        await Vault.Get<RetentionSweep>().RunAsync(FakeTime.Start.AddDays(60), default);
        return await Vault.ScalarAsync<string>("select id from erasure order by started_at, id limit 1");
    }

    async Task<string> HeldAsync(Guid conversation)
    {
        var wish = new HoldWish(conversation, null, new HoldDetails("2026-1", "Geschil.", "Juridische zaken"), FakeTime.Start.AddDays(90));
        return $"{await Vault.Get<LegalHolds>().PlaceAsync(new Caller(Actor.Product("test"), Role.PrivacyOfficer), wish, default)}";
    }

    async Task FillAsync()
    {
        foreach (var role in new[] { Role.PrivacyOfficer, Role.Administrator, Role.Dpo, Role.Auditor, Role.Agent })
            people[role] = await Vault.UserAsync(role);
        var activity = await Vault.ActivityAsync();
        var erased = await ErasedAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var first = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(0.1, 1));
        await officer.StoreAsync(Told.Call(activity).With("parties", new System.Text.Json.Nodes.JsonArray(Told.Other(), Told.Staff())).Without("caller"), Sounds.Wav(0.1, 2));
        var customers = await Vault.Product.Database.ReadAsync(async connection => (await Dapper.SqlMapper.QueryAsync<string>(connection, "select id from data_subject where kind = 'customer' order by id")).ToList(), default);
        await Vault.Get<PeopleEditing>().MergeAsync(new Caller(Actor.Product("test"), Role.PrivacyOfficer), Guid.Parse(customers[0]), Guid.Parse(customers[1]), "zelfde klant", default);
        var (administrator, _) = await Vault.PersonAsync(Role.Administrator);
        var (_, asked) = await Vault.Get<RoleRequests>().AskAsync(administrator, people[Role.Agent], new NewAccount("N", "n@organisatie.example", Role.Dpo, null, null, "nl", [], null), "Zij volgt een collega op.", default);
        var unknown = new Delivery(DeliveryKind.Vcon, DeliveryWay.Api, "application/vcon");
        var kept = await Vault.Get<Incoming>().TakeAsync(new Caller(Actor.Product("test"), Role.Integrator), unknown, new MemoryStream("{}"u8.ToArray()), default);
        foreach (var (name, value) in new[]
        {
            ("quarantine", $"{kept.Item}"), ("conversations", $"{first}"), ("customers", customers[0]), ("merge", await Vault.ScalarAsync<string>("select id from people_change")), ("activities", $"{activity}"),
            ("folders", $"{await FolderAsync(activity)}"), ("users", $"{people[Role.Agent]}"), ("tokens", $"{(await Vault.TokenAsync(Role.Auditor)).Id}"), ("approvals", $"{asked}"), ("erasures", erased), ("holds", await HeldAsync(first)), ("seq", "1"), ("name", "audit-log"), ("secret", "x"),
        })
            ids[name] = value;
        await Vault.SequenceAsync();
    }

    [GeneratedRegex("Exception|   at |Kluis\\.[A-Z]|select |Sqlite|Npgsql")]
    private static partial Regex TellsTooMuch();

    [GeneratedRegex("<tbody[^>]*>\\s*</tbody>")]
    private static partial Regex EmptyTable();
}

public sealed class PageFaultTests_on_sqlite() : PageFaultTests(Store.Sqlite);

public sealed class PageFaultTests_on_postgres() : PageFaultTests(Store.Postgres);
