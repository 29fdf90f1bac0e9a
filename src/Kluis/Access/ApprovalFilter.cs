namespace Kluis.Access;

/// <summary>Whose requests a list holds, among those that the reader sees at all.</summary>
enum ApprovalWhose
{
    All,

    /// <summary>Open, and the reader may decide.</summary>
    ToDecide,

    Asked,

    Decided,
}

/// <summary>What a list of requests is narrowed to and ordered by.</summary>
sealed record ApprovalFilter
{
    public ApprovalWhose Whose { get; init; }

    public ApprovalState? State { get; init; }

    /// <summary>Of this kind only.</summary>
    public string? Kind { get; init; }

    /// <summary>By the moment of the decision, or of the end; else by that of the asking.</summary>
    public bool ByDecision { get; init; }

    public bool IsAscending { get; init; }

    /// <summary>The last one of the page before.</summary>
    public (long At, string Id)? After { get; init; }

    public int Limit { get; init; } = 25;

    public bool IsNarrow => Whose != ApprovalWhose.All || State is not null || Kind is not null;

    public static ApprovalWhose? ParseWhose(string? name) => name switch
    {
        null or "" => ApprovalWhose.All,
        "to-decide" => ApprovalWhose.ToDecide,
        "asked" => ApprovalWhose.Asked,
        "decided" => ApprovalWhose.Decided,
        _ => null,
    };

    public static string Name(ApprovalWhose whose) => whose == ApprovalWhose.ToDecide ? "to-decide" : whose.ToString().ToLowerInvariant();

    public static ApprovalState? ParseState(string? name) => Enum.GetValues<ApprovalState>().Cast<ApprovalState?>().FirstOrDefault(state => state!.Value.Name() == name);
}
