using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Access;

/// <summary>What a new token is to be. A token without its scope would reach nothing, or too much: both are refused.</summary>
sealed record TokenWish(string Label, Role Role)
{
    public string? Source { get; init; }

    public string? Team { get; init; }

    public string? Queue { get; init; }

    public Guid? User { get; init; }

    public Guid? Activity { get; init; }

    public int Days { get; init; } = 90;

    public const int LongestDays = 366;

    /// <returns>The rule that is broken, or null.</returns>
    public string? Problem() => this switch
    {
        { Label.Length: 0 or > 80 } => "label: 1 to 80 characters",
        { Days: < 1 or > LongestDays } => $"days: 1 to {LongestDays}",
        { Role: Role.Integrator, Source: null or "" } => "source: a token for another system names its source",
        { Role: Role.TeamLead, Team: null or "" } => "team: a team lead's token names the team",
        { Role: Role.Quality, Queue: null or "" } => "queue: a quality reviewer's token names the queue",
        { Role: Role.Agent, User: null } => "user: an agent's token names the user",
        { Role: not Role.Agent, User: not null } => "user: only an agent's token names a user",
        _ => null,
    };
}

/// <summary>Makes and ends tokens for the API.</summary>
sealed class Tokens(Journal journal, IdSource ids)
{
    /// <returns>The id and the secret, which is shown this once.</returns>
    public Task<(Guid Id, string Secret)> CreateAsync(Actor actor, TokenWish wish, CancellationToken stop) =>
        journal.ChangeAsync(actor, change => AddAsync(change, wish), stop);

    /// <summary>As <see cref="CreateAsync"/>, inside a change that does more.</summary>
    /// <param name="approval">What a second person has approved, for the log; null: nobody had to.</param>
    public async Task<(Guid Id, string Secret)> AddAsync(Change change, TokenWish wish, string? approval = null)
    {
        var id = ids.New();
        var secret = Secret.New("kluis_");
        var expires = change.Now + (long)TimeSpan.FromDays(wish.Days).TotalMilliseconds;
        await AccessStore.AddTokenAsync(
            change,
            new TokenRow(id.ToString(), wish.Label, wish.Role.Name(), wish.Source, wish.Team, wish.Queue, wish.User?.ToString(), wish.Activity?.ToString(), change.Now, expires, null, null),
            Secret.Hash(secret));
        change.Record(new AuditEvent(AuditAct.TokenCreated) { Target = approval is null ? id.ToString() : $"{id} {approval}" });
        return (id, secret);
    }

    public Task<bool> RevokeAsync(Actor actor, string id, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var revoked = await AccessStore.RevokeTokenAsync(change, id);
                change.Record(new AuditEvent(AuditAct.TokenRevoked) { Target = id, Outcome = revoked ? AuditOutcome.Ok : AuditOutcome.Refused });
                return revoked;
            },
            stop);
}
