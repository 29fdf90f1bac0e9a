using System.Text.RegularExpressions;
using Kluis.Audit;

namespace Kluis.Tests.Audit;

public sealed partial class AuditActTests
{
    // contracts.md §2, and what was added since.
    static readonly HashSet<string> known =
    [
        "account.invited", "account.activated", "account.signed-in", "account.sign-in-failed", "account.signed-out",
        "account.locked", "account.factor-added", "account.factor-removed", "account.role-granted",
        "account.role-revoked", "token.created", "token.used-first", "token.revoked", "conversation.stored",
        "conversation.version-added", "conversation.viewed", "conversation.searched", "conversation.played",
        "conversation.exported", "event.received", "item.quarantined", "item.retried", "item.discarded", "signer.added", "signer.removed", "activity.created",
        "activity.changed", "key.epoch-created", "key.epoch-destroyed", "log.exported", "log.verified",
        "access.denied",
        "key.recovery-made", "key.intake-made", "key.intake-ended", "log.viewed", "token.listed", "activity.viewed", "access.viewed", "installation.set-up", "start.viewed",
        "account.screen-locked", "account.screen-unlocked", "account.password-changed", "account.recovery-codes-made",
        "account.changed", "account.ended", "account.listed", "account.viewed",
        "subject.viewed", "subject.merged", "subject.split", "search.kept", "search.dropped", "screen.pop-made", "screen.pop-opened",
        "conversation.special-marked", "conversation.special-unmarked", "item.listed", "item.opened", "item.expired",
        "signer.added", "signer.removed", "clock.jumped", "clock.viewed", "clock.confirmed", "folder.added", "folder.changed", "folder.removed", "folder.listed",
        "approval.asked", "approval.approved", "approval.refused", "approval.withdrawn", "approval.expired", "approval.viewed",
        "hold.placed", "hold.released", "hold.listed", "erasure.started", "erasure.destroyed", "erasure.finished", "erasure.listed", "erasure.viewed",
    ];

    [Fact]
    public void Every_act_has_a_name_of_the_contract() =>
        Assert.Empty(Enum.GetValues<AuditAct>().Select(act => act.Name()).Except(known));

    [Fact]
    public void No_two_acts_share_a_name() =>
        Assert.Equal(Enum.GetValues<AuditAct>().Length, Enum.GetValues<AuditAct>().Select(act => act.Name()).Distinct().Count());

    [Fact]
    public void A_name_is_a_thing_a_dot_and_what_happened_to_it() =>
        Assert.All(Enum.GetValues<AuditAct>(), act => Assert.Matches(Form(), act.Name()));

    [Fact]
    public void The_outcomes_are_the_documented_ones() =>
        Assert.Equal(["ok", "denied", "refused", "same"], Enum.GetValues<AuditOutcome>().Select(outcome => outcome.Name()));

    [GeneratedRegex("^[a-z]+\\.[a-z]+(-[a-z]+)*$")]
    private static partial Regex Form();
}
