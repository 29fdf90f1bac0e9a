using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Registers.Pages;

/// <summary>The long explanation of processing activities: the same text as in the documents.</summary>
[SignedIn(AuditAct.ActivityViewed)]
sealed class ActivitiesHelpPage(Words words) : PageModel
{
    public IReadOnlyList<HelpBlock> Blocks => HelpText.Of("activities", words.Language);
}
