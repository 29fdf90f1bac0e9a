using Kluis.Audit;

namespace Kluis.Registers;

enum ActivityOutcome
{
    Changed,

    /// <summary>Nothing differs from what is stored.</summary>
    Same,

    Unknown,

    /// <summary>Somebody changed it after the caller had read it.</summary>
    ChangedMeanwhile,
}

/// <summary>The acts on the register of processing activities. What is stored under an activity keeps the dates that it has.</summary>
sealed class ActivityRegister(ActivityStore store, Journal journal)
{
    public const int LongestReason = 500;

    public static bool IsReason(string? reason) =>
        !string.IsNullOrWhiteSpace(reason) && reason.Length <= LongestReason && ActivityReading.IsText(reason);

    public Task<bool> AddAsync(Actor actor, ProcessingActivity activity, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                await store.AddAsync(change, activity, actor.Id);
                change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = activity.Id.ToString() });
                return true;
            },
            stop);

    /// <param name="wish">The activity as it must become; its version is given here.</param>
    /// <param name="from">The version that the wish was made from, where the caller knows.</param>
    public Task<ActivityOutcome> ChangeAsync(Actor actor, ProcessingActivity wish, string reason, long? from, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var outcome = await ChangeAsync(change, actor, wish, reason, from);
                change.Record(new AuditEvent(AuditAct.ActivityChanged)
                {
                    Target = wish.Id.ToString(),
                    Outcome = outcome switch { ActivityOutcome.Changed => AuditOutcome.Ok, ActivityOutcome.Same => AuditOutcome.Same, _ => AuditOutcome.Refused },
                });
                return outcome;
            },
            stop);

    async Task<ActivityOutcome> ChangeAsync(Change change, Actor actor, ProcessingActivity wish, string reason, long? from)
    {
        if (await store.FindAsync(change.Connection, wish.Id) is not { } stored)
            return ActivityOutcome.Unknown;
        if (from is { } version && version != stored.Version)
            return ActivityOutcome.ChangedMeanwhile;
        if (ActivityDifference.Between(ActivityBody.Of(stored), ActivityBody.Of(wish)).Count == 0)
            return ActivityOutcome.Same;
        return await store.ChangeAsync(change, stored, wish with { Version = stored.Version + 1 }, actor.Id, reason)
            ? ActivityOutcome.Changed
            : ActivityOutcome.ChangedMeanwhile;
    }
}
