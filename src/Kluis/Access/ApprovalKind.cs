using Kluis.Audit;

namespace Kluis.Access;

/// <summary>One line of what an act would do, counted at one moment.</summary>
/// <param name="Text">Key of a text.</param>
sealed record EffectLine(string Text, long Count);

/// <summary>One line of what is asked for.</summary>
/// <param name="Text">Key of a text.</param>
/// <param name="Value">As <paramref name="Form"/> says.</param>
sealed record AskedFact(string Text, string Value, FactForm Form = FactForm.Plain);

/// <summary>What the value of an <see cref="AskedFact"/> is.</summary>
enum FactForm
{
    Plain,

    /// <summary>The key of a text.</summary>
    Text,

    /// <summary>The id of somebody: who decides about a person must see who it is.</summary>
    Person,

    /// <summary>The moment before which it holds, in UTC (ISO 8601): people read the last day.</summary>
    Until,
}

/// <summary>
/// A kind of act that takes two people. A slice registers its kinds as services; asking, deciding and expiring is the same for
/// all. Of each there are the texts <c>approval-kind.NAME</c>, <c>approval-what.NAME</c> and <c>approval-yes.NAME</c>.
/// </summary>
/// <param name="name">Such as <c>token.content</c>; it stands in the database.</param>
/// <param name="asks">Who may ask for it.</param>
/// <param name="decides">Who may decide, though never about what they asked themselves.</param>
sealed class ApprovalKind(string name, Permission asks, Permission decides)
{
    public string Name { get; } = name;

    public Permission Asks { get; } = asks;

    public Permission Decides { get; } = decides;

    /// <summary>Tells what is asked, out of the payload that the kind itself has made.</summary>
    public required Func<string, IReadOnlyList<AskedFact>> Facts { get; init; }

    /// <summary>Counts what the act would do now.</summary>
    public required Func<string, CancellationToken, Task<IReadOnlyList<EffectLine>>> CountAsync { get; init; }

    /// <summary>
    /// Does it, inside the change that decides: SQL only, since it may run more than once. When it throws, nothing is decided.
    /// </summary>
    public required Func<Change, Approval, Task> PerformAsync { get; init; }

    /// <summary>The act destroys something: its page says so, in red.</summary>
    public bool IsDestruction { get; init; }

    /// <summary>Where the asker goes for what was approved, after the address of the approval; null: it is done.</summary>
    public string? PickUp { get; init; }
}
