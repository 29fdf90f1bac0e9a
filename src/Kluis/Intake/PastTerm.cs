using Kluis.Conversations;
using Kluis.Registers;

namespace Kluis.Intake;

/// <summary>What may no longer be kept is not taken in either (GDPR Art. 5(1)(e)): it would be there until the next sweep, and in a backup.</summary>
static class PastTerm
{
    public const string Code = "conversation.past-term", Finding = "part.past-term";

    /// <summary>What was destroyed does not come back by being sent again.</summary>
    public const string ErasedCode = "conversation.erased";

    /// <summary>Whether a refusal says that it may not be kept at all: not in quarantine either.</summary>
    public static bool IsOver(string code) => code is Code or ErasedCode;

    /// <summary>Whether something of this kind, from this moment, may no longer be there.</summary>
    public static bool Holds(ProcessingActivity activity, PartKind kind, DateTimeOffset start, DateTimeOffset now) => activity.EraseAfter(kind, start) <= now;

    /// <returns>The conversation without the content that is past its term; null when nothing would be left of it.</returns>
    public static NewConversation? Without(NewConversation conversation, DateTimeOffset now)
    {
        bool IsPast(PartKind kind, DateTimeOffset? start) => Holds(conversation.Activity, kind, start ?? conversation.StartedAt, now);
        var parts = conversation.Parts.Select(part => IsPast(part.Kind, part.StartedAt) ? part with { Content = null } : part).ToList();
        var areFactsPast = IsPast(PartKind.CallMetadata, null);
        var isAnyLeft = conversation.Parts.Any(part => !IsPast(part.Kind, part.StartedAt)) || (!areFactsPast && (conversation.Call is not null || parts.Count == 0));
        return isAnyLeft ? conversation with { Parts = parts, Call = areFactsPast ? null : conversation.Call } : null;
    }
}
