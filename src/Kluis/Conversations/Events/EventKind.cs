namespace Kluis.Conversations.Events;

/// <summary>What can happen to a customer that starts or ends a term. The name outside is in lower case with dashes.</summary>
enum EventKind
{
    CaseOpened,
    CaseClosed,
    ComplaintReceived,
    RelationshipEnded,
    ContractConcluded,
    ConsentGiven,
    ConsentWithdrawn,
    PaymentStarted,
    PaymentEnded,
}

static class EventKinds
{
    static readonly Dictionary<string, EventKind> ByName = Enum.GetValues<EventKind>().ToDictionary(Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public static string Name(this EventKind kind) => kind switch
    {
        EventKind.CaseOpened => "case-opened",
        EventKind.CaseClosed => "case-closed",
        EventKind.ComplaintReceived => "complaint-received",
        EventKind.RelationshipEnded => "relationship-ended",
        EventKind.ContractConcluded => "contract-concluded",
        EventKind.ConsentGiven => "consent-given",
        EventKind.ConsentWithdrawn => "consent-withdrawn",
        EventKind.PaymentStarted => "payment-started",
        EventKind.PaymentEnded => "payment-ended",
    };

    public static EventKind? Parse(string? name) => name is not null && ByName.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>Whether it is about a case, which then has a number.</summary>
    public static bool IsOfCase(this EventKind kind) => kind is EventKind.CaseOpened or EventKind.CaseClosed or EventKind.ComplaintReceived;
}
