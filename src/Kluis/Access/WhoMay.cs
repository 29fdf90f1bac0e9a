namespace Kluis.Access;

/// <summary>One who may do something with a conversation, and how far that right goes: the reason.</summary>
sealed record Allowed(Holder Holder, Permission Permission, Reach Reach);

/// <summary>
/// Who could open what, now. It asks <see cref="Caller.Reaches"/>, which decides at the door too: there is no second copy of the
/// rule that could say something else.
/// </summary>
sealed class WhoMay(AccessStore store, TimeProvider time)
{
    /// <summary>What brings somebody to the content of a conversation.</summary>
    public static readonly IReadOnlyList<Permission> ToContent = [Permission.OpenContent, Permission.Export];

    public Task<List<Holder>> EverybodyAsync(CancellationToken stop) => store.EverybodyAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), stop);

    /// <summary>Everybody who reaches a conversation with these marks, once for each permission.</summary>
    public async Task<IReadOnlyList<Allowed>> ReachAsync(ConversationMarks marks, CancellationToken stop) =>
    [
        .. from holder in await EverybodyAsync(stop)
           from permission in ToContent
           where holder.Caller.Reaches(permission, marks)
           select new Allowed(holder, permission, holder.Caller.ReachOf(permission)),
    ];
}
