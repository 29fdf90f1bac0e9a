using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>
/// Makes a token. Its secret is shown in the answer to the form and nowhere else: an address, a cookie or a row would keep it.
/// </summary>
[Needs(Permission.EditAccess, AuditAct.TokenCreated)]
sealed class TokenNewPage(TokenDesk desk, ActivityNames activities, Words words) : PageModel
{
    [BindProperty]
    public string? Label { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    [BindProperty]
    public Guid? Activity { get; set; }

    [BindProperty]
    public string? Days { get; set; } = "90";

    public IReadOnlyDictionary<Guid, string> Activities { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>The field that is wrong, and why; null when none is.</summary>
    public (string Field, string Text)? Error { get; private set; }

    public string? ErrorOf(string field) => Error is { } error && error.Field == field ? error.Text : null;

    /// <summary>Set once the token is there.</summary>
    public string? Secret { get; private set; }

    public IReadOnlyList<TokenExample> Examples { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop) => Activities = await activities(stop);

    public async Task OnPostAsync(CancellationToken stop)
    {
        Activities = await activities(stop);
        var request = new TokenRequest(Label?.Trim(), Role)
        {
            Source = Role == Access.Role.Integrator.Name() ? Blank(Source) : null, Activity = Activity is { } chosen && Activities.ContainsKey(chosen) ? chosen : null,
            Days = int.TryParse(Days, out var days) ? days : 0,
        };
        var answer = await desk.MakeAsync(HttpContext.Caller().Actor, request, stop);
        if (answer.Problem is { } problem)
        {
            var field = problem.Split(':')[0];
            Error = (field, words["tokens.wrong-" + field]);
            return;
        }
        Secret = answer.Secret;
        Examples = TokenExample.For(Roles.Parse(Role)!.Value, $"{Request.Scheme}://{Request.Host}", answer.Secret, request.Activity, words.When.Local(words.When.Now));
    }

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
