using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Demo;

/// <summary>A few things that take a second person: one that waits, one that was decided.</summary>
sealed class DemoApprovals(AccessStore access, ContentTokens tokens, Approvals approvals, ApprovalStore store)
{
    public async Task AddAsync(CancellationToken stop)
    {
        var users = await access.UsersAsync(stop);
        var (administrator, officer) = (CallerOf(users, Role.Administrator), CallerOf(users, Role.PrivacyOfficer));
        if ((await store.ListAsync(administrator.Actor.Id, [], all: true, since: 0, most: 1, stop)).Count > 0)
            return;
        var samples = new TokenWish("Kwaliteitsmonitor Facturen", Role.Quality) { Queue = "Billing", Days = 90 };
        var (_, _, refused) = await tokens.AskAsync(administrator, samples with { Label = "Testkoppeling leverancier", Days = 366 }, "De leverancier wil de koppeling een jaar lang testen.", stop);
        await approvals.DecideAsync(officer, refused, approve: false, "Testen kan met verzonnen gesprekken. Daar is geen token voor nodig.", stop);
        await tokens.AskAsync(administrator, samples, "De kwaliteitsmonitor beluistert elke week een steekproef van Facturen.", stop);
    }

    static Caller CallerOf(List<UserRow> users, Role role)
    {
        var user = users.First(each => each.Role == role.Name());
        return new Caller(new Actor(user.Id), role) { User = Guid.Parse(user.Id) };
    }
}
