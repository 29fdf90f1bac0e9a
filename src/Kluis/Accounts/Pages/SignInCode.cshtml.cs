using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>The second step: a code of the app, a recovery code, or a passkey.</summary>
[SignedIn(AuditAct.AccountSignedIn, OnTheWay = true)]
sealed class SignInCodePage(SignIns signIns, Passkeys passkeys, Words words) : PageModel
{
    public string? Error { get; private set; }

    public IActionResult OnGet() => IsHere ? Page() : Redirect("/");

    public async Task<IActionResult> OnPostAsync(string? code, CancellationToken stop) =>
        Go(IsHere ? await signIns.WithCodeAsync(HttpContext.Caller(), code, Visitors.Of(HttpContext), stop) : null);

    public async Task<IActionResult> OnPostQuestionAsync() => new JsonResult(await passkeys.AskAsync(HttpContext));

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, string? state, CancellationToken stop)
    {
        if (!IsHere)
            return Go(null);
        // The passkey of somebody else lets nobody in on this password.
        if (await passkeys.ProveAsync(credential, state, HttpContext, stop) is not var (proof, challenge) || proof.Account.Id != HttpContext.Caller().User)
            return Go(new SignInAnswer(SignInRefusal.Wrong));
        return Go(await signIns.WithPasskeyAsync(proof, challenge, HttpContext.Caller(), Visitors.Of(HttpContext), stop));
    }

    bool IsHere => HttpContext.Caller().SignIn is { Step: SignInStep.SecondFactor };

    IActionResult Go(SignInAnswer? answer)
    {
        if (answer is null)
            return Redirect("/");
        if (answer.Secret is { } secret)
        {
            GateApi.SetCookie(HttpContext, secret);
            return Redirect("/");
        }
        Error = words["code.wrong"];
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Page();
    }
}
