namespace Kluis.Tests;

/// <summary>A clock that stands still until a test moves it; its timers tick while it moves.</summary>
sealed class FakeTime : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    readonly Lock gate = new();
    readonly List<Timer> timers = [];
    DateTimeOffset now = Start;
    TimeSpan ahead;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now + ahead;
    }

    public override long GetTimestamp()
    {
        lock (gate)
            return now.Ticks;
    }

    /// <summary>The clock shows another time, and none has passed: what a wrong network clock does.</summary>
    public void Jump(TimeSpan span)
    {
        lock (gate)
            ahead += span;
    }

    /// <summary>Sets the clock without a tick, also back: what an operator or a network clock does. For long ways.</summary>
    public void Set(DateTimeOffset moment)
    {
        lock (gate)
            now = moment - ahead;
    }

    /// <summary>Moves on, and calls each timer when its moment comes, in order.</summary>
    public void Advance(TimeSpan span)
    {
        var end = GetUtcNow() + span;
        while (NextDue(end) is { } timer)
            timer.Tick();
        Set(end);
    }

    /// <summary>Moves on a second at a time until <paramref name="done"/> has ended: what it waits for on this clock comes.</summary>
    public async Task PassUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    Timer? NextDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null)
                return null;
            now = next.Due > now ? next.Due : now;
            next.MoveOn();
            return next;
        }
    }

    sealed class Timer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        TimeSpan period;

        public DateTimeOffset Due { get; private set; }

        public void MoveOn()
        {
            if (period > TimeSpan.Zero)
                Due += period;
            else
                time.timers.Remove(this);
        }

        public void Tick() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                this.period = period;
                Due = time.now + dueTime;
                time.timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time.gate)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
