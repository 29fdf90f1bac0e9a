using Kluis.Access;
using Kluis.Web;

namespace Kluis.Accounts;

/// <summary>What accounts need: for who looks after them, and of their own for everybody.</summary>
sealed class AccountNeeds(AccountNeedStore store) : INeeds
{
    const int Most = 100, FewCodes = 2;

    static readonly TimeSpan ahead = TimeSpan.FromDays(14);

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop)
    {
        var needs = new List<Need>();
        if (caller.User is { } user)
            needs.AddRange(Own(await store.OwnAsync(user, stop), words));
        if (caller.May(Permission.EditAccess))
        {
            needs.AddRange(Invitations(await store.InvitationsAsync(Most, stop), words));
            needs.AddRange(Closed(await store.ClosedAsync(words.When.Now.ToUnixTimeMilliseconds(), Most, stop), words));
        }
        // The two who were there at the set-up, where the key is printed and proved.
        if ((caller.May(Permission.EditAccess) || caller.May(Permission.ApproveAccess)) && !await store.HasRecoveryKeyAsync(stop))
            needs.Add(new(Press.Now, "key", words["need.recovery-key"], "/help/on-the-host") { Why = words["need.recovery-key-why"] });
        return needs;
    }

    static IEnumerable<Need> Own(OwnAccountState own, Words words)
    {
        if (own.RoleEndsAt is { } ends && When.At(ends) - words.When.Now < ahead)
            yield return new(Press.Soon, "time", words["need.role-ends"], "/me") { Why = words["need.role-ends-why"], Until = When.At(ends) };
        if (own.CodesMade > 0 && own.CodesLeft <= FewCodes)
            yield return new(Press.Calm, "key", words.Count("need.codes", own.CodesLeft), "/me") { Why = words["need.codes-why"] };
    }

    static IEnumerable<Need> Invitations(List<long> ends, Words words)
    {
        var now = words.When.Now.ToUnixTimeMilliseconds();
        var (over, open) = (ends.Count(end => end <= now), ends.Where(end => end > now).ToList());
        if (over > 0)
            yield return new(Press.Soon, "person", words.Count("need.invitations-over", over), "/users") { Why = words["need.invitations-over-why"] };
        if (open is [var first, ..])
            yield return new(Press.Calm, "person", words.Count("need.invitations", open.Count), "/users") { Why = words["need.invitations-why"], Until = When.At(first) };
    }

    static IEnumerable<Need> Closed(List<long> until, Words words)
    {
        if (until is [var longest, ..])
            yield return new(Press.Soon, "lock", words.Count("need.closed", until.Count), "/log?act=account.locked") { Why = words["need.closed-why", words.When.Time(When.At(longest))] };
    }
}
