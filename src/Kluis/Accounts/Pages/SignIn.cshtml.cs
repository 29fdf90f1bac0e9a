using Kluis.Access;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>The way in: a passkey, or a password and then a code. Whatever is wrong, the answer is the same.</summary>
[OpenToAll("Nobody is signed in yet. Guessing is slowed down and counted; what was wrong is not told.")]
sealed class SignInPage(SignIns signIns, Passkeys passkeys, Words words, DemoMode? demo = null) : PageModel
{
    public bool IsDemo => demo?.On == true;

    [BindProperty(SupportsGet = true, Name = "left")]
    public bool HasLeft { get; set; }

    public string? Email { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? email, string? password, CancellationToken stop)
    {
        Email = email;
        return Go(await signIns.WithPasswordAsync(email, password, Visitors.Of(HttpContext), stop));
    }

    /// <summary>What the browser's own passkey dialogue needs.</summary>
    public async Task<IActionResult> OnPostQuestionAsync() => new JsonResult(await passkeys.AskAsync(HttpContext));

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, string? state, CancellationToken stop)
    {
        if (await passkeys.ProveAsync(credential, state, HttpContext, stop) is not var (proof, challenge))
            return Go(new SignInAnswer(SignInRefusal.Wrong));
        return Go(await signIns.WithPasskeyAsync(proof, challenge, halfWay: null, Visitors.Of(HttpContext), stop));
    }

    IActionResult Go(SignInAnswer answer)
    {
        if (answer.Secret is { } secret)
        {
            GateApi.SetCookie(HttpContext, secret);
            return Redirect(SignInSteps.PageOf(answer.Step) ?? "/");
        }
        Error = answer.Refusal switch
        {
            SignInRefusal.Closed => words["sign-in.closed", words.When.Time(answer.Until!.Value)],
            SignInRefusal.Over => words["sign-in.over"],
            _ => words["sign-in.wrong"],
        };
        Response.StatusCode = answer.Refusal == SignInRefusal.Closed ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized;
        return Page();
    }
}
