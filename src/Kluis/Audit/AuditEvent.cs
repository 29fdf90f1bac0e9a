namespace Kluis.Audit;

/// <summary>One thing that happened. Ids only: what a person is called stands nowhere in the log.</summary>
sealed record AuditEvent(AuditAct Act)
{
    public AuditOutcome Outcome { get; init; } = AuditOutcome.Ok;

    public Guid? Conversation { get; init; }

    /// <summary>The customer whom it is about; the log's disclosure of it is sealed under that customer's key.</summary>
    public Guid? DataSubject { get; init; }

    /// <summary>The thing it was done to, when that is not the conversation as a whole.</summary>
    public string? Target { get; init; }

    /// <summary>The purpose stated, one of a fixed list.</summary>
    public string? Purpose { get; init; }

    /// <summary>Which spans were heard or sent: <c>0-12s,40-55s</c>.</summary>
    public string? Range { get; init; }

    /// <summary>SHA-256 and size of what was stored or handed out: the proof that it was not changed since.</summary>
    public string? Content { get; init; }
}
