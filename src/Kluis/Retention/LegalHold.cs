using System.Globalization;
using Kluis.Registers;
using Kluis.Web;

namespace Kluis.Retention;

/// <summary>Why something is held; sealed.</summary>
/// <param name="Case">Number of the case, claim or order.</param>
/// <param name="Owner">Who answers for it: a function or a department.</param>
sealed record HoldDetails(string Case, string Reason, string Owner);

/// <summary>A hold that somebody wants to place.</summary>
/// <param name="Review">The day on which somebody looks whether it is still needed.</param>
sealed record HoldWish(Guid? Conversation, Guid? Customer, HoldDetails Details, DateTimeOffset Review)
{
    const int LongestCase = 100, LongestOwner = 100;

    /// <summary>What is wrong with what was said, by field.</summary>
    public static IEnumerable<string> Faults(string? @case, string? reason, string? owner, DateTimeOffset? review, DateTimeOffset now)
    {
        if (!ActivityRegister.IsReason(@case) || @case!.Length > LongestCase)
            yield return "case";
        if (!ActivityRegister.IsReason(reason))
            yield return "reason";
        if (!ActivityRegister.IsReason(owner) || owner!.Length > LongestOwner)
            yield return "owner";
        if (review is null || review <= now || review > now.AddYears(2))
            yield return "review";
    }

    /// <summary>A day as the API has it: <c>2027-01-31</c>.</summary>
    public static DateTimeOffset? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;
}

/// <summary>A hold as it stands.</summary>
/// <param name="ReleaseReason">Null while it holds.</param>
sealed record LegalHold(
    string Id, string? ConversationId, string? SubjectId, long PlacedAt, string PlacedBy, long ReviewAt, long? ReleasedAt, string? ReleasedBy, HoldDetails Details, string? ReleaseReason)
{
    public DateTimeOffset Placed => When.At(PlacedAt);

    public DateTimeOffset Review => When.At(ReviewAt);

    public DateTimeOffset? Released => When.At(ReleasedAt);

    public bool IsOverdue(DateTimeOffset now) => ReleasedAt is null && Review <= now;
}
