using Microsoft.Playwright;

namespace EndToEnd.Tests;

/// <summary>One state of one page of the console, and how a person gets there.</summary>
/// <param name="Role">Who looks; null: nobody is signed in.</param>
/// <param name="Path">The address in the demo.</param>
/// <param name="Then">What is done there; null: nothing.</param>
sealed record ConsolePage(string Name, string? Role, string Path, Func<IPage, Task>? Then = null);

/// <summary>Every page in every state that the demo can show.</summary>
static class ConsolePages
{
    const string Officer = "privacy-officer", Administrator = "administrator", Dpo = "dpo", Auditor = "auditor", Agent = "agent", TeamLead = "team-lead";
    const string Nothing = "01900000-0000-7000-8000-000000000000";

    public static readonly IReadOnlyList<ConsolePage> All =
    [
        new("sign-in", null, "/sign-in"),
        new("sign-in-wrong", null, "/sign-in", page => SignInAsync(page, "niet het wachtwoord")),
        new("sign-in-second", null, "/sign-in", page => SignInAsync(page, "linde waard energie demo")),
        new("invitation-used", null, "/invitation/nothing"),
        new("set-up-done", null, "/set-up"),
        new("unknown-address", Officer, "/there-is-nothing-here"),
        new("no-permission", Officer, "/no-permission"),
        new("start", Officer, "/"),
        new("start-administrator", Administrator, "/"),
        new("start-dpo", Dpo, "/"),
        new("start-auditor", Auditor, "/"),
        new("start-agent", Agent, "/"),
        new("start-empty", TeamLead, "/"),
        new("clock", Administrator, "/clock"),
        new("help-on-the-host", Administrator, "/help/on-the-host"),

        new("search", Officer, "/search"),
        new("search-agent", Agent, "/search"),
        new("found", Officer, "/search", page => FindAsync(page, "#queue", "Billing")),
        new("found-nothing", Officer, "/search", page => FindAsync(page, "main #find", "K-999999999")),
        new("search-wrong-date", Officer, "/search", page => FindAsync(page, "#from", "35-13-2026")),
        new("sealed", Officer, "/search", page => page.Locator("tbody th a").First.ClickAsync()),
        new("opened-call", Officer, "/search", page => OpenFirstAsync(page, "call")),
        new("opened-chat", Officer, "/search", page => OpenFirstAsync(page, "chat")),
        new("opened-mail", Officer, "/search", page => OpenFirstAsync(page, "mail")),
        new("conversation-missing", Officer, "/conversations/" + Nothing),
        new("conversation-access", Officer, "/search", WhoMayAsync),
        new("customer", Officer, "/search", page => CustomerAsync(page, _ => "")),
        new("customer-merge", Officer, "/search", page => CustomerAsync(page, _ => "/merge")),
        new("customer-merge-effect", Officer, "/search", page => CustomerAsync(page, other => "/merge?with=" + other)),
        new("customer-split", Officer, "/search", page => CustomerAsync(page, _ => "/split")),
        new("customer-split-effect", Officer, "/search", SplitAsync),
        new("event-new", Officer, "/search", page => CustomerAsync(page, _ => "/events/new")),
        new("event-new-wrong", Officer, "/search", EventWithoutKindAsync),
        new("customer-missing", Officer, "/customers/" + Nothing),
        new("pop-over", Officer, "/screen-pops/nothing"),

        new("activities", Officer, "/activities"),
        new("activities-auditor", Auditor, "/activities"),
        new("activities-none", Officer, "/activities?find=niets"),
        new("activity", Officer, "/activities", page => page.Locator("tbody a").First.ClickAsync()),
        new("activity-new", Officer, "/activities/new"),
        new("activity-new-wrong", Officer, "/activities/new", SendAsync),
        new("activity-change", Officer, "/activities", ChangeActivityAsync),
        new("activity-effect", Officer, "/activities", ActivityEffectAsync),
        new("activity-missing", Officer, "/activities/" + Nothing),
        new("special", Officer, "/search", MarkSpecialAsync),
        new("help-activities", Officer, "/help/activities"),

        new("log", Officer, "/log"),
        new("log-agent", Agent, "/log"),
        new("log-none", Officer, "/log?purpose=legal-claim"),
        new("log-wrong", Officer, "/log?from=35-13-2026"),
        new("log-entry", Officer, "/log?act=conversation.stored", page => page.Locator("tbody th a").First.ClickAsync()),
        new("log-verify", Officer, "/log/verify"),
        new("log-verified", Officer, "/log/verify", VerifyAsync),
        new("holds", Dpo, "/holds"),
        new("hold", Officer, "/search", HoldAsync),
        new("hold-new-wrong", Officer, "/search", HoldWrongAsync),
        new("hold-release-wrong", Officer, "/search", ReleaseWrongAsync),
        new("hold-missing", Officer, "/holds/" + Nothing),
        new("erasures", Auditor, "/erasures"),
        new("erasure", Auditor, "/erasures", page => page.Locator("tbody a").First.ClickAsync()),
        new("erasure-missing", Officer, "/erasures/" + Nothing),
        new("access", Dpo, "/access"),
        new("help-log", Officer, "/help/audit-log"),

        new("approvals", Officer, "/approvals"),
        new("approvals-none", Officer, "/approvals?whose=asked&state=expired"),
        new("approval", Officer, "/approvals", page => page.Locator("tbody a").First.ClickAsync()),
        new("approval-wrong", Officer, "/approvals", RefuseWithoutReasonAsync),
        new("approval-own", Administrator, "/approvals", page => page.Locator("tbody a").First.ClickAsync()),
        new("approval-done", Officer, "/approvals", page => page.Locator("tbody a").Last.ClickAsync()),
        new("approval-read", Dpo, "/approvals", page => page.Locator("tbody a").First.ClickAsync()),

        new("quarantine", Officer, "/quarantine"),
        new("quarantine-administrator", Administrator, "/quarantine"),
        new("quarantine-none", Officer, "/quarantine?state=expired"),
        new("quarantine-item", Officer, "/quarantine", page => page.Locator("tbody a").First.ClickAsync()),
        new("quarantine-item-open", Officer, "/quarantine", page => QuarantinedAsync(page, "button:has-text('Inhoud openen'), button:has-text('Open the content')")),
        new("quarantine-item-wrong", Officer, "/quarantine", page => QuarantinedAsync(page, "form[action$='=Retry'] button")),
        new("quarantine-item-gone", Officer, "/quarantine/" + Nothing),

        new("folders", Administrator, "/folders"),
        new("folders-auditor", Auditor, "/folders"),
        new("folder", Administrator, "/folders", page => page.Locator("tbody a").First.ClickAsync()),
        new("folder-officer", Officer, "/folders", page => page.Locator("tbody a").First.ClickAsync()),
        new("folder-change", Administrator, "/folders", page => FolderAsync(page, "change", null)),
        new("folder-preview", Administrator, "/folders", page => FolderAsync(page, "change", "Preview")),
        new("folder-wrong", Administrator, "/folders", page => FolderAsync(page, "change", "")),
        new("folder-remove", Administrator, "/folders", page => FolderAsync(page, "remove", null)),
        new("folder-new", Administrator, "/folders/new"),
        new("folder-new-wrong", Administrator, "/folders/new", SendAsync),
        new("folder-missing", Officer, "/folders/" + Nothing),

        new("users", Administrator, "/users"),
        new("users-none", Administrator, "/users", page => FindAsync(page, "#text", "Niemand Zohier")),
        new("users-dpo", Dpo, "/users"),
        new("user", Administrator, "/users", page => page.Locator("tbody th a").First.ClickAsync()),
        new("user-self", Administrator, "/users", page => page.GetByRole(AriaRole.Link, new() { Name = "Tjeerd Wiersma" }).ClickAsync()),
        new("user-new", Administrator, "/users/new"),
        new("user-new-wrong", Administrator, "/users/new", InviteWithoutTeamAsync),
        new("user-missing", Administrator, "/users/" + Nothing),
        new("teams", Administrator, "/teams"),
        new("tokens", Administrator, "/tokens"),
        new("token-new", Administrator, "/tokens/new"),
        new("token-refused", Administrator, "/tokens/new", page => page.Locator("main form button").ClickAsync()),
        new("token-made", Administrator, "/tokens/new", MakeTokenAsync),
        new("token-ask", Administrator, "/tokens/content"),
        new("token-ask-wrong", Administrator, "/tokens/content", page => page.Locator("main form button").ClickAsync()),
        new("token-revoke", Administrator, "/tokens", page => page.Locator("a[href$='/revoke']").First.ClickAsync()),

        new("keys", Officer, "/keys"),
        new("keys-dialog", Officer, "/", ShowKeysAsync),
        new("me", Officer, "/me"),
        new("me-wrong-password", Officer, "/me", ChangePasswordAsync),
        new("second-factor", Officer, "/sign-in/second-factor"),
    ];

    static async Task SignInAsync(IPage page, string password)
    {
        // Somebody of whom no other test signs in; a wrong guess closes nothing yet.
        await page.Locator("#email").FillAsync("gerben.postma@lindewaard.example");
        await page.Locator("#password").FillAsync(password);
        await page.Locator("form:has(#password) button").ClickAsync();
    }

    static async Task FindAsync(IPage page, string field, string text)
    {
        await page.Locator(field).FillAsync(text);
        await page.Locator("main form button").First.ClickAsync();
        await Hands.LoadedAsync(page);
    }

    static async Task QuarantinedAsync(IPage page, string button)
    {
        await page.Locator("tbody a").Last.ClickAsync();
        await page.Locator(button).ClickAsync();
        await Hands.LoadedAsync(page);
    }

    // Nothing of it is saved: the demo stays as it is for the other pages.
    static async Task FolderAsync(IPage page, string act, string? handler)
    {
        await page.Locator("tbody a").First.ClickAsync();
        await page.Locator($"a[href$={act}]").ClickAsync();
        await page.Locator("main form").WaitForAsync();
        if (handler is null)
            return;
        await page.Locator("#pattern").FillAsync(handler.Length > 0 ? "{date}-{time}_{direction}_{agent}" : "{date");
        await page.Locator(handler.Length > 0 ? "button[formaction*=Preview]" : "main form button.utrecht-button--primary-action").ClickAsync();
        await page.Locator(handler.Length > 0 ? "#h-preview" : "#pattern-e").WaitForAsync();
    }

    static async Task WhoMayAsync(IPage page)
    {
        await page.Locator("tbody th a").First.ClickAsync();
        await page.Locator("a[href$='/access']").ClickAsync();
    }

    // Two people who are there from the start; the second is only compared with.
    static async Task CustomerAsync(IPage page, Func<string, string> further)
    {
        var people = page.Locator("tbody td a[href^='/customers/']");
        var paths = await people.EvaluateAllAsync<string[]>("links => [...new Set(links.map(link => link.getAttribute('href')))]");
        await page.GotoAsync(new Uri(page.Url).GetLeftPart(UriPartial.Authority) + paths[0] + further(paths[1].Split('/')[2]));
    }

    static async Task SplitAsync(IPage page)
    {
        await CustomerAsync(page, _ => "/split");
        await page.Locator("input[name=chosen]").First.CheckAsync();
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("#reason").WaitForAsync();
    }

    static async Task EventWithoutKindAsync(IPage page)
    {
        await CustomerAsync(page, _ => "/events/new");
        await page.Locator("#at").FillAsync("morgen");
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("#kind-e").WaitForAsync();
    }

    static async Task ChangeActivityAsync(IPage page)
    {
        await page.Locator("tbody a").First.ClickAsync();
        await Hands.ArriveAsync(page, "**/activities/**");
        await page.Locator("a[href$=change]").ClickAsync();
    }

    static async Task ActivityEffectAsync(IPage page)
    {
        await ChangeActivityAsync(page);
        await page.Locator("#term-chat").SelectOptionAsync("P7Y");
        await SendAsync(page);
        await page.Locator("#reason").WaitForAsync();
    }

    static async Task MarkSpecialAsync(IPage page)
    {
        await page.Locator("tbody th a").First.ClickAsync();
        await page.Locator("a[href$=special]").ClickAsync();
    }

    static async Task SendAsync(IPage page)
    {
        await page.Locator("main form button.utrecht-button--primary-action").ClickAsync();
        await Hands.LoadedAsync(page);
    }

    static async Task RefuseWithoutReasonAsync(IPage page)
    {
        await page.Locator("tbody a").First.ClickAsync();
        await page.Locator(".kl-confirm .utrecht-button--secondary-action").ClickAsync();
        await page.Locator("#remark-e").WaitForAsync();
    }

    static async Task InviteWithoutTeamAsync(IPage page)
    {
        await page.Locator("#name").FillAsync("Wietske Proef");
        await page.Locator("#email").FillAsync("wietske.proef@lindewaard.example");
        await page.Locator("input[value=team-lead]").CheckAsync();
        await page.Locator("#ends").FillAsync("gisteren");
        await page.Locator("main form button").First.ClickAsync();
    }

    static async Task MakeTokenAsync(IPage page)
    {
        await page.Locator("#label").FillAsync("Chatbot");
        await page.Locator("#source").FillAsync($"chatbot-{Guid.NewGuid():N}");
        await page.Locator("main form button").ClickAsync();
    }

    static async Task ShowKeysAsync(IPage page)
    {
        await page.Locator("[data-keys-list]").DispatchEventAsync("click");
        await page.Locator("#keys-dialog td").First.WaitForAsync();
    }

    static async Task ChangePasswordAsync(IPage page)
    {
        await page.Locator("#current").FillAsync("niet mijn wachtwoord");
        await page.Locator("#password").FillAsync("een heel ander wachtwoord");
        await page.Locator("#again").FillAsync("nog een ander wachtwoord");
        await page.Locator("form:has(#current) button").ClickAsync();
    }

    static async Task HoldWrongAsync(IPage page)
    {
        await page.Locator("tbody th a").First.ClickAsync();
        await Hands.ArriveAsync(page, "**/conversations/**");
        await page.Locator("a[href$='/hold']").ClickAsync();
        await Hands.ArriveAsync(page, "**/hold");
        await SendAsync(page);
    }

    static async Task ReleaseWrongAsync(IPage page)
    {
        await HoldAsync(page);
        await page.Locator("a[href$='/release']").ClickAsync();
        await Hands.ArriveAsync(page, "**/release");
        await SendAsync(page);
    }

    static async Task HoldAsync(IPage page)
    {
        await page.Locator("tbody th a").Last.ClickAsync();
        await Hands.ArriveAsync(page, "**/conversations/**");
        await page.Locator("a[href$='/hold']").ClickAsync();
        await Hands.ArriveAsync(page, "**/hold");
        await page.Locator("#case").FillAsync("2026-0417");
        await page.Locator("#reason").FillAsync("Geschil over de eindafrekening bij de geschillencommissie.");
        await page.Locator("#owner").FillAsync("Juridische zaken");
        await page.Locator("main form button").ClickAsync();
        await page.Locator("#h-hold").WaitForAsync();
    }

    // Started here or by an earlier case: in the end there is a result.
    static async Task VerifyAsync(IPage page)
    {
        if (await page.Locator("main form button").CountAsync() > 0)
            await page.Locator("main form button").ClickAsync();
        await page.Locator("[data-live-on=no] #h-last").WaitForAsync();
    }

    static async Task OpenFirstAsync(IPage page, string channel)
    {
        await page.Locator("#channel").SelectOptionAsync(channel);
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("tbody th a").First.ClickAsync();
        await Hands.ArriveAsync(page, "**/conversations/**");
        // An earlier case may have opened this one: an opening lasts a quarter of an hour.
        if (await page.Locator(".kl-sealed button").CountAsync() > 0)
        {
            await page.Locator("input[name=purpose]").First.CheckAsync();
            await page.Locator(".kl-sealed button").ClickAsync();
        }
        await page.Locator("form[data-close]").WaitForAsync();
    }
}
