using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Upkeep;

/// <summary>
/// Knows when the clock has jumped ahead: what ends by time would end before its time, and what is destroyed does not come back. It
/// then waits until a person says that the clock is right. A demo moves its clock on purpose, and is believed.
/// </summary>
sealed class ClockWatch(ClockStore store, Journal journal, TimeProvider time, DemoMode? demo = null)
{
    /// <summary>How far the clock may run ahead of the time that passes while the product runs.</summary>
    public static readonly TimeSpan LongestJump = TimeSpan.FromHours(1);

    /// <summary>For how long nothing of this vault may have run, without somebody having to look at the clock.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromHours(24);

    readonly Lock gate = new();
    (DateTimeOffset Clock, long Timestamp)? last;

    /// <summary>What is known, without a look of its own.</summary>
    public Task<ClockState> StateAsync(CancellationToken stop) => store.ReadAsync(time.GetUtcNow(), stop);

    /// <summary>Looks at the clock, and writes down that it did.</summary>
    public async Task<ClockState> LookAsync(CancellationToken stop)
    {
        var state = await StateAsync(stop);
        var jump = demo is { On: true } ? null : JumpOf(state);
        if (jump is not null && state.IsTrusted)
        {
            await journal.ChangeAsync(
                Actor.Product("clock"),
                async change =>
                {
                    await ClockStore.JumpedAsync(change.Connection, jump);
                    change.Record(new AuditEvent(AuditAct.ClockJumped));
                    return true;
                },
                stop);
            state = state with { Jump = jump };
        }
        await store.SeenAsync(state.Now, stop);
        // Last: a look that failed is made again from where the one before it stood.
        lock (gate)
            last = (state.Now, time.GetTimestamp());
        return state;
    }

    /// <summary>A person has looked at the clock, and it is right.</summary>
    /// <returns>False when there was nothing to confirm.</returns>
    public async Task<bool> ConfirmAsync(Actor actor, CancellationToken stop)
    {
        if (await LookAsync(stop) is { IsTrusted: true, IsBehind: false })
            return false;
        return await journal.ChangeAsync(
            actor,
            async change =>
            {
                await ClockStore.ConfirmedAsync(change.Connection, change.Now);
                change.Record(new AuditEvent(AuditAct.ClockConfirmed));
                return true;
            },
            stop);
    }

    // While it runs, against the time that passes; at its first look, against the last one of any process before it.
    ClockJump? JumpOf(ClockState state)
    {
        lock (gate)
        {
            var (expected, longest) = last is { } before
                ? (before.Clock + time.GetElapsedTime(before.Timestamp), LongestJump)
                : (state.Seen ?? state.Now, LongestRest);
            return state.Now - expected > longest ? new ClockJump(expected, state.Now) : null;
        }
    }
}
