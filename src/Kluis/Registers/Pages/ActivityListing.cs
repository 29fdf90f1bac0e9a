namespace Kluis.Registers.Pages;

/// <summary>Which activities are asked for, and in which order.</summary>
sealed record ActivityListing(string? Find, string? LegalBasis, string? Recording, string? Protection, string Sort, bool IsDescending)
{
    public static readonly IReadOnlyList<string> Sorts = ["name", "legalBasis", "recording", "protection", "term"];

    public bool IsFiltered => (Find ?? LegalBasis ?? Recording ?? Protection) is not null;

    /// <summary>Filtered and in order; equal ones by name, then id, so that pages do not overlap.</summary>
    public List<ProcessingActivity> Of(IEnumerable<ProcessingActivity> all)
    {
        var found = all.Where(Fits).OrderBy(activity => activity.Name, StringComparer.OrdinalIgnoreCase).ThenBy(activity => activity.Id).ToList();
        IEnumerable<ProcessingActivity> sorted = Sort switch
        {
            "legalBasis" => found.OrderBy(activity => activity.LegalBasis),
            "recording" => found.OrderBy(activity => activity.Recording),
            "protection" => found.OrderBy(activity => activity.Protection),
            "term" => found.OrderBy(LongestOf),
            _ => found,
        };
        return [.. IsDescending ? sorted.Reverse() : sorted];
    }

    public static Term Longest(ProcessingActivity activity) =>
        activity.Terms.Values.Aggregate((longest, term) => term.IsLongerThan(longest) ? term : longest);

    static DateTimeOffset LongestOf(ProcessingActivity activity) => activity.Terms.Values.Max(term => term.After(DateTimeOffset.UnixEpoch));

    bool Fits(ProcessingActivity activity) =>
        (Find is null || activity.Name.Contains(Find, StringComparison.OrdinalIgnoreCase) || activity.Purpose.Contains(Find, StringComparison.OrdinalIgnoreCase))
        && (LegalBasis is null || activity.LegalBasis.Name() == LegalBasis)
        && (Recording is null || activity.Recording.Name() == Recording)
        && (Protection is null || activity.Protection.Name() == Protection);
}
