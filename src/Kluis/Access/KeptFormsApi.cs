using Kluis.Web;
using Microsoft.AspNetCore.Antiforgery;

namespace Kluis.Access;

/// <summary>A form that somebody sent when their screen had locked already.</summary>
/// <param name="Address">Path and query of this console where it goes.</param>
sealed record KeptForm(string Address, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The page it stood on, near enough: without what the form itself asked for.</summary>
    public string Page => Address.Split('?')[0];
}

/// <summary>
/// Keeps the work of a form that was sent to a locked screen. It is sealed for this person and this sign-in, and travels in the page that
/// unlocks: nothing is stored, and the browser holds nothing that it can read. It is sent again by the person only, who sees a question.
/// </summary>
sealed class KeptFormsApi(SealedState states, IAntiforgery antiforgery)
{
    /// <summary>Bytes; every form of the console is far smaller.</summary>
    public const int LongestBody = 32 << 10;

    // A password is typed again rather than kept.
    static readonly HashSet<string> secrets = new(["password", "current", "again", "code", "credential", "secret", "groups", "kept"], StringComparer.Ordinal);

    static readonly string[] ofThePage = ["__RequestVerificationToken"];

    /// <returns>Null: there was no form, or none that may be kept.</returns>
    public async Task<string?> SealAsync(HttpContext context, Caller caller)
    {
        var request = context.Request;
        if (request is not { HasFormContentType: true, ContentLength: <= LongestBody } || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        // Only what a page of ours has sent: the question later is no way to launder what another site made up.
        if (!await antiforgery.IsRequestValidAsync(context))
            return null;
        var form = await request.ReadFormAsync(context.RequestAborted);
        if (form.Keys.Any(secrets.Contains))
            return null;
        var fields = form.Where(field => !ofThePage.Contains(field.Key)).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")));
        return states.Seal(PurposeOf(caller), new KeptForm(request.Path + request.QueryString.Value, [.. fields]), SignInSpans.Longest);
    }

    public KeptForm? Open(Caller caller, string? kept) => string.IsNullOrEmpty(kept) ? null : states.Open<KeptForm>(PurposeOf(caller), kept);

    static string PurposeOf(Caller caller) => $"kept form {caller.User} {caller.SignIn?.Id}";
}
