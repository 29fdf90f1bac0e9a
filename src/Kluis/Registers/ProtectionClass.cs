using Kluis.Access;

namespace Kluis.Registers;

/// <summary>How closely the content under an activity is guarded; a later one is stricter.</summary>
enum ProtectionClass
{
    Normal,

    /// <summary>Debt, illness at home, trouble: what people would not want to hear back.</summary>
    Sensitive,

    /// <summary>A helpline, a hospital line, complaints about staff.</summary>
    High,
}

/// <summary>What a class leaves of the right to open content.</summary>
/// <param name="Roles">Who may get content at all, within their own scope; listening and taking out alike.</param>
/// <param name="Purposes">Which purposes remain of those that the activity allows.</param>
/// <param name="Opening">How long one opening lasts.</param>
/// <param name="LockAfter">Without a sign of life for this long the screen locks while such content is open.</param>
sealed record ProtectionRule(IReadOnlyList<Role> Roles, IReadOnlyList<string> Purposes, TimeSpan Opening, TimeSpan LockAfter);

/// <summary>The one table of what each class tightens.</summary>
static class ProtectionClasses
{
    static readonly Dictionary<ProtectionClass, ProtectionRule> Table = new()
    {
        [ProtectionClass.Normal] = new(
            [Role.Agent, Role.TeamLead, Role.Quality, Role.PrivacyOfficer, Role.Dpo, Role.Integrator],
            OpeningPurpose.All, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15)),
        [ProtectionClass.Sensitive] = new(
            [Role.Agent, Role.TeamLead, Role.Quality, Role.PrivacyOfficer, Role.Dpo, Role.Integrator],
            [.. OpeningPurpose.All.Except(["coaching"])], TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)),
        // An agent's scope is their own conversations: the agent who had this one, and no colleague.
        [ProtectionClass.High] = new(
            [Role.Agent, Role.PrivacyOfficer, Role.Dpo],
            [.. OpeningPurpose.All.Except(["quality", "coaching"])], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)),
    };

    static readonly Dictionary<string, ProtectionClass> ByName = Enum.GetValues<ProtectionClass>().ToDictionary(Name, StringComparer.Ordinal);

    public static ProtectionRule Rule(this ProtectionClass protection) => Table[protection];

    public static string Name(this ProtectionClass protection) => protection.ToString().ToLowerInvariant();

    public static ProtectionClass? Parse(string? name) => name is not null && ByName.TryGetValue(name, out var protection) ? protection : null;
}
