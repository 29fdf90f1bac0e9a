using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Demo;
using Kluis.Intake;
using Kluis.Registers;
using Kluis.Storage;
using Kluis.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace Kluis.Bench;

/// <summary>Five hundred colleagues and what they leave behind, through the doors of the product.</summary>
sealed class OfficeLife(IServiceProvider services)
{
    const int Leads = 36, Reviewers = 24, Officers = 20, Privacy = 4, Administrators = 10, Auditors = 6;
    const int TokenCount = 120, ApprovalCount = 80, KeptEach = 12, SignInsEach = 20;

    static readonly Actor builder = Actor.Product("bench");

    readonly Journal journal = services.GetRequiredService<Journal>();
    readonly AccessStore access = services.GetRequiredService<AccessStore>();

    public async Task AddAsync()
    {
        await AddUsersAsync();
        var users = await access.UsersAsync(default);
        await AddSignInsAsync(users);
        await AddTokensAsync(users);
        await AddApprovalsAsync(users);
        await AddKeptAsync(users);
        await AddLongCallAsync(users.Find(user => user.Role == Role.PrivacyOfficer.Name())!);
    }

    static IEnumerable<(Role Role, string? Team, string? Queue, string[] Agents)> Places()
    {
        for (var agent = 0; agent < FilledVault.Agents; agent++)
            yield return (Role.Agent, ConversationMix.TeamOf(agent), null, [$"agent{agent}"]);
        for (var lead = 0; lead < Leads; lead++)
            yield return (Role.TeamLead, ConversationMix.TeamOf(lead), null, []);
        for (var reviewer = 0; reviewer < Reviewers; reviewer++)
            yield return (Role.Quality, null, ConversationRows.Queues[reviewer % ConversationRows.Queues.Length], []);
        foreach (var (role, count) in new[] { (Role.PrivacyOfficer, Officers), (Role.Dpo, Privacy), (Role.Administrator, Administrators), (Role.Auditor, Auditors) })
        {
            for (var one = 0; one < count; one++)
                yield return (role, null, null, []);
        }
    }

    Task AddUsersAsync() => journal.ChangeAsync(
        builder,
        async change =>
        {
            foreach (var (number, place) in Places().Index())
            {
                var id = services.GetRequiredService<IdSource>().New();
                await access.AddUserAsync(change, id, place.Role, new UserProfile(NameOf(number), $"colleague{number}@example.org"), place.Team, place.Queue, number % 2 == 0 ? "nl" : "en", place.Agents);
                await AccountStore.ActivateAsync(change, id);
            }
            await SetUpStore.CompleteAsync(change, "Contact centre", "NL", "EEA");
            change.Record(new AuditEvent(AuditAct.InstallationSetUp));
            return true;
        });

    static string NameOf(int number) => $"{DemoStaff.Agents[number % DemoStaff.Agents.Count].Name} {number}";

    // Of the last weeks, ended: what stands under "my account".
    Task AddSignInsAsync(List<UserRow> users) => journal.ChangeAsync(
        builder,
        async change =>
        {
            var store = services.GetRequiredService<SignInStore>();
            var accounts = services.GetRequiredService<AccountStore>();
            foreach (var user in users)
            {
                var account = (await accounts.FindAsync(change.Connection, Guid.Parse(user.Id)))!;
                for (var time = 0; time < SignInsEach; time++)
                {
                    await store.AddAsync(change, account, new NewSignIn(services.GetRequiredService<IdSource>().New(), Secret.Hash(Secret.New()), SignInStep.Full, "passkey", new SignInDevice("192.0.2.17", "Firefox")));
                    change.Record(new AuditEvent(AuditAct.AccountSignedIn) { Target = user.Id });
                }
                await SignInStore.EndAllAsync(change, account.Id, but: null);
            }
            return true;
        });

    async Task AddTokensAsync(List<UserRow> users)
    {
        var tokens = services.GetRequiredService<Tokens>();
        for (var number = 0; number < TokenCount; number++)
        {
            var wish = number % 3 == 0
                ? new TokenWish($"Desk {number}", Role.Agent) { User = Guid.Parse(users[number].Id), Days = 300 }
                : new TokenWish($"Source {number}", Role.Integrator) { Source = $"source{number}", Days = 1 + (number * 3) };
            var (id, _) = await tokens.CreateAsync(builder, wish, default);
            if (number % 4 == 0)
                await tokens.RevokeAsync(builder, id.ToString(), default);
        }
    }

    async Task AddApprovalsAsync(List<UserRow> users)
    {
        var (asker, decider) = (CallerOf(users, Role.Administrator), CallerOf(users, Role.PrivacyOfficer));
        var approvals = services.GetRequiredService<Approvals>();
        var tokens = services.GetRequiredService<ContentTokens>();
        var roles = services.GetRequiredService<RoleRequests>();
        for (var number = 0; number < ApprovalCount; number++)
        {
            const string Reason = "The quality monitor listens to a sample of this week.";
            var scope = ConversationRows.Queues[number % ConversationRows.Queues.Length];
            var id = number % 2 == 0
                ? (await roles.AskAsync(asker, Guid.Parse(users[number].Id), new NewAccount("", "", Role.Quality, null, scope, "nl", [], null), Reason, default)).Id
                : (await tokens.AskAsync(asker, number % 4 == 1 ? new TokenWish($"Monitor {number}", Role.PrivacyOfficer) : new TokenWish($"Monitor {number}", Role.Quality) { Queue = scope }, Reason, default)).Id;
            if (number % 3 == 0)
                await approvals.DecideAsync(decider, id, approve: false, "An invented conversation does as well.", default);
        }
    }

    async Task AddKeptAsync(List<UserRow> users)
    {
        var kept = services.GetRequiredService<KeptSearches>();
        foreach (var user in users.Where(user => user.Role == Role.PrivacyOfficer.Name()))
        {
            for (var number = 0; number < KeptEach; number++)
            {
                var criteria = new Dictionary<string, string> { ["queue"] = ConversationRows.Queues[number % ConversationRows.Queues.Length], ["sort"] = "oldest" };
                await kept.KeepAsync(CallerOf(user), $"Search {number}", SearchCriteria.Of(criteria.GetValueOrDefault), default);
            }
        }
    }

    // Twenty minutes with all that was said and every hold, under the first activity; the one conversation that has content.
    async Task AddLongCallAsync(UserRow officer)
    {
        var activity = (await services.GetRequiredService<ActivityStore>().AllAsync(default))[0].Id;
        using var document = new MemoryStream(LongCall.Make(services.GetRequiredService<TimeProvider>().GetUtcNow()), writable: false);
        var source = new Caller(builder, Role.Integrator) { Source = LongCall.Source };
        var taken = await services.GetRequiredService<VconIntake>().TakeAsync(source, activity, document, _ => AsyncEnumerable.Empty<SentFile>(), default);
        if (taken.Stored is null)
            throw new InvalidOperationException($"The long call is refused: {taken.Refusal?.Code} {taken.Refusal?.Detail}");
        await services.GetRequiredService<SpecialMarks>().MarkAsync(CallerOf(officer), taken.Stored.Id, new SpecialReason(["health"], "c", "Oxygen is used in the house."), default);
    }

    static Caller CallerOf(List<UserRow> users, Role role) => CallerOf(users.Find(user => user.Role == role.Name())!);

    static Caller CallerOf(UserRow user) => new(new Actor(user.Id, Holder: VaultId.Parse(user.HolderId)), Roles.Parse(user.Role)!.Value) { User = Guid.Parse(user.Id) };
}
