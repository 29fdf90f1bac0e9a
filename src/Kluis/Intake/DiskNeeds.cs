using Kluis.Access;
using Kluis.Web;

namespace Kluis.Intake;

/// <summary>Room on the disk, for who looks after the vault: when the reserve is reached, nothing is taken in any more.</summary>
sealed class DiskNeeds(DiskReserve disk) : INeeds
{
    const string Path = "/help/on-the-host";

    /// <summary>From here on it is said; an hour of telephone sound is about 60 MB.</summary>
    const long Little = 20 * DiskReserve.Reserve;

    public Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<Need>>(caller.May(Permission.EditAccess) ? [NeedOf(disk.Free, words)] : []);

    public static Need NeedOf(long free, Words words) => free switch
    {
        < DiskReserve.Reserve => new(Press.Now, "stop", words["need.disk-full"], Path) { Why = words["need.disk-full-why"] },
        < Little => new(Press.Soon, "warning", words["need.disk-low", words.When.Number(free >> 20)], Path) { Why = words["need.disk-low-why"] },
        _ => new(Press.Fine, "ok", words["need.disk-fine", words.When.Number(free >> 30)], Path),
    };
}
