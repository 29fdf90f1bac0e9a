using System.Text.Json;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <summary>
/// A role that opens content of other people is asked for by an administrator and given by an officer, who is neither the
/// asker nor the one who gets it.
/// </summary>
sealed class RoleRequests(Approvals approvals)
{
    public const string Kind = "account.role";

    /// <param name="Ends">UTC milliseconds, or null.</param>
    sealed record Payload(Guid User, string Role, string? Team, string? Queue, long? Ends);

    public Task<(ApprovalRefusal Refusal, Guid Id)> AskAsync(Caller caller, Guid user, NewAccount wish, string? reason, CancellationToken stop)
    {
        var payload = new Payload(user, wish.Role.Name(), wish.Team, wish.Queue, wish.RoleEnds?.ToUnixTimeMilliseconds());
        return approvals.AskAsync(caller, Kind, JsonSerializer.Serialize(payload), reason, stop);
    }

    public static ApprovalKind KindOf(AccountStore accounts, AccountChanges changes, ReachCount reach) => new(Kind, Permission.EditAccess, Permission.ApproveAccess)
    {
        Facts = text => FactsOf(Read(text)),
        CountAsync = (text, stop) => CountAsync(accounts, reach, Read(text), stop),
        PerformAsync = (change, approval) => PerformAsync(changes, change, approval),
    };

    static List<AskedFact> FactsOf(Payload payload)
    {
        var facts = new List<AskedFact> { new("approval-fact.account", payload.User.ToString(), FactForm.Person), new("user.role", "role." + payload.Role, FactForm.Text) };
        if (payload.Team is { Length: > 0 } team)
            facts.Add(new("user.team", team));
        if (payload.Queue is { Length: > 0 } queue)
            facts.Add(new("user.queue", queue));
        if (payload.Ends is { } ends)
            facts.Add(new("user.ends", DateTimeOffset.FromUnixTimeMilliseconds(ends).ToString("O", System.Globalization.CultureInfo.InvariantCulture), FactForm.Until));
        return facts;
    }

    static async Task<IReadOnlyList<EffectLine>> CountAsync(AccountStore accounts, ReachCount reach, Payload payload, CancellationToken stop) =>
    [
        new("approval-effect.role-reach", await reach(new TokenWish("", Roles.Parse(payload.Role)!.Value) { Team = payload.Team, Queue = payload.Queue }, stop)),
        new("approval-effect.same-role", await accounts.CountOfRoleAsync(payload.Role, stop)),
    ];

    static async Task PerformAsync(AccountChanges changes, Change change, Approval approval)
    {
        var payload = Read(approval.Content.Payload);
        var ends = payload.Ends is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : (DateTimeOffset?)null;
        var refusal = await changes.SetRoleAsync(change, new Actor(approval.DecidedBy!), payload.User, Roles.Parse(payload.Role)!.Value, payload.Team, payload.Queue, ends);
        if (refusal != AccountRefusal.None)
            throw new FaultException("role.refused", "The role cannot be given: the account has ended, is the last of its role, or is the decider's own.");
    }

    static Payload Read(string text) => JsonSerializer.Deserialize<Payload>(text)!;
}
