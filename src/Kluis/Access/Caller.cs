using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>Who is asking, with everything that decides what they get.</summary>
sealed record Caller(Actor Actor, Role Role)
{
    public string? Team { get; init; }

    public string? Queue { get; init; }

    /// <summary>For a token of another system: the name under which its conversations come in.</summary>
    public string? Source { get; init; }

    public IReadOnlyList<string> AgentIds { get; init; } = [];

    /// <summary>The processing activity of everything that comes in with this token, unless it says another.</summary>
    public Guid? Activity { get; init; }

    public string Language { get; init; } = "nl";

    public Preferences Preferences { get; init; } = Preferences.Default;

    public string? DisplayName { get; init; }

    /// <summary>Set for a person in the browser; a token has none.</summary>
    public Guid? User { get; init; }

    /// <summary>Set for a person in the browser: how far they have come in.</summary>
    public SignInState? SignIn { get; init; }

    public Reach ReachOf(Permission permission) => Permissions.Of(Role, permission);

    public bool May(Permission permission) => ReachOf(permission) != Reach.Nothing;

    /// <summary>Whether a conversation with these marks lies within <paramref name="permission"/>. Unknown marks: no.</summary>
    public bool Reaches(Permission permission, ConversationMarks marks) => ReachOf(permission) switch
    {
        Reach.All => true,
        Reach.Team => Team is not null && Team == marks.Team,
        Reach.Queue => Queue is not null && Queue == marks.Queue,
        // A customer who was looked up is the reader's to check; an agent's own conversations need no looking up.
        Reach.Own or Reach.FoundCustomer => marks.AgentId is { } agent && AgentIds.Contains(agent, StringComparer.Ordinal),
        Reach.OwnSource => Source is not null && Source == marks.Source,
        _ => false,
    };
}

/// <summary>What decides whose a conversation is.</summary>
sealed record ConversationMarks(string? Team, string? Queue, string? AgentId, string? Source);
