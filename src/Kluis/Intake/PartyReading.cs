using System.Text.Json.Nodes;
using Kluis.Conversations;
using Kluis.Conversations.People;
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
            [.. PartyIdentifiers.Of(fields, country).Select(known => known.Identifier).OfType<Identifier>().Distinct()],
            Text(fields, "name"));
    }

    public static string? Text(JsonObject fields, string key) => PartyIdentifiers.Text(fields, key);
}
