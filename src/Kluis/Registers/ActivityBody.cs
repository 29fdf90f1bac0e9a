namespace Kluis.Registers;

/// <summary>An activity as the API and the form send it, and as its versions are kept: texts only.</summary>
sealed record ActivityBody
{
    public string? Name { get; init; }

    /// <summary>Why it is kept.</summary>
    public string? Purpose { get; init; }

    /// <summary>consent, contract, legal_obligation, vital_interests, public_task or legitimate_interests.</summary>
    public string? LegalBasis { get; init; }

    /// <summary>For what content may be opened.</summary>
    public string[]? Purposes { get; init; }

    /// <summary>From kind of data to period: <c>P90D</c>.</summary>
    public Dictionary<string, string>? Terms { get; init; }

    /// <summary>off (what is not said is off), announce, opt-out or opt-in.</summary>
    public string? Recording { get; init; }

    /// <summary>normal, sensitive or high (what is not said is high).</summary>
    public string? Protection { get; init; }

    /// <summary>Categories of people.</summary>
    public string[]? People { get; init; }

    /// <summary>Categories of data.</summary>
    public string[]? Data { get; init; }

    public string? Owner { get; init; }

    public string? Note { get; init; }

    /// <summary>Why it is changed; needed for a change.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a change: the version that it was made from. Given, and another one is stored: refused.</summary>
    public long? Version { get; init; }

    public static ActivityBody Of(ProcessingActivity activity) => new()
    {
        Name = activity.Name,
        Purpose = activity.Purpose,
        LegalBasis = activity.LegalBasis.Name(),
        Purposes = [.. activity.OpeningPurposes],
        Terms = activity.Terms.OrderBy(term => term.Key).ToDictionary(term => term.Key.Name(), term => term.Value.ToString()),
        Recording = activity.Recording.Name(),
        Protection = activity.Protection.Name(),
        People = [.. activity.People],
        Data = [.. activity.Data],
        Owner = activity.Owner,
        Note = activity.Note,
        Version = activity.Version,
    };
}
