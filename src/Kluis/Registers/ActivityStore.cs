using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Registers;

/// <summary>All SQL of processing activities.</summary>
sealed class ActivityStore(Database database)
{
    sealed record Row(string Id, string Name, string Purpose, string LegalBasis, string OpeningPurposes);

    sealed record TermRow(string ActivityId, string Kind, string Term);

    const string Columns = "id as Id, name as Name, purpose as Purpose, legal_basis as LegalBasis, opening_purposes as OpeningPurposes";

    public static async Task AddAsync(Change change, ProcessingActivity activity)
    {
        await change.Connection.ExecuteAsync(
            """
            insert into activity (id, name, purpose, legal_basis, opening_purposes, created_at, changed_at)
            values (@id, @Name, @Purpose, @basis, @opening, @Now, @Now)
            """,
            new { id = activity.Id.ToString(), activity.Name, activity.Purpose, basis = activity.LegalBasis.Name(), opening = string.Join(',', activity.OpeningPurposes), change.Now });
        foreach (var (kind, term) in activity.Terms)
        {
            await change.Connection.ExecuteAsync(
                "insert into activity_term (activity_id, kind, term) values (@id, @kind, @term)",
                new { id = activity.Id.ToString(), kind = kind.Name(), term = term.ToString() });
        }
    }

    public Task<ProcessingActivity?> FindAsync(Guid id, CancellationToken stop) => database.ReadAsync(connection => FindAsync(connection, id), stop);

    public static async Task<ProcessingActivity?> FindAsync(DbConnection connection, Guid id)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"select {Columns} from activity where id = @id", new { id = id.ToString() });
        return row is null ? null : Of(row, await connection.QueryAsync<TermRow>(
            "select activity_id as ActivityId, kind as Kind, term as Term from activity_term where activity_id = @id", new { id = id.ToString() }));
    }

    public Task<List<ProcessingActivity>> AllAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var terms = (await connection.QueryAsync<TermRow>("select activity_id as ActivityId, kind as Kind, term as Term from activity_term")).ToLookup(term => term.ActivityId, StringComparer.Ordinal);
                return (await connection.QueryAsync<Row>($"select {Columns} from activity order by id")).Select(row => Of(row, terms[row.Id])).ToList();
            },
            stop);

    static ProcessingActivity Of(Row row, IEnumerable<TermRow> terms) => new(
        Guid.Parse(row.Id), row.Name, row.Purpose, LegalBases.Parse(row.LegalBasis)!.Value, row.OpeningPurposes.Split(','),
        terms.ToDictionary(term => PartKinds.Parse(term.Kind)!.Value, term => Term.Parse(term.Term)!.Value));
}
