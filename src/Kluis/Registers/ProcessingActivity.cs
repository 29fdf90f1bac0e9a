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
/// Nothing is stored without one. What is not said is the choice that protects most (GDPR Art. 25(2)).
/// </summary>
/// <param name="OpeningPurposes">For which purposes content may be opened, as far as <see cref="Protection"/> leaves them.</param>
sealed record ProcessingActivity(
    Guid Id, string Name, string Purpose, LegalBasis LegalBasis, IReadOnlyList<string> OpeningPurposes, IReadOnlyDictionary<PartKind, Term> Terms)
{
    public static readonly IReadOnlyList<string> DefaultPurposes = ["service"];

    /// <summary>What a new activity is given for each kind of data.</summary>
    public static readonly Term DefaultTerm = new(0, 30);

    public RecordingMode Recording { get; init; } = RecordingMode.Off;

    public ProtectionClass Protection { get; init; } = ProtectionClass.High;

    /// <summary>Whom it is about, among <see cref="Categories.People"/>.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>What is kept of them, among <see cref="Categories.Data"/>.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Who answers for it inside the organisation: a function or a department.</summary>
    public string? Owner { get; init; }

    public string? Note { get; init; }

    /// <summary>From 1; each change adds one.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When a part must be gone: <paramref name="start"/> plus the term of its kind.</summary>
    /// <remarks>A kind without a term of its own gets the shortest: nothing is kept because somebody forgot it.</remarks>
    public DateTimeOffset EraseAfter(PartKind kind, DateTimeOffset start) =>
        Terms.TryGetValue(kind, out var term) ? term.After(start) : Terms.Values.Min(each => each.After(start));

    /// <summary>Where this activity leaves the choice that protects most: <c>recording</c>, <c>protection</c>, <c>purposes</c>, <c>terms.chat</c>.</summary>
    public IEnumerable<string> ChangedDefaults()
    {
        if (Recording != RecordingMode.Off)
            yield return "recording";
        if (Protection != ProtectionClass.High)
            yield return "protection";
        if (OpeningPurposes.Except(DefaultPurposes, StringComparer.Ordinal).Any())
            yield return "purposes";
        foreach (var (kind, _) in Terms.Where(term => term.Value.IsLongerThan(DefaultTerm)).OrderBy(term => term.Key))
            yield return "terms." + kind.Name();
    }
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
