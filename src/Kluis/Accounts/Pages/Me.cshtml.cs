using System.Text.Json;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>My account: how I get in, where I am signed in, and what is kept about me (GDPR Art. 15; an employee is a data subject too).</summary>
[SignedIn(AuditAct.AccountViewed)]
sealed class MePage(AccountStore accounts, FactorStore factorStore, SignInStore signIns, SignInFactors factors, AccountChanges changes, OwnPassword passwords, Journal journal, Words words, TimeProvider time) : PageModel
{
    const int MostSignIns = 50;
    static readonly JsonSerializerOptions readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Account Account { get; private set; } = null!;

    public IReadOnlyList<Factor> Factors { get; private set; } = [];

    public IReadOnlyList<SignInFacts> SignIns { get; private set; } = [];

    public IReadOnlyList<string> AgentIds => HttpContext.Caller().AgentIds;

    public long CodesLeft { get; private set; }

    public IReadOnlyList<string>? Codes { get; private set; }

    public string? Said { get; private set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    public Guid? Here => HttpContext.Caller().SignIn?.Id;

    public bool MayReadLog => HttpContext.Caller().May(Permission.ReadLog);

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public bool IsOpen(SignInFacts signIn) => signIn.EndedAt is null && signIn.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (TempData["said"] is string said)
            Said = words[said];
        return await ShowAsync(stop);
    }

    public async Task<IActionResult> OnPostRemoveFactorAsync(Guid factor, CancellationToken stop)
    {
        if (await OwnAsync(stop) is not { } account)
            return NotFound();
        var refusal = await factors.RemoveAsync(account, HttpContext.Caller().Actor, factor, stop);
        return Say(refusal == SignInFactors.Refusal.None ? "me.removed" : "me.not-removed");
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken stop)
    {
        if (await OwnAsync(stop) is not { } account)
            return NotFound();
        Codes = await factors.NewCodesAsync(account, HttpContext.Caller().Actor, stop);
        return await ShowAsync(stop);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid signIn, CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        if (caller.User is not { } id)
            return NotFound();
        await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var ended = await SignInStore.EndAsync(change, id, signIn);
                change.Record(new AuditEvent(AuditAct.AccountSignedOut) { Target = $"{id} {signIn}", Outcome = ended ? AuditOutcome.Ok : AuditOutcome.Same });
                return ended;
            },
            stop);
        return Say("me.ended-one");
    }

    public async Task<IActionResult> OnPostEndAllAsync(CancellationToken stop)
    {
        if (HttpContext.Caller().User is not { } id)
            return NotFound();
        await changes.SignOutEverywhereAsync(HttpContext.Caller().Actor, id, Here, stop);
        return Say("me.ended-all");
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? current, string? password, string? again, CancellationToken stop)
    {
        if (await OwnAsync(stop) is not { } account)
            return NotFound();
        if (PasswordRule.Problem(password, account.Profile.Name, account.Profile.Email) is { } problem)
            Errors.Add(("password", words[problem]));
        else if (password != again)
            Errors.Add(("again", words["password.differs"]));
        else if (!await passwords.ChangeAsync(HttpContext.Caller(), account, current, password!, stop))
            Errors.Add(("current", words["me.current-wrong"]));
        if (Errors.Count == 0)
            return Say("me.password-changed");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ShowAsync(stop);
    }

    /// <param name="keys">Given when single keys act; a browser leaves out a box that is not ticked.</param>
    public async Task<IActionResult> OnPostPreferencesAsync(string? language, string? theme, string? density, string? keys, CancellationToken stop)
    {
        if (HttpContext.Caller().User is not { } id || Tongue.Known(language) is not { } known)
            return Redirect("/me");
        await changes.SetPreferencesAsync(HttpContext.Caller().Actor, id, known, Preferences.Of(theme, density, keys is not null), stop);
        // What was chosen for this browser alone would hide it.
        Response.Cookies.Delete(Tongue.Cookie);
        Response.Cookies.Delete("kluis-density");
        return Say("me.preferences-kept");
    }

    /// <summary>The same as a file, to take along (GDPR Art. 15(3)).</summary>
    public async Task<IActionResult> OnPostDataAsync(CancellationToken stop)
    {
        if (await ShowAsync(stop) is not PageResult)
            return NotFound();
        var kept = new
        {
            account = new { Account.Id, Account.Profile.Name, Account.Profile.Email, role = Account.Role.Name(), Account.Team, Account.Queue, Account.Language, Account.Preferences, agentIds = AgentIds, created = When.At(Account.CreatedAt), activated = When.At(Account.ActivatedAt), roleEnds = When.At(Account.RoleEndsAt) },
            secondSteps = Factors.Select(factor => new { factor.Id, kind = factor.Kind.ToString().ToLowerInvariant(), factor.Secret.Name, added = When.At(factor.CreatedAt), used = When.At(factor.UsedAt) }),
            signIns = SignIns.Select(each => new { each.Id, each.Method, browser = each.Device?.Browser, address = each.Device?.Address, at = When.At(each.CreatedAt), seen = When.At(each.SeenAt), ended = When.At(each.EndedAt) }),
        };
        return File(JsonSerializer.SerializeToUtf8Bytes(kept, readable), "application/json", "kluis-me.json");
    }

    RedirectResult Say(string text)
    {
        TempData["said"] = text;
        return Redirect("/me");
    }

    Task<Account?> OwnAsync(CancellationToken stop) =>
        HttpContext.Caller().User is { } id ? accounts.FindAsync(id, stop) : Task.FromResult<Account?>(null);

    async Task<IActionResult> ShowAsync(CancellationToken stop)
    {
        // A token is nobody: it has no account of its own.
        if (await OwnAsync(stop) is not { } account)
            return NotFound();
        Account = account;
        Factors = await factorStore.OfAsync(account, stop);
        SignIns = await signIns.OfAsync(account, MostSignIns, stop);
        CodesLeft = await factorStore.CodesLeftAsync(account.Id, stop);
        return Page();
    }
}
