using Kluis.Registers;

namespace Kluis.Conversations;

/// <summary>What is special about a conversation and why it may be kept all the same (GDPR Art. 9); sealed under the conversation's key.</summary>
/// <param name="Kinds">Among <see cref="SpecialCategories.Kinds"/>.</param>
/// <param name="Ground">The letter of GDPR Art. 9(2).</param>
sealed record SpecialReason(IReadOnlyList<string> Kinds, string Ground, string? Note);

/// <summary>That a conversation holds special categories of data, now.</summary>
sealed record SpecialMark(Guid Id, long MarkedAt, string MarkedBy, SpecialReason Reason);

/// <summary>The closed lists of GDPR Art. 9.</summary>
static class SpecialCategories
{
    public const int LongestNote = 500;

    /// <summary>GDPR Art. 9(1).</summary>
    public static readonly IReadOnlyList<string> Kinds = ["health", "union", "religion", "politics", "origin", "sex-life", "genetic", "biometric"];

    /// <summary>The letters of GDPR Art. 9(2).</summary>
    public static readonly IReadOnlyList<string> Grounds = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

    /// <returns>The reason, or the fields that break a rule, each with the rule.</returns>
    public static (SpecialReason? Reason, IReadOnlyList<ActivityFault> Faults) Read(IReadOnlyList<string?>? kinds, string? ground, string? note)
    {
        var faults = new List<ActivityFault>();
        if (kinds is not { Count: > 0 } || !kinds.All(kind => Kinds.Contains(kind, StringComparer.Ordinal)))
            faults.Add(new ActivityFault("kinds", "at least one of " + string.Join(", ", Kinds)));
        if (ground is null || !Grounds.Contains(ground, StringComparer.Ordinal))
            faults.Add(new ActivityFault("ground", "the letter of GDPR Art. 9(2), a to j"));
        if (note is not null && (note.Length > LongestNote || !ActivityReading.IsText(note)))
            faults.Add(new ActivityFault("note", "at most 500 characters"));
        return faults.Count > 0 ? (null, faults) : (new SpecialReason([.. kinds!.OfType<string>().Distinct()], ground!, string.IsNullOrWhiteSpace(note) ? null : note.Trim()), []);
    }
}
