using Kluis.Audit;

namespace Kluis.Access;

/// <summary>What a route needs and what it writes to the log. Every route has one; a test goes through them all.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
sealed class NeedsAttribute(Permission permission, AuditAct act) : Attribute
{
    public Permission Permission { get; } = permission;

    public AuditAct Act { get; } = act;

    /// <summary>The gate writes the entry itself, before the route runs: for reads that have nothing more to tell.</summary>
    public bool ByGate { get; init; }
}

/// <summary>A route that anybody may call, with the reason why that is safe.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
sealed class OpenToAllAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}

/// <summary>A route for everybody who has signed in, whatever the role.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
sealed class SignedInAttribute(AuditAct act) : Attribute
{
    public AuditAct Act { get; } = act;

    /// <summary>A page on the way in, or of the locked screen: it answers whoever has signed in half, too.</summary>
    public bool OnTheWay { get; init; }
}
