namespace Kluis.Upkeep;

/// <summary>A jump of the clock: what it should have shown, and what it showed.</summary>
sealed record ClockJump(DateTimeOffset From, DateTimeOffset To);

/// <summary>What is known of the clock.</summary>
/// <param name="Seen">The latest moment at which any process of this vault looked; null: none did yet.</param>
/// <param name="Jump">A jump that nobody has confirmed; null: none.</param>
sealed record ClockState(DateTimeOffset Now, DateTimeOffset? Seen, ClockJump? Jump)
{
    static readonly TimeSpan lateness = TimeSpan.FromMinutes(5);

    /// <summary>Whether what ends or is destroyed by time may go on.</summary>
    public bool IsTrusted => Jump is null;

    /// <summary>Whether the clock shows a time that was over before: nothing goes too early, and entries bear a wrong time.</summary>
    public bool IsBehind => Seen - Now > lateness;
}
