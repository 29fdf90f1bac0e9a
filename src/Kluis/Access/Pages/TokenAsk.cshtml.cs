using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>Asks for a token that opens content: a second person decides, then who asked picks it up.</summary>
[Needs(Permission.EditAccess, AuditAct.ApprovalAsked)]
sealed class TokenAskPage(ContentTokens tokens, Words words) : PageModel
{
    /// <summary>The roles of such a token; one for a single agent is asked for through the API, which names the person.</summary>
    public static IReadOnlyList<Role> Offered { get; } = [.. Enum.GetValues<Role>().Where(role => ContentTokens.TakesTwo(role) && role != Access.Role.Agent).Order()];

    [BindProperty]
    public string? Label { get; set; }

    [BindProperty]
    public string? Role { get; set; } = Access.Role.Quality.Name();

    [BindProperty]
    public string? Team { get; set; }

    [BindProperty]
    public string? Queue { get; set; }

    [BindProperty]
    public string? Days { get; set; } = "90";

    [BindProperty]
    public string? Reason { get; set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Roles.Parse(Role) is not { } role || !Offered.Contains(role))
            return Complain("role", "token-ask.wrong-role");
        var wish = new TokenWish(Label?.Trim() ?? "", role)
        {
            Team = role == Access.Role.TeamLead ? Team?.Trim() : null, Queue = role == Access.Role.Quality ? Queue?.Trim() : null, Days = int.TryParse(Days, out var days) ? days : 0,
        };
        var (problem, refusal, id) = await tokens.AskAsync(HttpContext.Caller(), wish, Reason, stop);
        if (problem?.Split(':')[0] is { } field)
            return Complain(field, "token-ask.wrong-" + field);
        return refusal switch
        {
            ApprovalRefusal.None => Redirect($"/approvals/{id}"),
            ApprovalRefusal.ReasonNeeded => Complain("reason", "token-ask.wrong-reason"),
            _ => Complain("role", ApprovalTexts.KeyOf(refusal)),
        };
    }

    PageResult Complain(string field, string text)
    {
        Errors.Add((field, words[text]));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
