using System.Globalization;
using Kluis.Keys;

namespace Kluis.Conversations.Events;

/// <summary>An event as somebody tells it: texts that were not read yet. All but kind and moment may be missing.</summary>
sealed record ToldEvent
{
    public string? Kind { get; init; }

    /// <summary>ISO 8601; without a zone in that of the organisation.</summary>
    public string? At { get; init; }

    /// <summary>The number of the case where it is known.</summary>
    public string? Case { get; init; }

    public string? Conversation { get; init; }

    /// <summary>The id of a customer.</summary>
    public string? Subject { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? CustomerNumber { get; init; }
}

/// <summary>An event that can be kept, once it is known of whom.</summary>
sealed record NewEvent(EventKind Kind, DateTimeOffset At, string? Case, Guid? Conversation, Guid? Subject, IReadOnlyList<Identifier> Identifiers)
{
    public const string Invalid = "event.invalid";
    const int LongestCase = 100;

    /// <returns>The event, or the field and the rule that it breaks; never its value.</returns>
    public static (NewEvent? Event, string? Problem) Read(ToldEvent told, string country, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (EventKinds.Parse(told.Kind) is not { } kind)
            return (null, "kind: one of " + string.Join(", ", EventKinds.Names));
        if (MomentOf(told.At, zone) is not { } at || at.Year < 1990 || at > now.AddDays(1))
            return (null, "at: a moment that has been, such as 2026-11-20T10:15:00+01:00");
        if (kind.IsOfCase() ? told.Case is not { Length: > 0 and <= LongestCase } : told.Case is { Length: > 0 })
            return (null, kind.IsOfCase() ? $"case: the number of the case, at most {LongestCase} characters" : "case: only with events of a case");
        var (conversation, subject) = (IdOf(told.Conversation), IdOf(told.Subject));
        if ((told.Conversation is { Length: > 0 } && conversation is null) || (told.Subject is { Length: > 0 } && subject is null))
            return (null, "conversation, subject: an id of this vault");
        var (identifiers, wrong) = IdentifiersOf(told, country);
        if (wrong is not null)
            return (null, wrong);
        if (conversation is null && subject is null && identifiers.Count == 0 && kind != EventKind.CaseClosed)
            return (null, "who: conversation, subject, phone, email or customerNumber");
        return (new NewEvent(kind, at, told.Case?.Trim().Normalize() is { Length: > 0 } number ? number : null, conversation, subject, identifiers), null);
    }

    static (List<Identifier> Identifiers, string? Problem) IdentifiersOf(ToldEvent told, string country)
    {
        var found = new List<Identifier>();
        foreach (var (name, text, identifier) in new[]
        {
            ("customerNumber", told.CustomerNumber, Identifier.Customer(told.CustomerNumber)),
            ("phone", told.Phone, Identifier.Phone(told.Phone, country)),
            ("email", told.Email, Identifier.Email(told.Email)),
        })
        {
            if (text is not { Length: > 0 })
                continue;
            if (identifier is null)
                return ([], $"{name}: cannot be read");
            found.Add(identifier.Value);
        }
        return (found, null);
    }

    static Guid? IdOf(string? text) => Guid.TryParse(text, out var id) ? id : null;

    static DateTimeOffset? MomentOf(string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment))
            return null;
        return moment.Kind switch
        {
            DateTimeKind.Unspecified => new DateTimeOffset(moment, zone.GetUtcOffset(moment)),
            _ => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        };
    }
}
