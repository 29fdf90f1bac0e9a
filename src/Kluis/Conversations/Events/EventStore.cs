using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Conversations.Events;

/// <summary>The row of <c>contact_event</c>.</summary>
sealed record EventRow(string Id, string Kind, long At, string? Source, string SubjectId, string? ConversationId, string? CaseId);

/// <summary>The row of <c>case_file</c>: its number stands only in the sealed part.</summary>
sealed record CaseRow(string Id, string Kind, string SubjectId, long? OpenedAt, long? ClosedAt, byte[] RowKey, byte[] Sealed);

/// <summary>SQL of events and cases.</summary>
sealed class EventStore(Database database)
{
    const string Columns = "e.id as Id, e.kind as Kind, e.at as At, e.source as Source, e.subject_id as SubjectId, e.conversation_id as ConversationId, e.case_id as CaseId";
    const string CaseColumns = "id as Id, kind as Kind, subject_id as SubjectId, opened_at as OpenedAt, closed_at as ClosedAt, row_key as RowKey, sealed as Sealed";

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken stop) => database.ReadAsync(read, stop);

    public Task<bool> AnyAsync(CancellationToken stop) =>
        database.ReadAsync(async connection => await connection.QueryFirstOrDefaultAsync<string?>("select id from contact_event limit 1") is not null, stop);

    public static Task<EventRow?> FindSameAsync(DbConnection connection, byte[] digest) =>
        connection.QuerySingleOrDefaultAsync<EventRow?>($"select {Columns} from contact_event e where e.digest = @digest", new { digest });

    public static Task AddAsync(Change change, EventRow row, byte[] digest) =>
        change.Connection.ExecuteAsync(
            """
            insert into contact_event (id, kind, at, received_at, source, subject_id, conversation_id, case_id, digest)
            values (@Id, @Kind, @At, @Now, @Source, @SubjectId, @ConversationId, @CaseId, @digest)
            """,
            new { row.Id, row.Kind, row.At, change.Now, row.Source, row.SubjectId, row.ConversationId, row.CaseId, digest });

    public static Task<CaseRow?> FindCaseAsync(DbConnection connection, byte[] token) =>
        connection.QuerySingleOrDefaultAsync<CaseRow?>($"select {CaseColumns} from case_file where token = @token", new { token });

    public static Task AddCaseAsync(Change change, CaseRow row, byte[] token) =>
        change.Connection.ExecuteAsync(
            "insert into case_file (id, token, kind, subject_id, row_key, sealed) values (@Id, @token, @Kind, @SubjectId, @RowKey, @Sealed)",
            new { row.Id, token, row.Kind, row.SubjectId, row.RowKey, row.Sealed });

    /// <summary>Says anew what the events of a case come to. They may come in any order; one that was opened after it was closed is open.</summary>
    public static Task SettleCaseAsync(Change change, string id) =>
        change.Connection.ExecuteAsync(
            """
            update case_file set
                kind = case when exists (select 1 from contact_event e where e.case_id = @id and e.kind = 'complaint-received') then 'complaint' else 'case' end,
                opened_at = (select min(e.at) from contact_event e where e.case_id = @id and e.kind <> 'case-closed'),
                closed_at = (select max(e.at) from contact_event e where e.case_id = @id and e.kind = 'case-closed'
                    and e.at >= coalesce((select max(o.at) from contact_event o where o.case_id = @id and o.kind <> 'case-closed'), 0))
            where id = @id
            """,
            new { id });

    /// <summary>The newest first: of these people, and of this conversation alone where one is named.</summary>
    public static async Task<List<EventRow>> OfAsync(DbConnection connection, IReadOnlyCollection<Guid> people, Guid? conversation, int most)
    {
        var texts = people.Select(id => id.ToString()).ToList();
        var parameters = KeyStore.Parameters(texts);
        parameters.Add("conversation", conversation?.ToString());
        var only = conversation is null ? "" : "and (e.conversation_id = @conversation or e.case_id in (select c.case_id from contact_event c where c.conversation_id = @conversation))";
        return texts.Count == 0
            ? []
            : (await connection.QueryAsync<EventRow>($"select {Columns} from contact_event e where e.subject_id in ({KeyStore.InList(texts)}) {only} order by e.at desc, e.id desc limit {most}", parameters)).AsList();
    }

    public static async Task<List<CaseRow>> CasesAsync(DbConnection connection, IReadOnlyCollection<string> ids) =>
        ids.Count == 0
            ? []
            : (await connection.QueryAsync<CaseRow>($"select {CaseColumns} from case_file where id in ({KeyStore.InList([.. ids])})", KeyStore.Parameters([.. ids]))).AsList();
}
