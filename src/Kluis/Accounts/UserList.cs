using Kluis.Access;

namespace Kluis.Accounts;

/// <summary>How an account stands. Text keys end in the lower-case name.</summary>
enum UserState
{
    Active,

    /// <summary>A link was sent; nobody has come yet.</summary>
    Invited,

    /// <summary>The role had an end, and it is past.</summary>
    RoleOver,
    Ended,
}

/// <summary>One account as the list shows it.</summary>
sealed record UserLine(Account Account, AccountUse Use, IReadOnlyList<string> AgentIds, UserState State);

/// <summary>What the list is narrowed to and ordered by.</summary>
sealed record UserQuery(string? Text, Role? Role, UserState? State, string Sort)
{
    public static readonly IReadOnlyList<string> Sorts = ["name", "role", "team", "last"];
}

/// <summary>Everybody with an account. Names are sealed under each person's own key, so the list is opened, then sorted.</summary>
sealed class UserList(AccountStore accounts, TimeProvider time)
{
    public async Task<List<UserLine>> FindAsync(UserQuery query, CancellationToken stop)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var use = await accounts.UseAsync(one: null, stop);
        var agents = await accounts.ReadAsync(AccountStore.AgentIdsAsync, stop);
        var lines = (await accounts.AllAsync(stop)).Select(account => LineOf(account, use, agents, now)).Where(line => Fits(line, query));
        return [.. Sorted(lines, query.Sort)];
    }

    /// <summary>One account, whether or not it has ended; nobody else's key is opened for it.</summary>
    public async Task<UserLine?> FindOneAsync(Guid id, CancellationToken stop) =>
        await accounts.FindAsync(id, stop) is { } account
            ? LineOf(account, await accounts.UseAsync(id, stop), await accounts.ReadAsync(AccountStore.AgentIdsAsync, stop), time.GetUtcNow().ToUnixTimeMilliseconds())
            : null;

    static UserLine LineOf(Account account, Dictionary<Guid, AccountUse> use, Dictionary<Guid, List<string>> agents, long now) =>
        new(account, use.GetValueOrDefault(account.Id) ?? new(null, 0), agents.GetValueOrDefault(account.Id) ?? [], StateOf(account, now));

    public static UserState StateOf(Account account, long now) => account switch
    {
        { EndedAt: not null } => UserState.Ended,
        _ when account.RoleEndsAt <= now => UserState.RoleOver,
        { ActivatedAt: null } => UserState.Invited,
        _ => UserState.Active,
    };

    // Whoever has left is shown when asked for.
    static bool Fits(UserLine line, UserQuery query) =>
        (query.State is { } state ? line.State == state : line.State != UserState.Ended)
        && (query.Role is not { } role || line.Account.Role == role)
        && (string.IsNullOrWhiteSpace(query.Text) || Has(line, query.Text.Trim()));

    static bool Has(UserLine line, string text) =>
        line.Account.Profile.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || line.Account.Profile.Email?.Contains(text, StringComparison.OrdinalIgnoreCase) == true
        || line.AgentIds.Contains(text, StringComparer.OrdinalIgnoreCase);

    static IOrderedEnumerable<UserLine> Sorted(IEnumerable<UserLine> lines, string sort) => sort switch
    {
        "role" => lines.OrderBy(line => line.Account.Role).ThenBy(line => line.Account.Profile.Name, StringComparer.OrdinalIgnoreCase),
        "team" => lines.OrderBy(line => line.Account.Team ?? line.Account.Queue, StringComparer.OrdinalIgnoreCase).ThenBy(line => line.Account.Profile.Name, StringComparer.OrdinalIgnoreCase),
        "last" => lines.OrderByDescending(line => line.Use.LastAt ?? 0),
        _ => lines.OrderBy(line => line.Account.Profile.Name, StringComparer.OrdinalIgnoreCase),
    };
}
