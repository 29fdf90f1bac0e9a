using Kluis.Web;

namespace Kluis.Access;

/// <summary>Says in words who somebody is and how far a right goes.</summary>
static class AccessWords
{
    public static string NameOf(this Holder holder, Words words) =>
        holder.Token is { } token ? words["actor.token", token.Label] : holder.Caller.DisplayName ?? words["actor.someone"];

    /// <summary>What narrows this one down, such as the team; null: nothing does.</summary>
    public static string? ScopeOf(this Caller caller, Words words)
    {
        var parts = new[]
        {
            caller.Team is { } team ? words["scope.team", team] : null,
            caller.Queue is { } queue ? words["scope.queue", queue] : null,
            caller.Source is { } source ? words["scope.source", source] : null,
            caller.AgentIds.Count > 0 ? words["scope.agent", string.Join(", ", caller.AgentIds)] : null,
        }.OfType<string>().ToList();
        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    /// <summary>How far one permission goes for this caller: <c>all</c>, <c>team A</c>; null: not at all.</summary>
    public static string? Far(this Caller caller, Permission permission, Words words) => caller.ReachOf(permission) switch
    {
        Reach.Nothing => null,
        Reach.Team => words["reach.team", caller.Team ?? "–"],
        Reach.Queue => words["reach.queue", caller.Queue ?? "–"],
        Reach.OwnSource => words["reach.own-source", caller.Source ?? "–"],
        Reach.Own => words["reach.own"],
        Reach.FoundCustomer => words["reach.found-customer"],
        Reach.WithoutCustomers => words["reach.without-customers"],
        Reach.Technical => words["reach.technical"],
        Reach.All => words["reach.all"],
    };

    /// <summary>Why this one reaches this conversation.</summary>
    public static string Why(this Allowed allowed, ConversationMarks marks, Words words)
    {
        var role = words["role." + allowed.Holder.Caller.Role.Name()];
        return allowed.Reach switch
        {
            Reach.Team => words["why-access.team", role, marks.Team],
            Reach.Queue => words["why-access.queue", role, marks.Queue],
            Reach.OwnSource => words["why-access.own-source", role, marks.Source],
            Reach.Own => words["why-access.own", role, marks.AgentId],
            _ => words["why-access.all", role],
        };
    }
}
