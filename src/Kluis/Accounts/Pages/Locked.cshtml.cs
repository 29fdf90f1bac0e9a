using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>The locked screen: the same person opens it again, and is where they were.</summary>
[SignedIn(AuditAct.AccountScreenUnlocked, OnTheWay = true)]
sealed class LockedPage(ScreenLock screen, Passkeys passkeys, KeptFormsApi forms, AccessStore access, TimeProvider time, Words words) : PageModel
{
    public string PersonName => HttpContext.Caller().DisplayName ?? "";

    /// <summary>Where to go on; a path of this console only.</summary>
    [BindProperty(SupportsGet = true, Name = "back")]
    public string? Back { get; set; }

    /// <summary>A form that was sent too late, sealed; empty: there was one, and it is not kept.</summary>
    [BindProperty(Name = "kept")]
    public string? Kept { get; set; }

    /// <summary>The same, opened: the screen is unlocked, and the person says whether it is sent.</summary>
    public KeptForm? Again { get; private set; }

    public string? Error { get; private set; }

    public IActionResult OnGet()
    {
        if (HttpContext.Items[GateApi.KeptItem] is string kept)
            (Kept, Back) = (kept, HttpContext.Items["kluis.path"] as string);
        return IsHere ? Page() : Redirect("/");
    }

    /// <summary>How long until the screen locks by itself, in milliseconds; nothing left: it is locked.</summary>
    public IActionResult OnGetLeft() => Left(HttpContext.Caller().SignIn);

    /// <summary>The person at the screen did something that the server cannot see.</summary>
    public async Task<IActionResult> OnPostHereAsync(CancellationToken stop)
    {
        if (HttpContext.Caller().SignIn is not { IsOpen: true } || GateApi.CookieOf(HttpContext) is not { } cookie)
            return Left(HttpContext.Caller().SignIn);
        var (hash, now) = (Secret.Hash(cookie), time.GetUtcNow().ToUnixTimeMilliseconds());
        await access.TouchAsync(hash, now, stop);
        return Left((await access.FindBySignInAsync(hash, now, null, stop))?.SignIn);
    }

    /// <summary>Locks, at the wish of the person.</summary>
    public async Task<IActionResult> OnPostLockAsync(CancellationToken stop)
    {
        if (HttpContext.Caller().SignIn is { IsOpen: true })
            await screen.LockAsync(HttpContext.Caller(), stop);
        return Redirect("/locked");
    }

    public async Task<IActionResult> OnPostAsync(string? password, CancellationToken stop) =>
        IsHere ? Go(await screen.UnlockAsync(HttpContext.Caller(), password, stop)) : Redirect("/");

    public async Task<IActionResult> OnPostQuestionAsync() => new JsonResult(await passkeys.AskAsync(HttpContext));

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, string? state, CancellationToken stop)
    {
        if (!IsHere)
            return Redirect("/");
        return await passkeys.ProveAsync(credential, state, HttpContext, stop) is var (proof, challenge)
            ? Go(await screen.UnlockAsync(HttpContext.Caller(), proof, challenge, stop))
            : Go(SignInRefusal.Wrong);
    }

    JsonResult Left(SignInState? state) =>
        new(new { left = state is { IsOpen: true } ? Math.Max(0, state.LocksAt - time.GetUtcNow().ToUnixTimeMilliseconds()) : 0 });

    bool IsHere => HttpContext.Caller().SignIn is { Step: SignInStep.Full, IsLocked: true };

    IActionResult Go(SignInRefusal refusal)
    {
        switch (refusal)
        {
            case SignInRefusal.None when (Again = forms.Open(HttpContext.Caller(), Kept)) is not null:
                return Page();
            case SignInRefusal.None:
                return Redirect(Url.IsLocalUrl(Back) ? Back! : "/");
            case SignInRefusal.Over:
                GateApi.DropCookie(HttpContext);
                return Redirect("/sign-in");
            default:
                Error = words[refusal == SignInRefusal.Closed ? "locked.closed" : "locked.wrong"];
                Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Page();
        }
    }
}
