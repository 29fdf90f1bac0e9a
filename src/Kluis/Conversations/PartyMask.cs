using System.Text.Json.Nodes;
using Kluis.Access;

namespace Kluis.Conversations;

/// <summary>
/// What a role does not need of a person is not sent at all: an agent sees who called, not the numbers and addresses.
/// </summary>
static class PartyMask
{
    static readonly string[] Shown = ["name", "role", "agent_id", "type"];

    public static IReadOnlyList<PartyFacts> For(Caller caller, IEnumerable<PartyFacts> parties) =>
        caller.ReachOf(Permission.Search) == Reach.FoundCustomer ? [.. parties.Select(Mask)] : [.. parties];

    static PartyFacts Mask(PartyFacts party)
    {
        var fields = new JsonObject();
        foreach (var key in Shown)
        {
            if (party.Fields[key] is { } value)
                fields[key] = value.DeepClone();
        }
        var hidden = party.Fields.Select(field => field.Key).Where(key => !Shown.Contains(key, StringComparer.Ordinal)).ToList();
        if (hidden.Count > 0)
            fields["masked"] = new JsonArray([.. hidden.Select(key => (JsonNode)key)]);
        return party with { Fields = fields };
    }
}
