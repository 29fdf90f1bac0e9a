using System.Text.Json.Nodes;
using Kluis.Conversations;
using Kluis.Keys;

namespace Kluis.Intake;

/// <summary>Reads a vCon party as a person: who it is of, and by what they are found.</summary>
static class PartyReading
{
    static readonly string[] StaffRoles = ["agent", "supervisor", "sme", "employee", "operator"];

    public static NewParty Read(JsonObject fields, string country)
    {
        var role = Text(fields, "role");
        var agentId = Text(fields, "agent_id");
        return new NewParty(
            (JsonObject)fields.DeepClone(),
            IsStaff: agentId is not null || (role is not null && StaffRoles.Contains(role, StringComparer.OrdinalIgnoreCase)),
            role,
            agentId,
            [.. Identifiers(fields, country).OfType<Identifier>().Distinct()],
            Text(fields, "name"));
    }

    static IEnumerable<Identifier?> Identifiers(JsonObject fields, string country)
    {
        yield return Identifier.Phone(Text(fields, "tel"), country);
        yield return Identifier.Phone(Text(fields, "sip"), country);
        yield return Identifier.Email(Text(fields, "mailto"));
        yield return Identifier.Customer(Text(fields, "customer_number") ?? Text(fields, "customerNumber"));
        if (fields["civicaddress"] is JsonObject address)
            yield return Identifier.Postcode(Text(address, "pc"), Text(address, "hno") + Text(address, "hns"));
    }

    public static string? Text(JsonObject fields, string key) =>
        fields[key] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
