using System.Data.Common;
using Dapper;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Web;

namespace Kluis.Conversations;

/// <summary>That something is held for a claim, without why.</summary>
/// <param name="SubjectId">Set where the hold is on somebody in the conversation, with everything of theirs.</param>
sealed record HoldMark(string Id, long PlacedAt, long ReviewAt, string? SubjectId)
{
    public bool OfPerson => SubjectId is not null;

    public DateTimeOffset Placed => When.At(PlacedAt);

    public DateTimeOffset Review => When.At(ReviewAt);
}

/// <summary>Reads which holds keep a conversation, and the SQL by which everything that destroys leaves it alone.</summary>
sealed class HoldMarkStore(Database database)
{
    /// <summary>True where neither the conversation nor anybody in it is held.</summary>
    /// <param name="conversation">The column with its id.</param>
    public static string FreeConversation(string conversation) =>
        $"not exists (select 1 from held h where h.target_id = {conversation}) and not exists (select 1 from held h join party hp on hp.subject_id = h.target_id where hp.conversation_id = {conversation})";

    public static string FreePerson(string subject) => $"not exists (select 1 from held h where h.target_id = {subject})";

    /// <summary>Who is split off somebody held is held too: what went along with them stays.</summary>
    public static Task CarryOverAsync(DbConnection connection, IReadOnlyCollection<string> from, Guid to)
    {
        var which = KeyStore.Parameters(from);
        which.Add("to", to.ToString());
        return connection.ExecuteAsync(
            $"insert into held (hold_id, target_id) select distinct hold_id, @to from held where target_id in ({KeyStore.InList(from)}) on conflict do nothing", which);
    }

    public Task<List<HoldMark>> OfConversationAsync(Guid conversation, CancellationToken stop) => database.ReadAsync(
        async connection => (await connection.QueryAsync<HoldMark>(
            """
            select l.id as Id, l.placed_at as PlacedAt, l.review_at as ReviewAt, l.subject_id as SubjectId from legal_hold l
            where l.released_at is null and l.id in (
                select hold_id from held where target_id = @id
                union select h.hold_id from held h join party p on p.subject_id = h.target_id where p.conversation_id = @id)
            order by l.placed_at, l.id
            """,
            new { id = conversation.ToString() })).AsList(),
        stop);
}
