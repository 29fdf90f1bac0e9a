using System.Data.Common;
using Dapper;
using Kluis.Access;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Conversations;

/// <param name="Matched">Found by what was asked.</param>
/// <param name="Members">They, and all who are one person with them.</param>
sealed record FoundPeople(IReadOnlyList<Guid> Matched, IReadOnlyList<Member> Members)
{
    public static readonly FoundPeople Nobody = new([], []);

    public IReadOnlyList<Guid> Ids => [.. Members.Select(member => member.Key)];

    /// <summary>As many as there are people, however many records each has.</summary>
    public IReadOnlyList<Guid> Roots => [.. Members.Where(member => member.IsRoot).Select(member => member.Key)];
}

/// <summary>
/// The SQL of the search. The cost follows the page, not what is stored: each shape of query walks one index from where the page
/// starts.
/// </summary>
sealed class SearchStore(Database database, BlindIndex index)
{
    // More people than this behind one identifier is a switchboard's number, not a person: the newest are found by date.
    const int MostSubjects = 100;

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop) => database.ReadAsync(read, stop);

    /// <summary>Who is meant by the identifiers: everybody found, and everybody who was merged with them.</summary>
    public Task<FoundPeople> PeopleAsync(SearchQuery query, CancellationToken stop) =>
        query.Identifiers.Count == 0
            ? Task.FromResult(FoundPeople.Nobody)
            : database.ReadAsync(
                async connection =>
                {
                    var found = (await BlindIndexStore.FindAsync(connection, query.Identifiers.SelectMany(index.TokensOf))).Take(MostSubjects).ToList();
                    return new FoundPeople(found, await GroupStore.FindAsync(connection, found));
                },
                stop);

    /// <summary>For a while these people are the caller's to see.</summary>
    public static async Task RememberAsync(Audit.Change change, string actor, IEnumerable<Guid> people, TimeSpan span)
    {
        var until = change.Now + (long)span.TotalMilliseconds;
        await change.Connection.ExecuteAsync("delete from looked_up where actor_id = @actor and until < @Now", new { actor, change.Now });
        foreach (var person in people)
        {
            await change.Connection.ExecuteAsync(
                "insert into looked_up (actor_id, subject_id, until) values (@actor, @person, @until) on conflict (actor_id, subject_id) do update set until = excluded.until",
                new { actor, person = person.ToString(), until });
        }
    }

    /// <summary>Whether the actor has just looked up one of these people.</summary>
    public static async Task<bool> RemembersAsync(DbConnection connection, string actor, IReadOnlyCollection<Member> people, long now)
    {
        if (people.Count == 0)
            return false;
        var parameters = KeyStore.Parameters([.. people.Select(person => person.Id)]);
        parameters.Add("actor", actor);
        parameters.Add("now", now);
        return await connection.ExecuteScalarAsync<long>(
            $"select count(*) from looked_up where actor_id = @actor and until > @now and subject_id in ({KeyStore.InList([.. people.Select(person => person.Id)])})", parameters) > 0;
    }

    /// <param name="people">Of whom; null: of anybody.</param>
    /// <returns>At most <c>Limit + 1</c> rows in the direction of the query: one more says that it goes on.</returns>
    public static async Task<FoundRows> FindAsync(DbConnection connection, SearchQuery query, IReadOnlyList<Guid>? people, Caller caller)
    {
        var parameters = new DynamicParameters();
        var conditions = SearchConditionsStore.Of(query, caller, parameters);
        if (conditions is null)
            return new FoundRows([], null);
        parameters.Add("limit", query.Limit + 1);
        return people is null
            ? await SearchWalkStore.FindAsync(connection, query, conditions, parameters)
            : new FoundRows(await ByPersonAsync(connection, query, people, conditions, parameters), null);
    }

    static async Task<List<ConversationRow>> ByPersonAsync(
        DbConnection connection, SearchQuery query, IReadOnlyList<Guid> people, SearchConditions conditions, DynamicParameters parameters)
    {
        var found = new Dictionary<string, ConversationRow>(StringComparer.Ordinal);
        var where = SearchConditionsStore.OfParty(string.Join(" and ", [.. conditions.All, "p.subject_id = @subject"]));
        foreach (var person in people)
        {
            parameters.Add("subject", person.ToString());
            var rows = await connection.QueryAsync<ConversationRow>(
                $"""
                select {ConversationStore.Columns} from party p join conversation c on c.id = p.conversation_id
                where {where} {SearchConditionsStore.OfParty(SearchConditionsStore.OrderOf(query))} limit @limit
                """,
                parameters);
            foreach (var row in rows)
                found.TryAdd(row.Id, row);
        }
        return [.. SearchConditionsStore.Ordered(query, found.Values).Take(query.Limit + 1)];
    }
}
