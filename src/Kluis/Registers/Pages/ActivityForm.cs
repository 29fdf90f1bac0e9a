namespace Kluis.Registers.Pages;

/// <summary>What the form of an activity shows: the answers as they were given, and what is wrong with them.</summary>
sealed record ActivityForm(ActivityBody Body, IReadOnlyList<ActivityFault> Faults)
{
    /// <summary>The periods to choose from; what else is wanted is written out.</summary>
    public static readonly IReadOnlyList<string> Choices = ["P30D", "P90D", "P6M", "P1Y", "P2Y", "P7Y"];

    public const string Own = "own";

    /// <summary>The choices that protect most: what a new activity starts from.</summary>
    public static ActivityBody Empty { get; } = new()
    {
        Purposes = [.. ProcessingActivity.DefaultPurposes],
        Terms = Enum.GetValues<PartKind>().ToDictionary(kind => kind.Name(), _ => ProcessingActivity.DefaultTerm.ToString()),
        Recording = RecordingMode.Off.Name(),
        Protection = ProtectionClass.High.Name(),
    };

    public static ActivityBody Read(IFormCollection form) => new()
    {
        Name = Text(form, "name"),
        Purpose = Text(form, "purpose"),
        LegalBasis = Text(form, "legalBasis"),
        People = Several(form, "people"),
        Data = Several(form, "data"),
        Terms = TermsOf(form),
        Recording = Text(form, "recording"),
        Purposes = Several(form, "purposes"),
        Protection = Text(form, "protection"),
        Owner = Text(form, "owner"),
        Note = Text(form, "note"),
        Reason = Text(form, "reason"),
        Version = long.TryParse(Text(form, "version"), out var version) ? version : null,
    };

    public string? ErrorOf(string field) => Faults.FirstOrDefault(fault => fault.Field == field) is null ? null : "activity-error." + (field.StartsWith("terms.", StringComparison.Ordinal) ? "term" : field);

    /// <summary>Id of the first control of a field.</summary>
    public static string AnchorOf(string field) => field switch
    {
        "legalBasis" or "people" or "data" or "recording" or "purposes" or "protection" => field + "-0",
        "terms" => "term-" + PartKind.Recording.Name(),
        _ when field.StartsWith("terms.", StringComparison.Ordinal) => "term-" + field["terms.".Length..],
        _ => field,
    };

    /// <summary>Which of the choices a term is: itself, <see cref="Own"/>, or empty where the kind has none.</summary>
    public string ChoiceOf(PartKind kind) => TextOf(kind) switch
    {
        null => "",
        var text => Choices.FirstOrDefault(choice => Term.Parse(choice) == Term.Parse(text)) ?? Own,
    };

    public string? TextOf(PartKind kind) => Body.Terms?.GetValueOrDefault(kind.Name());

    public static bool Has(string[]? values, string value) => values?.Contains(value, StringComparer.Ordinal) == true;

    // What cannot be read stays as it was written, and is refused with its place.
    static Dictionary<string, string> TermsOf(IFormCollection form)
    {
        var terms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in Enum.GetValues<PartKind>().Select(kind => kind.Name()))
        {
            var choice = Text(form, "term-" + kind);
            if (choice == Own)
                terms[kind] = TermWords.Read(form["own-" + kind])?.ToString() ?? form["own-" + kind].ToString().Trim();
            else if (choice is not null)
                terms[kind] = Term.Parse(choice)?.ToString() ?? choice;
        }
        return terms;
    }

    static string? Text(IFormCollection form, string name) => form[name].ToString().ReplaceLineEndings("\n").Trim() is { Length: > 0 } text ? text : null;

    static string[] Several(IFormCollection form, string name) => [.. form[name].OfType<string>().Where(value => value.Length > 0)];
}
