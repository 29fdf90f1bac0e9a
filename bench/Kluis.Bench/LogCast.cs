using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Vault;

namespace Kluis.Bench;

/// <summary>Who acts in the log, on what: ids, and the opened keys that disclosures are sealed under.</summary>
sealed class LogCast
{
    sealed record CustomerRow(string SubjectId, string Id, string Kind, long Epoch, long Generation, byte[] Wrapped);

    public required IReadOnlyList<(Actor Actor, RootKey Key, Role Role)> Users { get; init; }

    public required IReadOnlyList<Actor> Tokens { get; init; }

    /// <summary>Oldest first, with the number of the customer.</summary>
    public required IReadOnlyList<(Guid Id, int Customer)> Conversations { get; init; }

    public required IReadOnlyList<(Guid Id, RootKey Key)> Customers { get; init; }

    /// <summary>Number of the customer with the most conversations.</summary>
    public required int Heavy { get; init; }

    public required (Guid Id, int Customer) LongCall { get; init; }

    public static Task<LogCast> ReadAsync(Product product) => product.Database.ReadAsync(
        async connection =>
        {
            var customers = (await connection.QueryAsync<CustomerRow>(
                "select s.id as SubjectId, r.id as Id, r.kind as Kind, r.epoch as Epoch, r.generation as Generation, r.wrapped as Wrapped from data_subject s join root_key r on r.id = s.key_id where s.kind = 'customer'")).AsList();
            var numbers = customers.Index().ToDictionary(each => each.Item.SubjectId, each => each.Index, StringComparer.Ordinal);
            var conversations = (await connection.QueryAsync<(string Id, string Subject)>(
                "select c.id, p.subject_id from conversation c join party p on p.conversation_id = c.id and p.position = 0 order by c.started_at, c.id")).Select(row => (Guid.Parse(row.Id), numbers[row.Subject])).ToList();
            var longCall = Guid.Parse((await connection.QuerySingleAsync<string>("select id from conversation where source = @source", new { source = Kluis.Bench.LongCall.Source }))!);
            var users = await connection.QueryAsync<(string Id, string Role, string Holder)>("select id, role, holder_id from user_account order by id");
            var keys = new List<(Actor, RootKey, Role)>();
            foreach (var (id, role, holder) in users)
            {
                var holderId = VaultId.Parse(holder);
                keys.Add((new Actor(id, "192.0.2.17", holderId), product.Chain.Open((await KeyStore.FindAsync(connection, holderId))!), Roles.Parse(role)!.Value));
            }
            var tokens = await connection.QueryAsync<string>("select id from api_token where role = 'integrator' order by id");
            return new LogCast
            {
                Users = keys, Conversations = conversations, LongCall = conversations.Find(each => each.Item1 == longCall), Heavy = conversations.CountBy(each => each.Item2).MaxBy(each => each.Value).Key,
                Tokens = [.. tokens.Select(id => new Actor(id, "192.0.2.80"))],
                Customers = [.. customers.Select(row => (Guid.Parse(row.SubjectId), product.Chain.Open(new RootKeyRow(row.Id, row.Kind, row.Epoch, row.Generation, row.Wrapped))))],
            };
        },
        default);
}
