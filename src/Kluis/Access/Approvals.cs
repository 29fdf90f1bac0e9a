using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Access;

/// <summary>An approval as one reader sees it, with its effect counted now.</summary>
/// <param name="Now">Empty when it is decided: then what was counted at the decision counts.</param>
sealed record ApprovalView(Approval Approval, ApprovalKind Kind, ApprovalState State, IReadOnlyList<EffectLine> Now, bool IsOwn, bool MayDecide);

/// <summary>
/// The second person: asked, seen, decided once by somebody else, or expired. A token can neither ask nor decide: nobody knows
/// whose hand holds it, so it might be the same person twice.
/// </summary>
sealed class Approvals(ApprovalStore store, IEnumerable<ApprovalKind> kinds, Journal journal, IdSource ids, TimeProvider time)
{
    public const int ShortestText = 10, LongestText = 2000;

    const int Batch = 100, MostListed = 200, MostWaiting = 20;

    static readonly TimeSpan Open = TimeSpan.FromDays(7), Recently = TimeSpan.FromDays(30), Lately = TimeSpan.FromDays(3);

    readonly Dictionary<string, ApprovalKind> byName = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Everything that this person may ask or decide, and what was decided in the last thirty days.</summary>
    public async Task<IReadOnlyList<ApprovalView>> ListAsync(Caller caller, CancellationToken stop)
    {
        var mine = byName.Values.Where(kind => caller.May(kind.Decides)).Select(kind => kind.Name).ToList();
        var rows = await store.ListAsync(caller.Actor.Id, mine, SeesAll(caller), Now - (long)Recently.TotalMilliseconds, MostListed, stop);
        return [.. rows.Where(row => byName.ContainsKey(row.Kind)).Select(row => ViewOf(caller, row, []))];
    }

    /// <summary>One page of everything that this person sees, however old.</summary>
    /// <returns>Where the next page begins is null at the end.</returns>
    public async Task<(IReadOnlyList<ApprovalView> Items, (long At, string Id)? Next)> PageAsync(Caller caller, ApprovalFilter filter, CancellationToken stop)
    {
        // A token decides nothing, so nothing waits for it.
        var decides = byName.Values.Where(kind => caller.May(kind.Decides) && (caller.User is not null || filter.Whose != ApprovalWhose.ToDecide)).Select(kind => kind.Name).ToList();
        var rows = await store.PageAsync(caller.Actor.Id, decides, SeesAll(caller), filter with { Limit = filter.Limit + 1 }, Now, stop);
        var (page, last) = (rows.Take(filter.Limit), rows.Count > filter.Limit ? rows[filter.Limit - 1] : null);
        return ([.. page.Where(row => byName.ContainsKey(row.Kind)).Select(row => ViewOf(caller, row, []))], last is null ? null : (filter.ByDecision ? last.DecidedAt ?? last.ExpiresAt : last.AskedAt, last.Id.ToString()));
    }

    /// <summary>The kinds that this person asks, decides or reads.</summary>
    public IEnumerable<string> KindsOf(Caller caller) => byName.Values.Where(kind => SeesAll(caller) || caller.May(kind.Asks) || caller.May(kind.Decides)).Select(kind => kind.Name);

    /// <summary>
    /// What waits for this person's decision or, at their wish, for another's, soonest over first; then what has become of what they asked:
    /// for a few days, or until it is picked up.
    /// </summary>
    public async Task<IReadOnlyList<ApprovalView>> WaitingAsync(Caller caller, CancellationToken stop)
    {
        var mine = byName.Values.Where(kind => caller.May(kind.Decides)).Select(kind => kind.Name).ToList();
        var (open, asked) = await store.WaitingAsync(caller.Actor.Id, mine, Now, MostWaiting, stop);
        var views = open.Concat(asked).Where(row => byName.ContainsKey(row.Kind)).Select(row => ViewOf(caller, row, []));
        return [.. views.Where(view => view.MayDecide || (view.IsOwn && (view.State == ApprovalState.Open || IsNews(view))))];
    }

    bool IsNews(ApprovalView view) => view switch
    {
        { State: ApprovalState.Withdrawn } => false,
        { State: ApprovalState.Approved, Kind.PickUp: not null } => view.Approval.UsedAt is null && view.Approval.ExpiresAt > Now,
        _ => Now - (view.Approval.DecidedAt ?? view.Approval.ExpiresAt) < Lately.TotalMilliseconds,
    };

    /// <returns>Null where there is none, or none that this person may see: they look alike.</returns>
    public async Task<ApprovalView?> FindAsync(Caller caller, Guid id, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { } approval || !byName.TryGetValue(approval.Kind, out var kind) || !Sees(caller, approval, kind))
            return null;
        var counted = approval.StateAt(Now) == ApprovalState.Open ? await kind.CountAsync(approval.Content.Payload, stop) : [];
        return ViewOf(caller, approval, counted);
    }

    /// <summary>As <see cref="FindAsync"/>, and says in the log that it was read.</summary>
    public async Task<ApprovalView?> ReadAsync(Caller caller, Guid id, CancellationToken stop)
    {
        var found = await FindAsync(caller, id, stop);
        if (found is not null)
            await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.ApprovalViewed) { Target = id.ToString() }, stop);
        return found;
    }

    /// <param name="payload">What the kind needs to do it; sealed.</param>
    public async Task<(ApprovalRefusal Refusal, Guid Id)> AskAsync(Caller caller, string kindName, string payload, string? reason, CancellationToken stop)
    {
        var kind = byName[kindName];
        if (caller.User is null)
            return (ApprovalRefusal.PersonNeeded, default);
        if (!caller.May(kind.Asks))
            return (await DenyAsync(caller, kindName, ApprovalRefusal.Denied, stop), default);
        if (TextOf(reason) is not { } why)
            return (ApprovalRefusal.ReasonNeeded, default);
        var content = new ApprovalContent(payload, why, await kind.CountAsync(payload, stop));
        var id = ids.New();
        await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                await store.AddAsync(change, new(id, kind.Name, caller.Actor.Id, change.Now, change.Now + (long)Open.TotalMilliseconds, ApprovalState.Open) { Content = content });
                change.Record(new AuditEvent(AuditAct.ApprovalAsked) { Target = id.ToString() });
                return true;
            },
            stop);
        return (ApprovalRefusal.None, id);
    }

    /// <summary>Decides once and for all; an approval does what was asked in the same change.</summary>
    public async Task<ApprovalRefusal> DecideAsync(Caller caller, Guid id, bool approve, string? remark, CancellationToken stop)
    {
        // 1. Who decides: a person, another one than who asked, with the permission that they have now.
        if (await FindAsync(caller, id, stop) is not { } found)
            return ApprovalRefusal.NotFound;
        if (caller.User is null)
            return await DenyAsync(caller, id.ToString(), ApprovalRefusal.PersonNeeded, stop);
        if (found.IsOwn)
            return await DenyAsync(caller, id.ToString(), ApprovalRefusal.Own, stop);
        if (!caller.May(found.Kind.Decides))
            return await DenyAsync(caller, id.ToString(), ApprovalRefusal.Denied, stop);
        // 2. What is decided: something open, and a no says why.
        if (found.State != ApprovalState.Open)
            return found.State == ApprovalState.Expired ? ApprovalRefusal.Expired : ApprovalRefusal.NotOpen;
        if (TextOf(remark) is null && (!approve || !string.IsNullOrWhiteSpace(remark)))
            return ApprovalRefusal.RemarkNeeded;
        // 3. The decision, with the effect as it was counted for it, and the act itself: all or nothing.
        var decided = found.Approval with
        {
            State = approve ? ApprovalState.Approved : ApprovalState.Refused, DecidedBy = caller.Actor.Id,
            Content = found.Approval.Content with { Remark = TextOf(remark), Decided = found.Now },
        };
        var isDone = await EndAsync(caller.Actor, decided, approve ? found.Kind : null, approve ? AuditAct.ApprovalApproved : AuditAct.ApprovalRefused, stop);
        FaultPoint.Reach("approval-decided");
        return isDone ? ApprovalRefusal.None : ApprovalRefusal.NotOpen;
    }

    /// <summary>The asker thinks better of it.</summary>
    public async Task<ApprovalRefusal> WithdrawAsync(Caller caller, Guid id, CancellationToken stop)
    {
        if (await FindAsync(caller, id, stop) is not { } found)
            return ApprovalRefusal.NotFound;
        if (!found.IsOwn)
            return await DenyAsync(caller, id.ToString(), ApprovalRefusal.Denied, stop);
        if (found.State != ApprovalState.Open)
            return found.State == ApprovalState.Expired ? ApprovalRefusal.Expired : ApprovalRefusal.NotOpen;
        var withdrawn = found.Approval with { State = ApprovalState.Withdrawn, DecidedBy = caller.Actor.Id };
        return await EndAsync(caller.Actor, withdrawn, null, AuditAct.ApprovalWithdrawn, stop) ? ApprovalRefusal.None : ApprovalRefusal.NotOpen;
    }

    /// <summary>Says in the log what nobody has decided in time.</summary>
    /// <returns>How many expired.</returns>
    public async Task<int> ExpireAsync(DateTimeOffset now, CancellationToken stop)
    {
        var expired = await store.ExpiredAsync(now.ToUnixTimeMilliseconds(), Batch, stop);
        foreach (var id in expired)
        {
            await journal.ChangeAsync(
                Actor.Product("approvals"),
                async change =>
                {
                    var first = await ApprovalStore.ExpireAsync(change, id);
                    change.Record(new AuditEvent(AuditAct.ApprovalExpired) { Target = id.ToString(), Outcome = first ? AuditOutcome.Ok : AuditOutcome.Same });
                    return first;
                },
                stop);
        }
        return expired.Count;
    }

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    Task<bool> EndAsync(Actor actor, Approval ended, ApprovalKind? performed, AuditAct act, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var isFirst = await store.DecideAsync(change, ended);
                if (isFirst && performed is not null)
                    await performed.PerformAsync(change, ended);
                change.Record(new AuditEvent(act) { Target = ended.Id.ToString(), Outcome = isFirst ? AuditOutcome.Ok : AuditOutcome.Refused });
                return isFirst;
            },
            stop);

    async Task<ApprovalRefusal> DenyAsync(Caller caller, string target, ApprovalRefusal refusal, CancellationToken stop)
    {
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = target }, stop);
        return refusal;
    }

    ApprovalView ViewOf(Caller caller, Approval approval, IReadOnlyList<EffectLine> counted)
    {
        var (kind, state, isOwn) = (byName[approval.Kind], approval.StateAt(Now), approval.AskedBy == caller.Actor.Id);
        return new(approval, kind, state, counted, isOwn, state == ApprovalState.Open && !isOwn && caller.User is not null && caller.May(kind.Decides));
    }

    static bool Sees(Caller caller, Approval approval, ApprovalKind kind) => approval.AskedBy == caller.Actor.Id || caller.May(kind.Decides) || SeesAll(caller);

    static bool SeesAll(Caller caller) => caller.ReachOf(Permission.ReadApprovals) == Reach.All;

    /// <summary>Whether a reason says enough to ask with it.</summary>
    public static bool IsReason(string? text) => TextOf(text) is not null;

    static string? TextOf(string? text) => text?.Trim() is { Length: >= ShortestText and <= LongestText } trimmed ? trimmed : null;
}
