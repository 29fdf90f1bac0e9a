using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Keys;
using Kluis.Registers;

namespace Kluis.Conversations;

enum Channel
{
    Call,
    Chat,
    Mail,
}

/// <summary>A conversation that is understood and sealed, ready to be stored as a whole.</summary>
sealed record NewConversation(Guid Id, ProcessingActivity Activity, Channel Channel, DateTimeOffset StartedAt)
{
    public string? VconUuid { get; init; }

    public string? Direction { get; init; }

    public ConversationMarks Marks { get; init; } = new(null, null, null, null);

    public TimeSpan? Duration { get; init; }

    /// <summary>SHA-256 of the bytes as received: the same bytes again are the same conversation.</summary>
    public required byte[] ReceivedDigest { get; init; }

    /// <summary>The vCon without parties and bodies; sealed under the conversation's key.</summary>
    public required JsonObject Document { get; init; }

    public required IReadOnlyList<NewParty> Parties { get; init; }

    public required IReadOnlyList<NewPart> Parts { get; init; }

    public NewCallMetadata? Call { get; init; }
}

/// <param name="Fields">The vCon party object; sealed under this party's own key.</param>
/// <param name="IsStaff">Of the organisation itself: their identity is not the customer's, and the other way round.</param>
sealed record NewParty(JsonObject Fields, bool IsStaff, string? Role, string? AgentId, IReadOnlyList<Identifier> Identifiers, string? Name);

/// <param name="Section">dialog, analysis or attachment; <paramref name="Position"/> is the index in that array of the vCon.</param>
sealed record NewPart(PartKind Kind, string Section, int Position, DateTimeOffset? StartedAt, TimeSpan? Duration, string? MediaType, NewObject? Content);

/// <summary>Facts about a call: they have their own term and outlive, or do not outlive, the sound.</summary>
sealed record NewCallMetadata(TimeSpan? Wait, TimeSpan? Hold, int? Transfers, CallFacts Facts);

/// <summary>The facts that point to a person or tell what they chose; sealed.</summary>
sealed record CallFacts(string? Caller, string? Called, IReadOnlyList<string> MenuChoices, string? Disposition);
