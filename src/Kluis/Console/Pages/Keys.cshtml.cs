using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Console.Pages;

/// <summary>One row of the list of keys.</summary>
/// <param name="Keys">What is on the keys; <c>key.NAME</c> where that is a word.</param>
/// <param name="IsSingle">A character by itself: it can be switched off (WCAG 2.1.4).</param>
sealed record KeyLine(IReadOnlyList<string> Keys, string Where, string Text, bool IsSingle = false);

/// <summary>All keys that do something here, in one list.</summary>
[SignedIn(AuditAct.AccountSignedIn)]
sealed class KeysPage : PageModel
{
    public static readonly IReadOnlyList<KeyLine> All =
    [
        new(["/"], "everywhere", "find", IsSingle: true),
        new(["?"], "everywhere", "list", IsSingle: true),
        new(["Tab", "Shift + Tab"], "everywhere", "tab"),
        new(["Esc"], "everywhere", "close"),
        new(["k"], "player", "play", IsSingle: true),
        new(["j"], "player", "back", IsSingle: true),
        new(["l"], "player", "on", IsSingle: true),
        new(["←", "→"], "slider", "second"),
        new(["Page Up", "Page Down"], "slider", "half-minute"),
        new(["Home", "End"], "slider", "ends"),
    ];

    public bool AreSingleKeysOn => HttpContext.Caller().Preferences.SingleKeys;
}
