namespace Kluis.Access;

enum ApprovalState
{
    Open,
    Approved,
    Refused,
    Withdrawn,
    Expired,
}

/// <summary>What is sealed of an approval.</summary>
/// <param name="Payload">What is asked, in the form of its kind.</param>
/// <param name="Asked">The effect when it was asked.</param>
sealed record ApprovalContent(string Payload, string Reason, IReadOnlyList<EffectLine> Asked)
{
    public string? Remark { get; init; }

    /// <summary>The effect when it was decided.</summary>
    public IReadOnlyList<EffectLine>? Decided { get; init; }
}

/// <summary>Something that one person has asked and another decides. Times are UTC milliseconds.</summary>
sealed record Approval(Guid Id, string Kind, string AskedBy, long AskedAt, long ExpiresAt, ApprovalState State)
{
    public string? DecidedBy { get; init; }

    public long? DecidedAt { get; init; }

    /// <summary>When the asker has picked up what was approved.</summary>
    public long? UsedAt { get; init; }

    /// <summary>Not read in lists.</summary>
    public ApprovalContent Content { get; init; } = new("", "", []);

    /// <summary>The state as it is at <paramref name="now"/>: what has expired is not open, whether or not the sweep came by.</summary>
    public ApprovalState StateAt(long now) => State == ApprovalState.Open && ExpiresAt <= now ? ApprovalState.Expired : State;
}

/// <summary>Why an approval could not be asked, decided or used.</summary>
enum ApprovalRefusal
{
    None,
    NotFound,
    Denied,
    PersonNeeded,
    Own,
    NotOpen,
    Expired,
    ReasonNeeded,
    RemarkNeeded,
    NotApproved,
    Used,
}

static class ApprovalTexts
{
    /// <summary>The key of the text that says it: its end is that of the problem code.</summary>
    public static string KeyOf(ApprovalRefusal refusal)
    {
        var code = refusal.Code();
        return "approval-refusal." + code[(code.IndexOf('.', StringComparison.Ordinal) + 1)..];
    }
}

static class ApprovalNames
{
    public static string Name(this ApprovalState state) => state.ToString().ToLowerInvariant();

    /// <summary>The problem code, for all but <see cref="ApprovalRefusal.None"/>.</summary>
    public static string Code(this ApprovalRefusal refusal) => refusal switch
    {
        ApprovalRefusal.None => throw new InvalidOperationException("Nothing was refused."),
        ApprovalRefusal.NotFound => "approval.not-found",
        ApprovalRefusal.Denied => "permission.denied",
        ApprovalRefusal.PersonNeeded => "approval.person-needed",
        ApprovalRefusal.Own => "approval.own",
        ApprovalRefusal.NotOpen => "approval.not-open",
        ApprovalRefusal.Expired => "approval.expired",
        ApprovalRefusal.ReasonNeeded => "approval.reason-needed",
        ApprovalRefusal.RemarkNeeded => "approval.remark-needed",
        ApprovalRefusal.NotApproved => "approval.not-approved",
        ApprovalRefusal.Used => "approval.used",
    };
}
