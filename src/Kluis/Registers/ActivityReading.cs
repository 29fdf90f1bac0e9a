namespace Kluis.Registers;

/// <summary>One rule that an activity breaks.</summary>
/// <param name="Field">Its name in <see cref="ActivityBody"/>: <c>name</c>, <c>terms.chat</c>.</param>
sealed record ActivityFault(string Field, string Rule);

/// <summary>Reads an activity as it was sent. Pure; every rule that is broken is told, in the order of the fields.</summary>
static class ActivityReading
{
    const int LongestName = 200, LongestText = 1000, LongestNote = 2000, LongestOwner = 100;

    /// <returns>The activity, or what is wrong with it.</returns>
    public static (ProcessingActivity? Activity, IReadOnlyList<ActivityFault> Faults) Read(ActivityBody body, Guid id)
    {
        var faults = new List<ActivityFault>();
        void Must(bool holds, string field, string rule)
        {
            if (!holds)
                faults.Add(new ActivityFault(field, rule));
        }
        var basis = LegalBases.Parse(body.LegalBasis);
        var recording = body.Recording is null ? RecordingMode.Off : RecordingModes.Parse(body.Recording);
        var protection = body.Protection is null ? ProtectionClass.High : ProtectionClasses.Parse(body.Protection);
        Must(body.Name is { Length: > 0 and <= LongestName } && IsLine(body.Name), "name", "1 to 200 characters, on one line");
        Must(body.Purpose is { Length: > 0 and <= LongestText } && IsText(body.Purpose), "purpose", "why this is kept, 1 to 1000 characters");
        Must(basis is not null, "legalBasis", "one of " + string.Join(", ", Enum.GetValues<LegalBasis>().Select(known => known.Name())));
        Must(AreAmong(body.People, Categories.People), "people", "among " + string.Join(", ", Categories.People));
        Must(AreAmong(body.Data, Categories.Data), "data", "among " + string.Join(", ", Categories.Data));
        var terms = ReadTerms(body.Terms ?? [], faults);
        Must(recording is not null, "recording", "one of off, announce, opt-out, opt-in");
        Must(AreAmong(body.Purposes, OpeningPurpose.All), "purposes", "among " + string.Join(", ", OpeningPurpose.All));
        Must(protection is not null, "protection", "one of normal, sensitive, high");
        Must(body.Owner is null || (body.Owner.Length <= LongestOwner && IsLine(body.Owner)), "owner", "at most 100 characters, on one line");
        Must(body.Note is null || (body.Note.Length <= LongestNote && IsText(body.Note)), "note", "at most 2000 characters");
        return faults.Count > 0 ? (null, faults) : (Made(body, id, basis!.Value, terms) with { Recording = recording!.Value, Protection = protection!.Value }, []);
    }

    static ProcessingActivity Made(ActivityBody body, Guid id, LegalBasis basis, Dictionary<PartKind, Term> terms) =>
        new(id, body.Name!, body.Purpose!, basis, body.Purposes is { Length: > 0 } some ? [.. some.Distinct()] : ProcessingActivity.DefaultPurposes, terms)
        {
            People = [.. (body.People ?? []).Distinct()],
            Data = [.. (body.Data ?? []).Distinct()],
            Owner = string.IsNullOrWhiteSpace(body.Owner) ? null : body.Owner.Trim(),
            Note = string.IsNullOrWhiteSpace(body.Note) ? null : body.Note.Trim(),
        };

    static Dictionary<PartKind, Term> ReadTerms(Dictionary<string, string> asked, List<ActivityFault> faults)
    {
        var terms = new Dictionary<PartKind, Term>();
        foreach (var (name, text) in asked)
        {
            if (PartKinds.Parse(name) is not { } kind)
                faults.Add(new ActivityFault("terms", "kinds are " + string.Join(", ", Enum.GetValues<PartKind>().Select(known => known.Name()))));
            else if (Term.Parse(text) is not { } term)
                faults.Add(new ActivityFault("terms." + kind.Name(), "a term like P90D, P6M or P7Y"));
            else
                terms[kind] = term;
        }
        if (asked.Count == 0)
            faults.Add(new ActivityFault("terms", "at least one kind of data needs a term"));
        return terms;
    }

    static bool AreAmong(string[]? given, IReadOnlyList<string> known) => given?.All(each => known.Contains(each, StringComparer.Ordinal)) != false;

    public static bool IsLine(string text) => !text.Any(char.IsControl);

    public static bool IsText(string text) => !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'));
}
