using Kluis.Access;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>Takes in somebody who was invited: they choose a password, sign in with it and set up the second factor.</summary>
[OpenToAll("The secret in the address is what lets in. Looking does not use it up: a mail filter looks too.")]
sealed class InvitationPage(Invitations invitations, SignIns signIns, DeniedCounter denied, Words words) : PageModel
{
    public Account? Account { get; private set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public Task<IActionResult> OnGetAsync(string secret, CancellationToken stop) => FindAsync(secret, stop);

    public async Task<IActionResult> OnPostAsync(string secret, string? password, string? again, CancellationToken stop)
    {
        var page = await FindAsync(secret, stop);
        if (Account is not { } account)
            return page;
        if (PasswordRule.Problem(password, account.Profile.Name, account.Profile.Email) is { } problem)
            Errors.Add(("password", words[problem]));
        else if (password != again)
            Errors.Add(("again", words["password.differs"]));
        if (Errors.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        var visitor = Visitors.Of(HttpContext);
        if (!await invitations.AcceptAsync(account, secret, password!, visitor.Address, stop))
            return Redirect("/sign-in");
        var answer = await signIns.WithPasswordAsync(account.Profile.Email, password, visitor, stop);
        if (answer.Secret is not { } cookie)
            return Redirect("/sign-in");
        GateApi.SetCookie(HttpContext, cookie);
        return Redirect(SignInSteps.PageOf(answer.Step) ?? "/");
    }

    async Task<IActionResult> FindAsync(string secret, CancellationToken stop)
    {
        Account = await invitations.FindAsync(secret, stop);
        if (Account is null)
        {
            denied.Count(GateApi.AddressOf(HttpContext));
            Response.StatusCode = StatusCodes.Status404NotFound;
        }
        return Page();
    }
}
