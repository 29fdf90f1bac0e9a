using System.Text;

namespace Kluis.Audit;

/// <summary>Everything that is written to the audit log. One closed list: a page, a report and a reader of the log know them all.</summary>
enum AuditAct
{
    AccountInvited,
    AccountActivated,
    AccountSignedIn,
    AccountSignInFailed,
    AccountSignedOut,
    AccountLocked,
    AccountScreenLocked,
    AccountScreenUnlocked,
    AccountPasswordChanged,
    AccountFactorAdded,
    AccountFactorRemoved,
    AccountRecoveryCodesMade,
    AccountRoleGranted,
    AccountRoleRevoked,
    AccountChanged,
    AccountEnded,
    AccountListed,
    AccountViewed,
    InstallationSetUp,
    TokenCreated,
    TokenUsedFirst,
    TokenRevoked,
    TokenListed,
    ConversationStored,
    ConversationVersionAdded,
    ConversationViewed,
    ConversationSearched,
    ConversationPlayed,
    ConversationExported,
    ConversationSpecialMarked,
    ConversationSpecialUnmarked,
    EventReceived,
    ItemQuarantined,
    ItemListed,
    ItemOpened,
    ItemRetried,
    ItemDiscarded,
    ItemExpired,
    SignerAdded,
    SignerRemoved,
    FolderAdded,
    FolderChanged,
    FolderRemoved,
    FolderListed,
    SubjectViewed,
    SubjectMerged,
    SubjectSplit,
    SearchKept,
    SearchDropped,
    ScreenPopMade,
    ScreenPopOpened,
    ActivityCreated,
    ActivityChanged,
    ActivityViewed,
    KeyEpochCreated,
    KeyRecoveryMade,
    KeyIntakeMade,
    KeyIntakeEnded,
    ClockJumped,
    ClockViewed,
    ClockConfirmed,
    HoldPlaced,
    HoldReleased,
    HoldListed,
    ErasureStarted,
    ErasureDestroyed,
    ErasureFinished,
    ErasureListed,
    ErasureViewed,
    LogExported,
    LogVerified,
    LogViewed,
    AccessViewed,
    AccessDenied,
    ApprovalAsked,
    ApprovalApproved,
    ApprovalRefused,
    ApprovalWithdrawn,
    ApprovalExpired,
    ApprovalViewed,
    StartViewed,
}

enum AuditOutcome
{
    Ok,
    Denied,
    Refused,
    Same,
}

static class AuditActs
{
    static readonly Dictionary<AuditAct, string> Names = Enum.GetValues<AuditAct>().ToDictionary(act => act, NameOf);

    /// <summary>All names, in the order of the list.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Values];

    /// <summary>What acts are done to, the first words of their names: <c>conversation</c>.</summary>
    public static IReadOnlyList<string> Groups { get; } = [.. All.Select(GroupOf).Distinct()];

    public static string GroupOf(string name) => name.Split('.')[0];

    /// <summary>The name in the log: <c>conversation.version-added</c>.</summary>
    public static string Name(this AuditAct act) => Names[act];

    public static string Name(this AuditOutcome outcome) => outcome.ToString().ToLowerInvariant();

    static string NameOf(AuditAct act)
    {
        var name = new StringBuilder();
        var words = 0;
        foreach (var letter in act.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
                name.Append(words++ == 0 ? '.' : '-');
            name.Append(char.ToLowerInvariant(letter));
        }
        return name.ToString();
    }
}
