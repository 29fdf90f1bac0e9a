using Kluis.Conversations.Events;

namespace Kluis.Conversations.Pages;

/// <summary>What happened, as a part of a page.</summary>
/// <param name="Here">The conversation whose page it is, which needs no link to itself; null: a person's.</param>
/// <param name="Add">Where the reader may add to it; null: they may not.</param>
sealed record EventsView(EventFacts Facts, string? Here, string? Add);
