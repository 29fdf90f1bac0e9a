using Kluis.Web;

namespace Kluis.Access;

/// <summary>What waits for a second person: for this one to decide, and what became of what they asked themselves.</summary>
sealed class ApprovalNeeds(Approvals approvals) : INeeds
{
    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop) =>
        caller.May(Permission.ReadApprovals) ? [.. (await approvals.WaitingAsync(caller, stop)).Select(view => NeedOf(view, words))] : [];

    static Need NeedOf(ApprovalView view, Words words)
    {
        var (approval, kind) = (view.Approval, words["approval-kind." + view.Kind.Name]);
        kind = char.ToLowerInvariant(kind[0]) + kind[1..];
        var until = When.At(approval.ExpiresAt);
        Need Of(Press press, string icon, string text) => new(press, icon, words["need." + text, kind], $"/approvals/{approval.Id}");
        return view switch
        {
            { MayDecide: true } => Of(until - words.When.Now < TimeSpan.FromDays(1) ? Press.Now : Press.Soon, "person", "decide")
                with { Why = words["need.decide-why", words.When.Moment(When.At(approval.AskedAt))], Until = until },
            { State: ApprovalState.Open } => Of(Press.Calm, "time", "asked") with { Why = words["need.asked-why"], Until = until },
            { State: ApprovalState.Approved, Kind.PickUp: not null } => Of(Press.Soon, "key", "pick-up") with { Why = words["need.pick-up-why"], Until = until },
            _ => Of(Press.Calm, Pages.ApprovalPeople.IconOf(view.State), view.State.Name()) with { Why = words["need.decided-why", words.When.Moment(When.At(approval.DecidedAt ?? approval.ExpiresAt))] },
        };
    }
}
