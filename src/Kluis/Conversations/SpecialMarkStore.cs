using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Conversations;

/// <summary>All SQL of the mark that a conversation holds special categories of data. Ended marks stay, as long as the conversation's key.</summary>
sealed class SpecialMarkStore(KeyChain chain, IdSource ids)
{
    sealed record Row(string Id, long MarkedAt, string MarkedBy, byte[] RowKey, byte[] Sealed);

    sealed record End(string? Reason);

    /// <summary>The mark as it holds now, or null.</summary>
    public async Task<SpecialMark?> FindAsync(DbConnection connection, Guid conversation)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row?>(
            """
            select id as Id, marked_at as MarkedAt, marked_by as MarkedBy, row_key as RowKey, sealed as Sealed
            from special_mark where conversation_id = @id and ended_at is null
            """,
            new { id = conversation.ToString() });
        if (row is null)
            return null;
        using var secret = await ConversationSecret.OpenAsync(connection, chain, conversation);
        var reason = new SealedValue(row.RowKey, row.Sealed).Open<SpecialReason>(secret, "special_mark", Guid.Parse(row.Id));
        return new SpecialMark(Guid.Parse(row.Id), row.MarkedAt, row.MarkedBy, reason);
    }

    public async Task AddAsync(Change change, Guid conversation, string actor, SpecialReason reason)
    {
        var id = ids.New();
        using var secret = await ConversationSecret.OpenAsync(change.Connection, chain, conversation);
        var value = SealedValue.Seal(secret, "special_mark", id, reason);
        await change.Connection.ExecuteAsync(
            "insert into special_mark (id, conversation_id, marked_at, marked_by, row_key, sealed) values (@id, @conversation, @Now, @actor, @RowKey, @Sealed)",
            new { id = id.ToString(), conversation = conversation.ToString(), change.Now, actor, value.RowKey, value.Sealed });
    }

    /// <param name="reason">Null where another mark takes its place.</param>
    /// <returns>False if there was none.</returns>
    public async Task<bool> EndAsync(Change change, Guid conversation, string actor, string? reason)
    {
        if (await FindAsync(change.Connection, conversation) is not { } mark)
            return false;
        using var secret = await ConversationSecret.OpenAsync(change.Connection, chain, conversation);
        // The row has a value under its own id already; this one stands beside it.
        var value = SealedValue.Seal(secret, "special_mark_end", mark.Id, new End(reason));
        await change.Connection.ExecuteAsync(
            "update special_mark set ended_at = @Now, ended_by = @actor, end_row_key = @RowKey, end_sealed = @Sealed where id = @id",
            new { id = mark.Id.ToString(), actor, change.Now, value.RowKey, value.Sealed });
        return true;
    }

    /// <summary>The first customer in a conversation, for the log.</summary>
    public static async Task<Guid?> CustomerAsync(DbConnection connection, Guid conversation) =>
        Guid.TryParse(
            await connection.QueryFirstOrDefaultAsync<string?>(
                "select subject_id from party where conversation_id = @id and kind = @kind order by position limit 1", new { id = conversation.ToString(), kind = SubjectStore.Customer }),
            out var customer) ? customer : null;
}
