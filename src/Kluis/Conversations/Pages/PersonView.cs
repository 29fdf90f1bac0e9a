using System.Text.Json.Nodes;

namespace Kluis.Conversations.Pages;

/// <summary>Somebody in a conversation, as far as the reader may see: what is masked is named by its kind, its value is not here.</summary>
/// <param name="most">Of what people are found by: how many of them are shown.</param>
sealed class PersonView(PartyFacts party, int most = int.MaxValue)
{
    static readonly string[] maskable = ["tel", "sip", "mailto", "customer_number", "civicaddress"];

    /// <summary>For a list: the name and the first of what they are found by.</summary>
    public PersonView Short => new(party, 1);

    public bool IsStaff => party.IsStaff;

    /// <summary>The record of the person, by which the page of the customer is found.</summary>
    public Guid DataSubject => party.DataSubject;

    public int Position => party.Position;

    public string? Name => Text("name");

    public string? AgentId => party.AgentId;

    /// <summary>What people are found by, as it came in.</summary>
    public IReadOnlyList<string> Known =>
        [.. new[] { Text("customer_number") ?? Text("customerNumber"), Text("tel"), Text("mailto") ?? Text("email"), Address }.OfType<string>().Take(most)];

    public IReadOnlyList<string> Masked =>
        [.. (party.Fields["masked"] as JsonArray ?? []).Select(kind => (string?)kind).OfType<string>().Where(kind => maskable.Contains(kind, StringComparer.Ordinal)).Take(most)];

    string? Address => party.Fields["civicaddress"] is JsonObject address
        ? string.Join(' ', new[] { address["pc"], address["hno"], address["hns"] }.OfType<JsonValue>().Select(value => value.ToString()))
        : null;

    string? Text(string key) => party.Fields[key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
