using Kluis.Audit;

namespace Kluis.Access;

/// <summary>Gives what a token may be bound to: id and name. A slice above fills it.</summary>
delegate Task<Dictionary<Guid, string>> ActivityNames(CancellationToken stop);

/// <summary>What somebody asks for, as it came in.</summary>
sealed record TokenRequest(string? Label, string? Role)
{
    public string? Source { get; init; }

    public string? Team { get; init; }

    public string? Queue { get; init; }

    public Guid? User { get; init; }

    public Guid? Activity { get; init; }

    public int? Days { get; init; }
}

/// <param name="Problem">The rule that is broken, its field first: <c>source: …</c>; null when the token is made.</param>
/// <param name="Secret">Shown this once.</param>
sealed record TokenAnswer(string? Problem, Guid Id, string Secret);

/// <summary>Where an administrator gets a token, by the API and in the console: the same refusals in both.</summary>
sealed class TokenDesk(Tokens tokens, AccessStore store)
{
    /// <summary>The roles that are handed out here.</summary>
    public static IReadOnlyList<Role> Roles { get; } = [.. Enum.GetValues<Role>().Where(role => !ContentTokens.TakesTwo(role))];

    public async Task<TokenAnswer> MakeAsync(Actor actor, TokenRequest request, CancellationToken stop)
    {
        if (Access.Roles.Parse(request.Role) is not { } role)
            return Refused("role: one of " + string.Join(", ", Enum.GetValues<Role>().Select(known => known.Name())));
        // Nobody gives himself, or anybody, a way to content here; that takes a second person, or the command line.
        if (ContentTokens.TakesTwo(role))
            return Refused("role: a token that opens content takes a second person: ask for it with POST /api/v1/tokens/content");
        var wish = new TokenWish(request.Label ?? "", role)
        {
            Source = request.Source, Team = request.Team, Queue = request.Queue, User = request.User, Activity = request.Activity, Days = request.Days ?? 90,
        };
        if (wish.Problem() is { } problem)
            return Refused(problem);
        // A token reads back what came in through its source; a second one for the same source would open what is there.
        if (wish.Source is { } source && await store.HasSourceAsync(source, stop))
            return Refused("source: it has a token or a watched folder already; a further one is made on the host, with kluis token create");
        var (id, secret) = await tokens.CreateAsync(actor, wish, stop);
        return new TokenAnswer(null, id, secret);
    }

    static TokenAnswer Refused(string problem) => new(problem, default, "");
}
