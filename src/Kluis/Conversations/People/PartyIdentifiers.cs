using System.Text.Json.Nodes;
using Kluis.Keys;

namespace Kluis.Conversations.People;

/// <summary>What somebody can be found by, as it stands in a party of a vCon.</summary>
/// <param name="Kind">The member of the party that it is from.</param>
/// <param name="Text">As it came in.</param>
/// <param name="Identifier">In its one form; null where the text has none.</param>
sealed record PartyIdentifier(string Kind, string Text, Identifier? Identifier);

static class PartyIdentifiers
{
    /// <param name="known">What was read before: reading a telephone number is dear, and somebody calls with the same one again and again.</param>
    public static IEnumerable<PartyIdentifier> Of(JsonObject fields, string country, Dictionary<(string Kind, string Text), Identifier?>? known = null)
    {
        foreach (var (kind, key, read) in new (string, string, Func<string, Identifier?>)[]
        {
            ("tel", "tel", text => Identifier.Phone(text, country)),
            ("sip", "sip", text => Identifier.Phone(text, country)),
            ("mailto", "mailto", Identifier.Email),
            ("customer_number", Text(fields, "customer_number") is null ? "customerNumber" : "customer_number", Identifier.Customer),
        })
        {
            if (Text(fields, key) is { } text)
                yield return new(kind, text, Once(known, kind, text, read));
        }
        if (fields["civicaddress"] is JsonObject address)
        {
            var (code, house) = (Text(address, "pc"), Text(address, "hno") + Text(address, "hns"));
            if (code is not null)
                yield return new("civicaddress", string.Join(' ', new[] { code, Text(address, "hno"), Text(address, "hns") }.OfType<string>()), Identifier.Postcode(code, house));
        }
    }

    static Identifier? Once(Dictionary<(string, string), Identifier?>? known, string kind, string text, Func<string, Identifier?> read)
    {
        if (known is null)
            return read(text);
        if (!known.TryGetValue((kind, text), out var identifier))
            known[(kind, text)] = identifier = read(text);
        return identifier;
    }

    public static string? Text(JsonObject fields, string key) =>
        fields[key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
