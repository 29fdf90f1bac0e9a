using System.Collections.Concurrent;
using Kluis.Access;

namespace Kluis.Conversations;

/// <summary>
/// A search tells whether somebody is a customer. No agent has sixty customers a minute on the line, and no other role a
/// thousand: who asks more is stopped, and the log shows it, so that the index cannot be used as an oracle.
/// </summary>
sealed class SearchLimit(TimeProvider time)
{
    const int MostOfAnAgent = 60, MostOfOthers = 1000, MostPeople = 100_000;

    readonly ConcurrentDictionary<string, Window> windows = new(StringComparer.Ordinal);

    /// <returns>Whether this person may search now.</returns>
    public bool Allows(Caller caller)
    {
        var most = caller.ReachOf(Permission.Search) == Reach.FoundCustomer ? MostOfAnAgent : MostOfOthers;
        if (windows.Count > MostPeople)
            windows.Clear();
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var window = windows.AddOrUpdate(caller.Actor.Id, _ => new Window(minute, 1), (_, old) => old.Minute == minute ? new Window(minute, Math.Min(old.Count + 1, MostOfOthers + 1)) : new Window(minute, 1));
        return window.Count <= most;
    }

    sealed record Window(long Minute, int Count);
}
