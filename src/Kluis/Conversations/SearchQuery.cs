using Kluis.Keys;

namespace Kluis.Conversations;

enum SearchSort
{
    Newest,
    Oldest,
    Longest,
}

/// <summary>What is looked for. All that is given must hold.</summary>
sealed record SearchQuery
{
    /// <summary>All of one person: conversations of anybody who is found by one of these.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public Channel? Channel { get; init; }

    public string? Direction { get; init; }

    public string? Queue { get; init; }

    public string? AgentId { get; init; }

    public Guid? Activity { get; init; }

    /// <summary>With sound, or without; null: both.</summary>
    public bool? HasRecording { get; init; }

    /// <summary>Only conversations of the caller's own agent ids, whatever else the caller may find.</summary>
    public bool OnlyOwn { get; init; }

    public SearchSort Sort { get; init; }

    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; the number is what is sorted by.</summary>
    public (long Key, string Id)? After { get; init; }

    /// <summary>The page that ends before <see cref="After"/> instead of the one that starts there.</summary>
    public bool IsBackwards { get; init; }
}
