using Kluis.Web;

namespace Kluis.Access;

/// <summary>How much a thing presses, most first: the order of the start page.</summary>
enum Press
{
    Now,
    Soon,
    Calm,

    /// <summary>All is well: it stands among the facts about the vault, not among what needs somebody.</summary>
    Fine,
}

/// <summary>One thing that needs a person, or that this person looks after: a sentence and one link.</summary>
/// <param name="Title">The words of the link.</param>
/// <param name="Path">Where it is done.</param>
sealed record Need(Press Press, string Icon, string Title, string Path)
{
    /// <summary>A sentence below it.</summary>
    public string? Why { get; init; }

    /// <summary>What has to be done, must be done before then.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>
/// What one slice knows that needs somebody. It asks one question a kind, each bounded, and tells nothing that the pages it leads to would
/// not show this person.
/// </summary>
interface INeeds
{
    Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop);
}
