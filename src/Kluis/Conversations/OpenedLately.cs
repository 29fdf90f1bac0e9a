using Kluis.Access;

namespace Kluis.Conversations;

/// <summary>What somebody opened last, as far as it is still theirs to open: a list to go on from.</summary>
sealed class OpenedLately(OpenedStore opened)
{
    const int Shown = 5, LookedAt = 40;

    public async Task<IReadOnlyList<OpenedRow>> OfAsync(Caller caller, CancellationToken stop) =>
        caller.User is not null && caller.May(Permission.OpenContent)
            ? [.. (await opened.LatelyAsync(caller.Actor.Id, LookedAt, stop)).Where(row => caller.Reaches(Permission.OpenContent, row.Marks)).DistinctBy(row => row.ConversationId).Take(Shown)]
            : [];
}
