using Kluis.Access;
using Kluis.Web;

namespace Kluis.Intake.Folders;

/// <summary>Folders that cannot be read, for who looks after the vault; files that stay in one, also for who answers for what is kept.</summary>
sealed class FolderNeeds(FolderStore store, Inbox inbox) : INeeds
{
    const string Path = "/folders";

    static readonly TimeSpan lasting = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop)
    {
        if (inbox.Root is null || !caller.May(Permission.ReadFolders) || !(caller.May(Permission.EditAccess) || caller.May(Permission.SortQuarantine)))
            return [];
        var folders = (await store.AllAsync(stop)).Where(folder => folder.IsOn).ToList();
        var needs = new List<Need>();
        var faulty = folders.Where(folder => folder.Fault is not null).ToList();
        if (faulty.Count > 0 && caller.May(Permission.EditAccess))
            needs.Add(new(Press.Soon, "warning", words.Count("need.folders-fault", faulty.Count, faulty[0].Source), Path) { Why = words["need.folders-fault-why"] });
        var before = words.When.Now.Subtract(lasting).ToUnixTimeMilliseconds();
        var left = folders.SelectMany(folder => folder.Left).Where(each => each.Oldest < before).ToList();
        if (left.Count > 0)
            needs.Add(new(Press.Calm, "folder", words.Count("need.folders-left", left.Sum(each => each.Files)), Path) { Why = words["need.folders-left-why", words.When.Date(When.At(left.Min(each => each.Oldest)))] });
        return needs;
    }
}
