namespace Kluis.Registers;

/// <summary>GDPR Art. 6(1).</summary>
enum LegalBasis
{
    Consent,
    Contract,
    LegalObligation,
    VitalInterests,
    PublicTask,
    LegitimateInterests,
}

/// <summary>
/// Why something is kept at all: purpose, legal basis and a term for each kind of data (GDPR Art. 5(1)(b), 5(1)(e), 30).
/// Nothing is stored without one.
/// </summary>
/// <param name="OpeningPurposes">For which purposes content may be opened.</param>
sealed record ProcessingActivity(
    Guid Id, string Name, string Purpose, LegalBasis LegalBasis, IReadOnlyList<string> OpeningPurposes, IReadOnlyDictionary<PartKind, Term> Terms)
{
    /// <summary>When a part must be gone: <paramref name="start"/> plus the term of its kind.</summary>
    /// <remarks>A kind without a term of its own gets the shortest: nothing is kept because somebody forgot it.</remarks>
    public DateTimeOffset EraseAfter(PartKind kind, DateTimeOffset start) =>
        Terms.TryGetValue(kind, out var term) ? term.After(start) : Terms.Values.Min(each => each.After(start));
}

/// <summary>For what a person may open content. An activity names those that it allows.</summary>
static class OpeningPurpose
{
    public static readonly IReadOnlyList<string> All =
        ["service", "quality", "coaching", "complaint", "evidence", "dispute", "rights-request", "incident", "legal-claim"];

    public static bool IsKnown(string? purpose) => purpose is not null && All.Contains(purpose, StringComparer.Ordinal);
}

static class LegalBases
{
    static readonly Dictionary<string, LegalBasis> ByName = Enum.GetValues<LegalBasis>().ToDictionary(Name, StringComparer.Ordinal);

    /// <summary>Written as the lawful-basis attachment of vCon has it: <c>legal_obligation</c>.</summary>
    public static string Name(this LegalBasis basis) => basis switch
    {
        LegalBasis.LegalObligation => "legal_obligation",
        LegalBasis.VitalInterests => "vital_interests",
        LegalBasis.PublicTask => "public_task",
        LegalBasis.LegitimateInterests => "legitimate_interests",
        _ => basis.ToString().ToLowerInvariant(),
    };

    public static LegalBasis? Parse(string? name) =>
        name is not null && ByName.TryGetValue(name.Replace('-', '_'), out var basis) ? basis : null;
}
