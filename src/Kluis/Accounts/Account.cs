using Kluis.Access;
using Kluis.Audit;
using Kluis.Vault;
using Kluis.Web;

namespace Kluis.Accounts;

/// <summary>A person who may come in, opened.</summary>
/// <param name="ActivatedAt">Null: invited, and not come yet.</param>
sealed record Account(
    Guid Id, Role Role, string? Team, string? Queue, string Language, VaultId Holder, UserProfile Profile,
    long CreatedAt, long? ActivatedAt, long? RoleEndsAt, long? EndedAt)
{
    public Preferences Preferences { get; init; } = Preferences.Default;

    public Actor Actor(string? address) => new(Id.ToString(), address, Holder);

    public bool IsOver(long now) => EndedAt is not null || RoleEndsAt <= now;
}

/// <summary>One sign-in as its owner sees it in the list.</summary>
/// <param name="Device">The browser, in words; null where its seal is gone.</param>
sealed record SignInFacts(Guid Id, string? Method, SignInDevice? Device, long CreatedAt, long SeenAt, long ExpiresAt, long? EndedAt);

/// <summary>Sealed beside a sign-in: where it came from.</summary>
sealed record SignInDevice(string? Address, string? Browser);

/// <param name="LastAt">The last time this person came in, or null.</param>
sealed record AccountUse(long? LastAt, long Factors);
