using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.Events;
using Kluis.Keys;

namespace Kluis.Demo;

/// <summary>What the case system tells of the customer whom the manual follows, and of another.</summary>
sealed class DemoEvents(CustomerEvents events, EventStore store, TimeProvider time)
{
    public async Task AddAsync(CancellationToken stop)
    {
        if (await store.AnyAsync(stop))
            return;
        var (first, second) = (DemoPeople.All[0], DemoPeople.All[1]);
        await TellAsync(first, EventKind.ContractConcluded, 300, null, stop);
        await TellAsync(first, EventKind.CaseOpened, 24, "G-2026-0412", stop);
        await TellAsync(first, EventKind.CaseClosed, 11, "G-2026-0412", stop);
        await TellAsync(first, EventKind.ComplaintReceived, 6, "K-2026-0077", stop);
        await TellAsync(second, EventKind.RelationshipEnded, 3, null, stop);
    }

    Task TellAsync(DemoPerson person, EventKind kind, int daysAgo, string? number, CancellationToken stop)
    {
        var at = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date.AddDays(-daysAgo).AddHours(9), TimeSpan.Zero);
        var caller = new Caller(Actor.Product("demo"), Role.PrivacyOfficer) { Source = "cases" };
        return events.TakeAsync(caller, new NewEvent(kind, at, number, null, null, [Identifier.Customer(person.CustomerNumber)!.Value]), stop);
    }
}
