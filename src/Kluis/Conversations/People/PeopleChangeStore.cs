using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Conversations.People;

/// <summary>Two records that became one, or one that became two. <see cref="SubjectId"/> stayed, <see cref="OtherId"/> was merged into it or split off.</summary>
sealed record PeopleChangeRow(
    string Id, string Kind, string SubjectId, string OtherId, string ActorId, long At, long? UndoneAt, string? UndoneBy, byte[] RowKey, byte[] Sealed)
{
    public const string Merge = "merge", Split = "split";

    public bool IsRunning => Kind == Merge && UndoneAt is null;
}

/// <summary>SQL of merges and splits.</summary>
static class PeopleChangeStore
{
    const string Columns =
        "id as Id, kind as Kind, subject_id as SubjectId, other_id as OtherId, actor_id as ActorId, at as At, undone_at as UndoneAt, undone_by as UndoneBy, row_key as RowKey, sealed as Sealed";

    public static Task AddAsync(Change change, PeopleChangeRow row) =>
        change.Connection.ExecuteAsync(
            """
            insert into people_change (id, kind, subject_id, other_id, actor_id, at, row_key, sealed)
            values (@Id, @Kind, @SubjectId, @OtherId, @ActorId, @At, @RowKey, @Sealed)
            """,
            row);

    public static Task<PeopleChangeRow?> FindAsync(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefaultAsync<PeopleChangeRow?>($"select {Columns} from people_change where id = @id", new { id = id.ToString() });

    /// <summary>The newest merges and splits of these records.</summary>
    public static async Task<List<PeopleChangeRow>> OfAsync(DbConnection connection, IReadOnlyList<Guid> people, int most)
    {
        var texts = people.Select(person => person.ToString()).ToList();
        var parameters = KeyStore.Parameters(texts);
        parameters.Add("most", most);
        var list = KeyStore.InList(texts);
        return (await connection.QueryAsync<PeopleChangeRow>(
            $"select {Columns} from people_change where subject_id in ({list}) or other_id in ({list}) order by at desc, id desc limit @most", parameters)).AsList();
    }

    /// <returns>False when it is linked already.</returns>
    public static async Task<bool> LinkAsync(Change change, Guid merged, Guid into) =>
        await change.Connection.ExecuteAsync(
            "update data_subject set merged_into = @into where id = @merged and merged_into is null", new { merged = merged.ToString(), into = into.ToString() }) == 1;

    /// <returns>False when it was undone before.</returns>
    public static async Task<bool> UndoAsync(Change change, PeopleChangeRow row, string actor)
    {
        if (await change.Connection.ExecuteAsync(
            "update people_change set undone_at = @Now, undone_by = @actor where id = @Id and undone_at is null", new { change.Now, actor, row.Id }) == 0)
            return false;
        await change.Connection.ExecuteAsync("update data_subject set merged_into = null where id = @OtherId and merged_into = @SubjectId", row);
        return true;
    }
}
