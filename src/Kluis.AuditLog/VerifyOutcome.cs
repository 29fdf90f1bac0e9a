namespace Kluis.AuditLog;

/// <summary>The answer of <see cref="LogVerifier"/>.</summary>
/// <param name="Yes">Whether everything is there, nothing else, and all of it belongs to the signed checkpoint.</param>
/// <param name="Size">Number of entries; 0 when the answer is no.</param>
/// <param name="Root">Root hash; null when the answer is no.</param>
/// <param name="Code">Stable name of the reason for a no, such as <c>tile.differs</c>.</param>
/// <param name="Reason">The reason for a no as a sentence.</param>
public sealed record VerifyOutcome(bool Yes, long Size, byte[]? Root, string? Code, string? Reason);
