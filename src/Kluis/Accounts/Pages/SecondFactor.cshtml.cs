using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>Adds a second factor: the first on the way in, a further one from my account.</summary>
[SignedIn(AuditAct.AccountFactorAdded, OnTheWay = true)]
sealed class SecondFactorPage(AccountStore accounts, SignInFactors factors, Passkeys passkeys, SealedState states, Words words) : PageModel
{
    static readonly TimeSpan goodFor = TimeSpan.FromMinutes(30);

    Account account = null!;

    public bool IsFirst => HttpContext.Caller().SignIn?.Step == SignInStep.Enrol;

    public (int Size, string Path) Picture { get; private set; }

    /// <summary>The secret for whoever cannot scan, in groups of four.</summary>
    public string Typed { get; private set; } = "";

    /// <summary>The secret again, sealed: nothing is stored before a code proves that the app has it.</summary>
    public string Pending { get; private set; } = "";

    public string? Name { get; private set; }

    public IReadOnlyList<string>? Codes { get; private set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    string Purpose => $"pending-app\n{account.Id}";

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop) => await IsMissingAsync(stop) ? Redirect("/") : Show(Totp.NewSecret());

    public async Task<IActionResult> OnPostAppAsync(string? pending, string? code, string? name, CancellationToken stop)
    {
        if (await IsMissingAsync(stop))
            return Redirect("/");
        Name = name;
        if (states.Open<byte[]>(Purpose, pending) is not { } secret)
            return Complain("code", "factor.too-late", Totp.NewSecret());
        var added = await factors.AddAppAsync(account, HttpContext.Caller(), secret, code, NameOf(name, "factor.app-name"), Visitors.Of(HttpContext), stop);
        return added is null ? Complain("code", "factor.code-wrong", secret) : Done(added);
    }

    public async Task<IActionResult> OnPostQuestionAsync(CancellationToken stop)
    {
        return await IsMissingAsync(stop) ? NotFound() : new JsonResult(await passkeys.AskNewAsync(account, HttpContext));
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, string? state, string? name, CancellationToken stop)
    {
        if (await IsMissingAsync(stop))
            return Redirect("/");
        if (await passkeys.MakeAsync(account, credential, state, HttpContext) is not { } passkey)
            return Complain("passkey-name", "sign-in.passkey-failed", Totp.NewSecret());
        return Done(await factors.AddPasskeyAsync(account, HttpContext.Caller(), passkey, NameOf(name, "factor.passkey-name"), Visitors.Of(HttpContext), stop));
    }

    // A locked screen adds nothing, and neither does somebody whose first factor is still to be shown.
    async Task<bool> IsMissingAsync(CancellationToken stop)
    {
        var caller = HttpContext.Caller();
        if (caller.SignIn is not ({ Step: SignInStep.Enrol } or { IsOpen: true }) || caller.User is not { } id || await accounts.FindAsync(id, stop) is not { } found)
            return true;
        account = found;
        return false;
    }

    IActionResult Done(SignInFactors.Added added)
    {
        if (added.Entry?.Secret is { } secret)
            GateApi.SetCookie(HttpContext, secret);
        if (added.Codes is null)
            return Redirect("/me");
        Codes = added.Codes;
        return Page();
    }

    PageResult Complain(string field, string text, byte[] secret)
    {
        Errors.Add((field, words[text]));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Show(secret);
    }

    PageResult Show(byte[] secret)
    {
        Picture = QrPicture.Of(Totp.Uri(secret, account.Profile.Email ?? account.Profile.Name, "Kluis"));
        Typed = string.Join(' ', Totp.Base32(secret).Chunk(4).Select(group => new string(group)));
        Pending = states.Seal(Purpose, secret, goodFor);
        return Page();
    }

    string NameOf(string? typed, string otherwise) => typed?.Trim() is { Length: > 0 and <= 60 } name ? name : words[otherwise];
}
