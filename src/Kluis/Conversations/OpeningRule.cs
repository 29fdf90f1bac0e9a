using Kluis.Access;
using Kluis.Registers;

namespace Kluis.Conversations;

/// <summary>What the protection class of a conversation leaves of the right to open it. Pure; the reader decides by it, pages tell it.</summary>
static class OpeningRule
{
    /// <param name="allowed">The purposes of the activity.</param>
    public static ReadRefusal Decide(Role role, ProtectionClass protection, IReadOnlyList<string> allowed, string? purpose) =>
        !AllowsRole(protection, role) ? ReadRefusal.Protected
        : !OpeningPurpose.IsKnown(purpose) ? ReadRefusal.PurposeRequired
        : Remaining(protection, allowed).Contains(purpose!, StringComparer.Ordinal) ? ReadRefusal.None
        : ReadRefusal.PurposeNotAllowed;

    public static bool AllowsRole(ProtectionClass protection, Role role) => protection.Rule().Roles.Contains(role);

    /// <summary>The purposes of the activity that the class leaves, in their order.</summary>
    public static IReadOnlyList<string> Remaining(ProtectionClass protection, IReadOnlyList<string> allowed) =>
        [.. allowed.Intersect(protection.Rule().Purposes, StringComparer.Ordinal)];

    /// <summary>An opening ends when it was to end, and earlier where the class has become stricter since.</summary>
    public static bool Lasts(ProtectionClass protection, Opening opening, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return opening.ClosedAt is null && at < opening.ExpiresAt && at < opening.OpenedAt + (long)protection.Rule().Opening.TotalMilliseconds;
    }
}
