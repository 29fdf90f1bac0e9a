using System.Text.Json.Nodes;
using Kluis.Keys;

namespace Kluis.Conversations.People;

/// <summary>Something a person is known by, and how we know.</summary>
/// <param name="Kind">The member of the vCon party: tel, sip, mailto, customer_number, civicaddress.</param>
/// <param name="Text">As it came in last; null for a role that is sent its kind only.</param>
/// <param name="Sources">The systems that it came from.</param>
/// <param name="Count">In how many conversations; 0: known from earlier ones that are gone or lie further back.</param>
/// <param name="Finds">Whether a search by it still finds this person: not after it went to a new owner.</param>
sealed record KnownIdentifier(
    string Kind, string? Text, Identifier? Identifier, IReadOnlyList<string> Sources, int Count, long? First, long? Last, string? Newest, bool Finds);

/// <summary>Puts together by what a person is known: from what their conversations say, and from what is kept of the person.</summary>
static class Evidence
{
    sealed record Seen(PartyIdentifier What, EvidenceRow Where);

    /// <param name="parties">Newest first, with their opened fields.</param>
    /// <param name="profiles">What searches find the person by.</param>
    /// <param name="withRest">Also what stands in the profiles only.</param>
    public static IReadOnlyList<KnownIdentifier> Of(
        IReadOnlyList<(EvidenceRow Row, JsonObject Fields)> parties, IReadOnlyList<SubjectProfile> profiles, string country, bool withRest)
    {
        var finds = profiles.SelectMany(profile => profile.Identifiers).Select(pair => (pair[0], pair[1])).ToHashSet();
        var read = new Dictionary<(string Kind, string Text), Identifier?>();
        var seen = parties.SelectMany(party => PartyIdentifiers.Of(party.Fields, country, read).Select(what => new Seen(what, party.Row))).ToList();
        var known = seen.GroupBy(one => KeyOf(one.What)).Select(group => Of([.. group], finds)).ToList();
        var rest = finds.Where(pair => withRest && !known.Exists(one => one.Identifier is { } identifier && PairOf(identifier) == pair));
        return [.. known.Concat(rest.Select(OfProfile)).OrderBy(one => Array.IndexOf(Order, one.Kind)).ThenByDescending(one => one.Last ?? 0)];
    }

    static readonly string[] Order = ["customer_number", "tel", "sip", "mailto", "civicaddress"];

    static KnownIdentifier Of(List<Seen> group, HashSet<(string, string)> finds)
    {
        var newest = group[0];
        return new(
            newest.What.Kind, newest.What.Text, newest.What.Identifier,
            [.. group.Select(one => one.Where.Source).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            group.Select(one => one.Where.ConversationId).Distinct().Count(), group[^1].Where.StartedAt, newest.Where.StartedAt, newest.Where.ConversationId,
            newest.What.Identifier is { } identifier && finds.Contains(PairOf(identifier)));
    }

    static KnownIdentifier OfProfile((string Field, string Value) pair)
    {
        var field = Enum.Parse<IdentifierField>(pair.Field, ignoreCase: true);
        var (kind, text) = field switch
        {
            IdentifierField.Phone => ("tel", "+" + pair.Value),
            IdentifierField.Email => ("mailto", pair.Value),
            IdentifierField.Customer => ("customer_number", pair.Value),
            IdentifierField.Postcode => ("civicaddress", pair.Value.Replace('|', ' ').Trim()),
            IdentifierField.Account or IdentifierField.Together => throw new InvalidOperationException("It finds records; no customer is known by it."),
        };
        return new(kind, text, new(field, pair.Value), [], 0, null, null, null, Finds: true);
    }

    // A telephone number is one, whether it came as tel or as sip.
    static string KeyOf(PartyIdentifier what) => what.Identifier is { } identifier ? $"{identifier.Field} {identifier.Value}" : $"{what.Kind} {what.Text}";

    static (string, string) PairOf(Identifier identifier) => SubjectStore.AsPair(identifier) is var pair ? (pair[0], pair[1]) : default;
}
