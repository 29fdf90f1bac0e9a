using Kluis.Audit;

namespace Kluis.Access;

/// <summary>How much of the log a reader sees: the one rule of it, for the API and the pages.</summary>
/// <param name="OnlyActor">Nothing but the acts of this one.</param>
/// <param name="IsTechnical">Acts about keys, tokens, accounts, the clock, the log itself and refusals only.</param>
/// <param name="SeesCustomers">Which customer and which conversation it was about.</param>
/// <param name="SeesWhole">May take all of it out, as files that verify.</param>
sealed record LogSight(string? OnlyActor, bool IsTechnical, bool SeesCustomers, bool SeesWhole)
{
    static readonly string[] technical = [.. AuditActs.All.Where(act => AuditActs.GroupOf(act) is "key" or "token" or "account" or "clock" or "log" || act == AuditAct.AccessDenied.Name())];

    public static LogSight Of(Caller caller) => caller.ReachOf(Permission.ReadLog) switch
    {
        Reach.All => new(null, IsTechnical: false, SeesCustomers: true, SeesWhole: true),
        Reach.WithoutCustomers => new(null, IsTechnical: false, SeesCustomers: false, SeesWhole: true),
        Reach.Technical => new(null, IsTechnical: true, SeesCustomers: false, SeesWhole: false),
        Reach.Own => new(caller.Actor.Id, IsTechnical: false, SeesCustomers: true, SeesWhole: false),
        _ => new(caller.Actor.Id, IsTechnical: true, SeesCustomers: false, SeesWhole: false),
    };

    /// <summary>Whether other people's names may stand beside what they did.</summary>
    public bool KnowsStaff => OnlyActor is null;

    /// <summary>Whether this reader may have it all computed anew, which is work.</summary>
    public bool MayVerify => OnlyActor is null;

    /// <summary>The acts that can turn up at all.</summary>
    public IReadOnlyList<string> Acts => IsTechnical ? technical : AuditActs.All;

    /// <summary>Who may not know which customer it was cannot ask for one either: the answer would tell.</summary>
    public bool Refuses(AuditQuery wish) => !SeesCustomers && (wish.Conversation ?? wish.DataSubject) is not null;

    /// <summary>What was asked, within what this reader sees.</summary>
    public AuditQuery Narrow(AuditQuery wish) => wish with
    {
        ActorId = OnlyActor ?? wish.ActorId,
        Acts = Refuses(wish) ? [] : !IsTechnical ? wish.Acts : [.. technical.Intersect(wish.Acts ?? technical, StringComparer.Ordinal)],
    };

    public AuditViewRow Show(AuditViewRow row) => SeesCustomers ? row : row with { SubjectId = null, ConversationId = null };
}
