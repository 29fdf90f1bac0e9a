using System.Text.Json.Nodes;
using Kluis.Conversations;
using Kluis.Keys;

namespace Kluis.Bench;

/// <summary>A person with an opened key, as the makers of conversations need them.</summary>
sealed record Person(Guid Id, RootKey Key, JsonObject Fields, string? AgentId);

/// <summary>The people of a contact centre: rows, keys and index tokens made by the product's own types.</summary>
sealed class Population(KeyChain chain, BlindIndex index, Storage.IdSource ids, long now)
{
    public static string PhoneOf(int customer) => $"06{10_000_000 + customer}";

    public (Person Person, IReadOnlyList<BulkRow> Rows) Customer(int number)
    {
        var fields = new JsonObject
        {
            ["tel"] = $"+316{10_000_000 + number}", ["name"] = $"Customer {number}", ["mailto"] = $"customer{number}@example.org", ["customer_number"] = $"C{number:0000000}",
        };
        Identifier?[] identifiers = [Identifier.Phone(PhoneOf(number), "NL"), Identifier.Email($"customer{number}@example.org"), Identifier.Customer($"C{number:0000000}")];
        return Make(SubjectStore.Customer, RootKind.Subject, fields, null, [.. identifiers.OfType<Identifier>()]);
    }

    public (Person Person, IReadOnlyList<BulkRow> Rows) Agent(int number) => Make(
        SubjectStore.Staff, RootKind.Employee, new JsonObject { ["agent_id"] = $"agent{number}", ["name"] = $"Agent {number}", ["role"] = "agent" }, $"agent{number}", []);

    (Person, IReadOnlyList<BulkRow>) Make(string kind, RootKind keyKind, JsonObject fields, string? agentId, IReadOnlyList<Identifier> identifiers)
    {
        var id = ids.New();
        var (key, keyRow) = chain.NewRoot(keyKind);
        var profile = new SubjectProfile((string?)fields["name"], [.. identifiers.Select(one => new[] { one.Field.ToString().ToLowerInvariant(), one.Value })]);
        List<BulkRow> rows = [.. Rows.OfSubject(id, kind, key, keyRow, profile, now), .. identifiers.Select(one => Rows.OfToken(index.TokenOf(one), id))];
        return (new Person(id, key, fields, agentId), rows);
    }
}
