using Kluis.Access;
using Kluis.Web;

namespace Kluis.Registers;

/// <summary>The first activity, without which nothing comes in; and those with nothing but the defaults: perhaps meant so, perhaps never filled in.</summary>
sealed class RegisterNeeds(ActivityStore store) : INeeds
{
    const int Most = 100;

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop)
    {
        if (!caller.May(Permission.EditRegisters))
            return [];
        if (!await store.HasAnyAsync(stop))
            return [new(Press.Soon, "file", words["need.first-activity"], "/activities/new") { Why = words["need.first-activity-why"] }];
        if (await store.UntouchedAsync(Most, stop) is not [var first, ..] untouched)
            return [];
        return [new(Press.Calm, "file", words.Count("need.activities", untouched.Count, first.Name), untouched.Count == 1 ? $"/activities/{first.Id}" : "/activities") { Why = words["need.activities-why"] }];
    }
}
