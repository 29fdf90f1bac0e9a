using Kluis.Access;
using Kluis.Web;

namespace Kluis.Intake;

/// <summary>In a vault to which nothing is connected yet: the first source, for who may connect it.</summary>
sealed class SourceNeeds(SourceStore store) : INeeds
{
    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop) =>
        caller.May(Permission.EditAccess) && !await store.HasAnyAsync(stop)
            ? [new(Press.Soon, "key", words["need.first-source"], "/tokens") { Why = words["need.first-source-why"] }]
            : [];
}
