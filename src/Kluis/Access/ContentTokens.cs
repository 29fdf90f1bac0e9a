using System.Text.Json;
using Kluis.Audit;

namespace Kluis.Access;

/// <summary>How many conversations a token would reach now. The slice that has the conversations gives it.</summary>
delegate Task<long> ReachCount(TokenWish wish, CancellationToken stop);

/// <summary>
/// Tokens that open content, or show the whole log: an administrator asks, a privacy officer decides. The secret is made when
/// the asker picks the token up, so that nothing of it is ever kept but its hash.
/// </summary>
sealed class ContentTokens(Approvals approvals, ApprovalStore store, AccessStore access, Tokens tokens, Journal journal, TimeProvider time)
{
    public const string Kind = "token.content";

    /// <summary>Of the conversations that a token would reach: counted so far, and told as "or more" beyond.</summary>
    public const int MostCounted = 100_000;

    sealed record Payload(string Label, string Role, string? Source, string? Team, string? Queue, Guid? User, Guid? Activity, int Days);

    /// <summary>Whether a token of this role takes two people.</summary>
    public static bool TakesTwo(Role role) =>
        Permissions.Of(role, Permission.OpenContent) != Reach.Nothing || Permissions.Of(role, Permission.ReadLog) == Reach.All;

    public static ApprovalKind KindOf(AccessStore access, ReachCount reach, TimeProvider time) => new(Kind, Permission.EditAccess, Permission.ApproveAccess)
    {
        Facts = payload => FactsOf(WishOf(payload)),
        CountAsync = async (payload, stop) => await CountAsync(WishOf(payload), access, reach, time, stop),
        // Nothing is made yet: the asker makes it by picking it up.
        PerformAsync = (_, _) => Task.CompletedTask,
        PickUp = "token",
    };

    /// <returns>The rule of tokens that is broken; or why it cannot be asked; or the id of what was asked.</returns>
    public async Task<(string? Problem, ApprovalRefusal Refusal, Guid Id)> AskAsync(Caller caller, TokenWish wish, string? reason, CancellationToken stop)
    {
        if ((TakesTwo(wish.Role) ? wish.Problem() : "role: a token of this role needs no second person") is { } problem)
            return (problem, ApprovalRefusal.None, default);
        if (wish.User is { } user && (await access.UsersAsync(stop)).TrueForAll(each => each.Id != user.ToString()))
            return ("user: there is no such user", ApprovalRefusal.None, default);
        var payload = new Payload(wish.Label, wish.Role.Name(), wish.Source, wish.Team, wish.Queue, wish.User, wish.Activity, wish.Days);
        var (refusal, id) = await approvals.AskAsync(caller, Kind, JsonSerializer.Serialize(payload), reason, stop);
        return (null, refusal, id);
    }

    /// <summary>Makes the token that was approved: once, by who asked for it.</summary>
    public async Task<(ApprovalRefusal Refusal, Guid Id, string? Secret)> PickUpAsync(Caller caller, Guid id, CancellationToken stop)
    {
        var found = await store.FindAsync(id, stop);
        if (found is null || found.Kind != Kind || found.AskedBy != caller.Actor.Id)
            return (ApprovalRefusal.NotFound, default, null);
        if (RefusalOf(found, time.GetUtcNow().ToUnixTimeMilliseconds()) is var refusal and not ApprovalRefusal.None)
            return (refusal, default, null);
        var made = await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                if (await ApprovalStore.UseAsync(change, id))
                    return await tokens.AddAsync(change, WishOf(found.Content.Payload), id.ToString());
                change.Record(new AuditEvent(AuditAct.TokenCreated) { Target = id.ToString(), Outcome = AuditOutcome.Refused });
                return default;
            },
            stop);
        return made.Secret is null ? (ApprovalRefusal.Used, default, null) : (ApprovalRefusal.None, made.Id, made.Secret);
    }

    static ApprovalRefusal RefusalOf(Approval approval, long now) => approval switch
    {
        { State: not ApprovalState.Approved } => ApprovalRefusal.NotApproved,
        { UsedAt: not null } => ApprovalRefusal.Used,
        _ when approval.ExpiresAt <= now => ApprovalRefusal.Expired,
        _ => ApprovalRefusal.None,
    };

    static async Task<IReadOnlyList<EffectLine>> CountAsync(TokenWish wish, AccessStore access, ReachCount reach, TimeProvider time, CancellationToken stop)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var alike = (await access.TokensAsync(stop)).Count(token => token.Role == wish.Role.Name() && token.RevokedAt is null && token.ExpiresAt > now);
        var reached = await reach(wish, stop);
        return [reached > MostCounted ? new("approval-effect.reach-more", MostCounted) : new("approval-effect.reach", reached), new("approval-effect.days", wish.Days), new("approval-effect.alike", alike)];
    }

    static List<AskedFact> FactsOf(TokenWish wish)
    {
        var facts = new List<AskedFact> { new("approval-fact.label", wish.Label), new("approval-fact.role", "role." + wish.Role.Name(), FactForm.Text) };
        void Add(string text, string? value, FactForm form = FactForm.Plain)
        {
            if (!string.IsNullOrEmpty(value))
                facts.Add(new(text, value, form));
        }
        Add("approval-fact.team", wish.Team);
        Add("approval-fact.queue", wish.Queue);
        Add("approval-fact.source", wish.Source);
        Add("approval-fact.user", wish.User?.ToString(), FactForm.Person);
        return facts;
    }

    static TokenWish WishOf(string payload)
    {
        var read = JsonSerializer.Deserialize<Payload>(payload)!;
        return new TokenWish(read.Label, Roles.Parse(read.Role)!.Value)
        {
            Source = read.Source, Team = read.Team, Queue = read.Queue, User = read.User, Activity = read.Activity, Days = read.Days,
        };
    }
}
