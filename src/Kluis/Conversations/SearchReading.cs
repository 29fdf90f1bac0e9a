using System.Globalization;
using Kluis.Keys;
using Kluis.Web;

namespace Kluis.Conversations;

/// <summary>The body of a search by API.</summary>
sealed record SearchBody
{
    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? CustomerNumber { get; init; }

    public string? Postcode { get; init; }

    public string? HouseNumber { get; init; }

    /// <summary>Any one identifier, its kind unsaid.</summary>
    public string? Find { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Channel { get; init; }

    public string? Direction { get; init; }

    public string? Queue { get; init; }

    public string? AgentId { get; init; }

    public Guid? Activity { get; init; }

    /// <summary>With sound, or without.</summary>
    public bool? Recording { get; init; }

    /// <summary><c>newest</c> (also when nothing is said), <c>oldest</c>, <c>longest</c>.</summary>
    public string? Sort { get; init; }

    public int? Limit { get; init; }

    public string? Cursor { get; init; }
}

/// <summary>Reads what is looked for, as people write it.</summary>
static class SearchReading
{
    /// <returns>The query, or the rule that is broken.</returns>
    public static (SearchQuery? Query, string? Problem) Read(SearchBody body, string country, Cursors cursors)
    {
        var identifiers = new List<Identifier>();
        foreach (var (given, read, name) in new (string?, Func<string, Identifier?>, string)[]
        {
            (body.Phone, text => Identifier.Phone(text, country), "phone: a telephone number"),
            (body.Email, Identifier.Email, "email: an e-mail address"),
            (body.CustomerNumber, Identifier.Customer, "customerNumber: letters and digits"),
            (body.Postcode, text => Identifier.Postcode(text, body.HouseNumber), "postcode: with houseNumber, like 1234 AB and 12 A"),
        })
        {
            if (string.IsNullOrWhiteSpace(given))
                continue;
            if (read(given) is not { } identifier)
                return (null, name);
            identifiers.Add(identifier);
        }
        if (!string.IsNullOrWhiteSpace(body.Find))
        {
            var guesses = Guess(body.Find, country);
            if (guesses.Count == 0)
                return (null, "find: a telephone number, e-mail address, customer number, or postcode with house number");
            identifiers.AddRange(guesses);
        }
        if (body.Limit is < 1 or > Search.MostItems)
            return (null, $"limit: 1 to {Search.MostItems}");
        if (!Label.Fits(body.Queue) || !Label.Fits(body.AgentId))
            return (null, "queue, agentId: at most 100 characters, none of them control characters");
        if (body.Direction is not (null or "in" or "out"))
            return (null, "direction: in or out");
        if (body.Channel is not null && Named<Channel>(body.Channel) is null)
            return (null, "channel: call, chat or mail");
        if (body.Sort is not null && Named<SearchSort>(body.Sort) is null)
            return (null, "sort: newest, oldest or longest");
        var after = body.Cursor is null ? null : cursors.Open(body.Cursor);
        if (body.Cursor is not null && after is null)
            return (null, "cursor: the one of the page before, unchanged");
        return (new SearchQuery
        {
            Identifiers = [.. identifiers.Distinct()], From = body.From, Until = body.Until, Channel = Named<Channel>(body.Channel), Direction = body.Direction,
            Queue = body.Queue, AgentId = body.AgentId, Activity = body.Activity, HasRecording = body.Recording,
            Sort = Named<SearchSort>(body.Sort) ?? SearchSort.Newest, Limit = body.Limit ?? 50, After = after,
        }, null);
    }

    static T? Named<T>(string? text)
        where T : struct, Enum =>
        text is { Length: > 0 } && !char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var known) ? known : null;

    /// <summary>All that a text may be: <c>0612345678</c> is a telephone number, and could be a customer number.</summary>
    public static IReadOnlyList<Identifier> Guess(string text, string country)
    {
        if (Identifier.Email(text) is { } email && text.Contains('@', StringComparison.Ordinal))
            return [email];
        var address = AddressOf(text);
        if (address is not null)
            return [address.Value];
        return [.. new[] { Identifier.Phone(text, country), Identifier.Customer(text) }.OfType<Identifier>()];
    }

    // "1234 AB 12 A", "1234ab-12": four digits, two letters, then the house number.
    static Identifier? AddressOf(string text)
    {
        var clean = string.Concat(text.ToUpper(CultureInfo.InvariantCulture).Where(char.IsLetterOrDigit));
        return clean.Length > 6 ? Identifier.Postcode(clean[..6], clean[6..]) : null;
    }
}
