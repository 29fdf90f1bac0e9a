namespace Kluis.Vcon;

/// <summary>How much of a vCon is accepted and kept. Sizes in bytes.</summary>
public sealed record VconLimits
{
    /// <summary>The whole document as fed.</summary>
    public long Document { get; init; } = 64 << 20;

    /// <summary>What is kept of it: everything but the long bodies, white space folded.</summary>
    public int Skeleton { get; init; } = 4 << 20;

    /// <summary>Nested objects and arrays.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Raw length up to which a body is kept and decoded, as long as the skeleton has room.</summary>
    public int InlineBody { get; init; } = 4096;

    /// <summary>Elements of <c>parties</c>.</summary>
    public int Parties { get; init; } = 1000;

    /// <summary>Dialogs, analyses and attachments together.</summary>
    public int Parts { get; init; } = 10_000;

    /// <summary>JSON values of any kind outside the bodies: a parsed value costs far more than its byte.</summary>
    public int Values { get; init; } = 500_000;
}
