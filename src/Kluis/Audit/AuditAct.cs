using System.Text;

namespace Kluis.Audit;

/// <summary>Everything that is written to the audit log. One closed list: a page, a report and a reader of the log know them all.</summary>
enum AuditAct
{
    AccountInvited,
    AccountSignedIn,
    AccountSignInFailed,
    AccountSignedOut,
    AccountRoleGranted,
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
    ActivityCreated,
    ActivityChanged,
    ActivityViewed,
    KeyEpochCreated,
    KeyRecoveryMade,
    LogExported,
    LogVerified,
    LogViewed,
    AccessDenied,
    ApprovalAsked,
    ApprovalApproved,
    ApprovalRefused,
    ApprovalWithdrawn,
    ApprovalExpired,
    ApprovalViewed,
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
