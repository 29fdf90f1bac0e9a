namespace Kluis.Registers;

/// <summary>One field in which two versions of an activity differ.</summary>
/// <param name="Field">As in <see cref="ActivityBody"/>: <c>recording</c>, <c>terms.chat</c>.</param>
/// <param name="Old">Ids and periods, lists with a comma; null where there was nothing.</param>
/// <param name="IsWeaker">People are protected less than before.</param>
sealed record ActivityDifference(string Field, string? Old, string? New, bool IsWeaker)
{
    public static IReadOnlyList<ActivityDifference> Between(ActivityBody old, ActivityBody now)
    {
        var differences = new List<ActivityDifference>();
        void Add(string field, string? before, string? after, bool isWeaker = false)
        {
            if (before != after)
                differences.Add(new ActivityDifference(field, before, after, isWeaker));
        }
        Add("name", old.Name, now.Name);
        Add("purpose", old.Purpose, now.Purpose);
        Add("legalBasis", old.LegalBasis, now.LegalBasis);
        Add("people", Joined(old.People), Joined(now.People));
        Add("data", Joined(old.Data), Joined(now.Data));
        foreach (var kind in Enum.GetValues<PartKind>().Select(kind => kind.Name()))
            Add("terms." + kind, old.Terms?.GetValueOrDefault(kind), now.Terms?.GetValueOrDefault(kind), IsLonger(old, now, kind));
        Add("recording", old.Recording, now.Recording, RecordingModes.Parse(old.Recording) == RecordingMode.Off);
        Add("purposes", Joined(old.Purposes), Joined(now.Purposes), (now.Purposes ?? []).Except(old.Purposes ?? []).Any());
        Add("protection", old.Protection, now.Protection, ProtectionClasses.Parse(now.Protection) < ProtectionClasses.Parse(old.Protection));
        Add("owner", old.Owner, now.Owner);
        Add("note", old.Note, now.Note);
        return differences;
    }

    // A kind without a term of its own has the shortest: giving it one never makes it shorter.
    static bool IsLonger(ActivityBody old, ActivityBody now, string kind) =>
        now.Terms?.GetValueOrDefault(kind) is { } after && Term.Parse(after) is { } longer
        && (Term.Parse(old.Terms?.GetValueOrDefault(kind)) is not { } before || longer.IsLongerThan(before));

    // The order in which they were ticked says nothing.
    static string? Joined(string[]? values) => values is { Length: > 0 } ? string.Join(", ", values.Order(StringComparer.Ordinal)) : null;
}
