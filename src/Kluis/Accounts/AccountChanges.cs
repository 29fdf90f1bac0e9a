using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Accounts;

enum AccountRefusal
{
    None,
    Unknown,

    /// <summary>Nobody changes what he may do himself.</summary>
    Self,

    /// <summary>Somebody else has this agent id.</summary>
    AgentIdTaken,

    /// <summary>The last officer, or the last administrator: without one nobody could give it back.</summary>
    LastOne,
}

/// <summary>What an administrator changes of other people's accounts. Every act is one entry in the log, and asks who it is done to.</summary>
sealed class AccountChanges(AccountStore accounts, Notices notices, Journal journal)
{
    /// <summary>Roles that open content of more people than one's own: a second person decides about them.</summary>
    public static bool NeedsSecond(Role role) => role is Role.PrivacyOfficer or Role.Quality or Role.Dpo;

    public Task<AccountRefusal> SetRoleAsync(Actor actor, Guid id, Role role, string? team, string? queue, DateTimeOffset? ends, CancellationToken stop) =>
        journal.ChangeAsync(actor, change => SetRoleAsync(change, actor, id, role, team, queue, ends), stop);

    /// <summary>Gives a role in the place of the one before. Sign-ins stay: what they may is read anew at each request.</summary>
    public async Task<AccountRefusal> SetRoleAsync(Change change, Actor actor, Guid id, Role role, string? team, string? queue, DateTimeOffset? ends)
    {
        var account = await accounts.FindAsync(change.Connection, id);
        var refusal = await RefusalAsync(change, actor, account, leavesRole: account is not null && account.Role != role);
        if (refusal == AccountRefusal.None)
        {
            await AccountStore.SetRoleAsync(change, id, role, Blank(team), Blank(queue), ends?.ToUnixTimeMilliseconds());
            await TellAsync(change, account!, role);
            if (account!.Role != role)
                change.Record(new AuditEvent(AuditAct.AccountRoleRevoked) { Target = $"{id} {account.Role.Name()}" });
        }
        change.Record(new AuditEvent(AuditAct.AccountRoleGranted) { Target = $"{id} {role.Name()}", Outcome = OutcomeOf(refusal) });
        return refusal;
    }

    // Whose calls somebody hears hangs on these, so they are nobody's own to change either.
    public Task<AccountRefusal> SetAgentIdsAsync(Actor actor, Guid id, IReadOnlyList<string> agentIds, CancellationToken stop) =>
        ActAsync(
            actor,
            id,
            new AuditEvent(AuditAct.AccountChanged) { Target = $"{id} agent-ids" },
            async (change, _) =>
            {
                foreach (var agent in agentIds)
                {
                    if (await AccountStore.HasOtherOwnerAsync(change.Connection, agent, id))
                        return AccountRefusal.AgentIdTaken;
                }
                await AccountStore.SetAgentIdsAsync(change, id, agentIds);
                return AccountRefusal.None;
            },
            stop);

    public Task<int> SignOutEverywhereAsync(Actor actor, Guid id, Guid? but, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var ended = await SignInStore.EndAllAsync(change, id, but);
                change.Record(new AuditEvent(AuditAct.AccountSignedOut) { Target = $"{id} everywhere" });
                return ended;
            },
            stop);

    /// <summary>Takes away all second factors of somebody who lost them: at the next sign-in one is set up anew.</summary>
    public Task<AccountRefusal> ResetFactorsAsync(Actor actor, Guid id, CancellationToken stop) =>
        ActAsync(
            actor,
            id,
            new AuditEvent(AuditAct.AccountFactorRemoved) { Target = $"{id} all" },
            async (change, account) =>
            {
                await FactorStore.RemoveAllAsync(change, id);
                await FactorStore.ReplaceCodesAsync(change, id, []);
                await SignInStore.EndAllAsync(change, id, but: null);
                await notices.FactorRemovedAsync(change, account);
                return AccountRefusal.None;
            },
            stop);

    public Task<AccountRefusal> EndAsync(Actor actor, Guid id, CancellationToken stop) =>
        ActAsync(
            actor,
            id,
            new AuditEvent(AuditAct.AccountEnded) { Target = id.ToString() },
            async (change, account) =>
            {
                await SignInStore.EndAllAsync(change, id, but: null);
                await AccountStore.EndAsync(change, id);
                await notices.EndedAsync(change, account);
                return AccountRefusal.None;
            },
            stop,
            leavesRole: true);

    /// <summary>How the console looks and works for who asks: their own choice, and in the log as every change of an account.</summary>
    public Task<bool> SetPreferencesAsync(Actor actor, Guid id, string language, Preferences preferences, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                await AccountStore.SetPreferencesAsync(change, id, language, preferences);
                change.Record(new AuditEvent(AuditAct.AccountChanged) { Target = $"{id} preferences" });
                return true;
            },
            stop);

    // Does it unless it is refused, and says in the log what came of it.
    Task<AccountRefusal> ActAsync(
        Actor actor, Guid id, AuditEvent happened, Func<Change, Account, Task<AccountRefusal>> act, CancellationToken stop, bool leavesRole = false) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var account = await accounts.FindAsync(change.Connection, id);
                var refusal = await RefusalAsync(change, actor, account, leavesRole);
                if (refusal == AccountRefusal.None)
                    refusal = await act(change, account!);
                change.Record(happened with { Outcome = OutcomeOf(refusal) });
                return refusal;
            },
            stop);

    // The person; and, where somebody gets to see everything, those who see everything now (the host's word, too).
    async Task TellAsync(Change change, Account account, Role role)
    {
        await notices.RoleChangedAsync(change, account, role);
        if (!NeedsSecond(role))
            return;
        foreach (var officer in await accounts.OfRoleAsync(change.Connection, Role.PrivacyOfficer))
        {
            if (officer.Id != account.Id)
                await notices.OfficerAsync(change, officer, account, role);
        }
    }

    static async Task<AccountRefusal> RefusalAsync(Change change, Actor actor, Account? account, bool leavesRole)
    {
        if (account is null || account.EndedAt is not null)
            return AccountRefusal.Unknown;
        if (actor.Id == account.Id.ToString())
            return AccountRefusal.Self;
        return leavesRole && account.Role is Role.PrivacyOfficer or Role.Administrator && await AccountStore.IsLastOfRoleAsync(change, account)
            ? AccountRefusal.LastOne
            : AccountRefusal.None;
    }

    static AuditOutcome OutcomeOf(AccountRefusal refusal) => refusal == AccountRefusal.None ? AuditOutcome.Ok : AuditOutcome.Refused;

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
