using System.Data.Common;
using Dapper;
using Kluis.Conversations;
using Kluis.Storage;

namespace Kluis.Retention;

/// <summary>Somebody in a conversation that is about to go.</summary>
sealed record LeavingParty(string ActivityId, long StartedAt, string SubjectId);

/// <summary>SQL of destruction. What an erasure is about stands in its items; every statement goes by these, never by a list of its own.</summary>
sealed class ErasureStore(Database database)
{
    // So many that their keys fit into one entry of the ledger: each part may have a derived one beside it, each conversation a key.
    const int MostParts = 80, MostFacts = 20, MostConversations = 10, MostPeople = 20;

    const string Columns =
        "id as Id, ground as Ground, actor_id as ActorId, state as State, ledger_seq as LedgerSeq, scope as Scope, bytes as Bytes, started_at as StartedAt, destroyed_at as DestroyedAt, finished_at as FinishedAt, log_emptied_at as LogEmptiedAt, objects as Objects, fault as Fault";

    const string ItemsOf = "select item_id from erasure_item where erasure_id = @id and kind =";

    // What has passed its term, and is not held.
    static readonly string DueParts = $"from part where erase_after <= @now and {HoldMarkStore.FreeConversation("part.conversation_id")}";
    static readonly string DueFacts = $"from call_metadata where erase_after <= @now and {HoldMarkStore.FreeConversation("call_metadata.conversation_id")}";
    static readonly string DueConversations = $"from conversation where erase_after <= @now and {HoldMarkStore.FreeConversation("conversation.id")}";

    // Whom nothing in the vault is about any more: no conversation, no case that is open, no other record that was merged into theirs.
    static readonly string DuePeople =
        $"""
        from data_subject d where d.erase_after <= @now
            and not exists (select 1 from party where party.subject_id = d.id)
            and not exists (select 1 from case_file f where f.subject_id = d.id and f.closed_at is null)
            and not exists (select 1 from data_subject m where m.merged_into = d.id)
            and {HoldMarkStore.FreePerson("d.id")}
        """;

    public Task<bool> IsAnyDueAsync(long now, CancellationToken stop) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<bool>(
            $"select exists (select 1 {DueParts}) or exists (select 1 {DueFacts}) or exists (select 1 {DueConversations}) or exists (select 1 {DuePeople})", new { now }),
        stop);

    /// <summary>What goes now, oldest first; then what cannot stay without it.</summary>
    public static async Task ChooseDueAsync(DbConnection connection, string id, long now)
    {
        var which = new { id, now };
        await connection.ExecuteAsync(
            $"insert into erasure_item (erasure_id, kind, item_id, object_id, in_store) select @id, 'part', id, object_id, 0 {DueParts} order by erase_after, id limit {MostParts}", which);
        // What was made of a part does not outlive it.
        await connection.ExecuteAsync(
            """
            insert into erasure_item (erasure_id, kind, item_id, object_id, in_store)
            select @id, 'part', made.id, made.object_id, 0 from erasure_item i
                join part p on p.id = i.item_id join part made on made.conversation_id = p.conversation_id and made.section = 'waveform:' || p.id
            where i.erasure_id = @id and i.kind = 'part'
            on conflict do nothing
            """,
            which);
        await connection.ExecuteAsync(
            $"insert into erasure_item (erasure_id, kind, item_id, in_store) select @id, 'facts', conversation_id, 0 {DueFacts} order by erase_after, conversation_id limit {MostFacts}", which);
        await connection.ExecuteAsync(
            $"insert into erasure_item (erasure_id, kind, item_id, in_store) select @id, 'conversation', id, 0 {DueConversations} order by erase_after, id limit {MostConversations}", which);
        await connection.ExecuteAsync(
            $"insert into erasure_item (erasure_id, kind, item_id, in_store) select @id, 'person', d.id, 0 {DuePeople} order by d.erase_after, d.id limit {MostPeople}", which);
        await ChooseEmptiedAsync(connection, id);
    }

    // A conversation goes with the last that is left of it, and with it objects that no part names.
    static async Task ChooseEmptiedAsync(DbConnection connection, string id)
    {
        await connection.ExecuteAsync(
            $"""
            insert into erasure_item (erasure_id, kind, item_id, in_store)
            select @id, 'conversation', c.id, 0 from conversation c
            where c.id in (select p.conversation_id from part p where p.id in ({ItemsOf} 'part') union {ItemsOf} 'facts')
                and not exists (select 1 from part p where p.conversation_id = c.id and p.id not in ({ItemsOf} 'part'))
                and not exists (select 1 from call_metadata m where m.conversation_id = c.id and m.conversation_id not in ({ItemsOf} 'facts'))
            on conflict do nothing
            """,
            new { id });
        await connection.ExecuteAsync(
            $"""
            insert into erasure_item (erasure_id, kind, item_id, object_id, in_store)
            select @id, 'object', o.object_id, o.object_id, 0 from object_key o
            where o.conversation_id in ({ItemsOf} 'conversation')
                and o.object_id not in (select object_id from erasure_item where erasure_id = @id and object_id is not null)
            """,
            new { id });
        await connection.ExecuteAsync(
            "update erasure_item set in_store = 1 where erasure_id = @id and object_id in (select o.object_id from object_key o join erasure_item i on i.object_id = o.object_id where i.erasure_id = @id and o.body is null)", new { id });
    }

    /// <summary>Ids of all keys that go with the items, in hex: of objects, of conversations, of people.</summary>
    public static async Task<List<string>> KeysAsync(DbConnection connection, string id) =>
        (await connection.QueryAsync<string>(
            $"""
            select o.key_id from object_key o join erasure_item i on i.object_id = o.object_id where i.erasure_id = @id
            union select key_id from conversation_key where conversation_id in ({ItemsOf} 'conversation')
            union select key_id from data_subject where id in ({ItemsOf} 'person')
            """,
            new { id })).AsList();

    sealed record Counted(string Kind, long Count, long Bytes);

    /// <summary>How many of which kind, and how many bytes of content.</summary>
    public static async Task<(string Scope, long Bytes, long Objects)> ScopeAsync(DbConnection connection, string id)
    {
        var counted = (await connection.QueryAsync<Counted>(
            """
            select p.kind as Kind, count(*) as Count, cast(coalesce(sum(p.size), 0) as bigint) as Bytes
            from part p join erasure_item i on i.item_id = p.id and i.kind = 'part' where i.erasure_id = @id group by p.kind
            union all
            select case kind when 'facts' then 'call-metadata' when 'person' then 'profile' else kind end, count(*), cast(0 as bigint)
            from erasure_item where erasure_id = @id and kind <> 'part' group by kind
            """,
            new { id })).OrderBy(one => one.Kind, StringComparer.Ordinal).ToList();
        var stored = await connection.ExecuteScalarAsync<long>("select count(*) from erasure_item where erasure_id = @id and in_store = 1", new { id });
        return (string.Join(',', counted.Select(one => $"{one.Kind}:{one.Count}")), counted.Sum(one => one.Bytes), stored);
    }

    public static Task BeginAsync(DbConnection connection, string id, string ground, string actor, long now) => connection.ExecuteAsync(
        "insert into erasure (id, ground, actor_id, state, ledger_seq, scope, bytes, started_at, objects) values (@id, @ground, @actor, 'begun', -1, '', 0, @now, 0)",
        new { id, ground, actor, now });

    public static Task<bool> HasItemsAsync(DbConnection connection, string id) =>
        connection.ExecuteScalarAsync<bool>("select exists (select 1 from erasure_item where erasure_id = @id)", new { id });

    public static Task DropAsync(DbConnection connection, string id) => connection.ExecuteAsync("delete from erasure where id = @id", new { id });

    public static Task EnterAsync(DbConnection connection, string id, long seq, string scope, long bytes, long objects) => connection.ExecuteAsync(
        "update erasure set ledger_seq = @seq, scope = @scope, bytes = @bytes, objects = @objects where id = @id", new { id, seq, scope, bytes, objects });

    public Task<List<Erasure>> UnfinishedAsync(CancellationToken stop) => database.ReadAsync(
        async connection => (await connection.QueryAsync<Erasure>($"select {Columns} from erasure where state <> 'done' order by started_at, id limit 200")).AsList(), stop);

    public Task<Erasure?> FindAsync(Guid id, CancellationToken stop) => database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<Erasure?>($"select {Columns} from erasure where id = @id", new { id = id.ToString() }), stop);

    /// <summary>Newest first.</summary>
    public Task<List<Erasure>> ListAsync((long At, string Id)? before, int limit, CancellationToken stop) => database.ReadAsync(
        async connection => (await connection.QueryAsync<Erasure>(
            $"""
            select {Columns} from erasure {(before is null ? "" : "where started_at < @at or (started_at = @at and id < @id)")}
            order by started_at desc, id desc limit @limit
            """,
            new { at = before?.At, id = before?.Id, limit })).AsList(),
        stop);

    /// <summary>What of people leaves: one row for each of them in each conversation.</summary>
    public static async Task<List<LeavingParty>> LeavingAsync(DbConnection connection, string id) =>
        (await connection.QueryAsync<LeavingParty>(
            $"""
            select c.activity_id as ActivityId, c.started_at as StartedAt, p.subject_id as SubjectId
            from conversation c join party p on p.conversation_id = c.id where c.id in ({ItemsOf} 'conversation')
            """,
            new { id })).AsList();

    sealed record LeavingVcon(string Uuid, string Id);

    /// <summary>The uuids of vCons of which no version stays, each with one of its conversations.</summary>
    public static async Task<Dictionary<string, Guid>> LeavingVconsAsync(DbConnection connection, string id) =>
        (await connection.QueryAsync<LeavingVcon>(
            $"""
            select c.vcon_uuid as Uuid, c.id as Id from conversation c
            where c.id in ({ItemsOf} 'conversation') and c.vcon_uuid is not null
                and not exists (select 1 from conversation o where o.vcon_uuid = c.vcon_uuid and o.id not in ({ItemsOf} 'conversation'))
            """,
            new { id })).DistinctBy(row => row.Uuid).ToDictionary(row => row.Uuid, row => Guid.Parse(row.Id), StringComparer.Ordinal);

    /// <summary>A person stays at least until the term of profiles has passed after their last conversation.</summary>
    public static Task KeepPersonAsync(DbConnection connection, string subject, long until) => connection.ExecuteAsync(
        "update data_subject set erase_after = @until where id = @subject and (erase_after is null or erase_after < @until)", new { subject, until });

    /// <summary>What stays: that there was something, when, and that it is gone.</summary>
    public static async Task BuryAsync(DbConnection connection, string id, long now)
    {
        var which = new { id, now };
        const string into = "insert into tombstone (id, kind, erasure_id, conversation_id, activity_id, channel, started_at, duration_ms, destroyed_at)";
        await connection.ExecuteAsync(
            $"""
            {into} select p.id, p.kind, @id, p.conversation_id, c.activity_id, c.channel, coalesce(p.started_at, c.started_at), p.duration_ms, @now
            from part p join conversation c on c.id = p.conversation_id where p.kind <> 'derived' and p.id in ({ItemsOf} 'part')
            """,
            which);
        await connection.ExecuteAsync(
            $"{into} select c.id, 'call-metadata', @id, c.id, c.activity_id, c.channel, c.started_at, c.duration_ms, @now from conversation c where c.id in ({ItemsOf} 'facts')", which);
        await connection.ExecuteAsync(
            $"{into} select c.id, 'conversation', @id, c.id, c.activity_id, c.channel, c.started_at, c.duration_ms, @now from conversation c where c.id in ({ItemsOf} 'conversation')", which);
        await connection.ExecuteAsync(
            $"insert into tombstone_person (subject_id, conversation_id) select distinct subject_id, conversation_id from party where kind = 'customer' and conversation_id in ({ItemsOf} 'conversation') on conflict do nothing", which);
    }

    // Keys first in each group; what points to a row before the row.
    static readonly string[] destructions =
    [
        "delete from object_key where object_id in (select object_id from erasure_item where erasure_id = @id and object_id is not null)",
        $"delete from part where id in ({ItemsOf} 'part')",
        $"delete from call_metadata where conversation_id in ({ItemsOf} 'facts')",
        $"delete from conversation_key where conversation_id in ({ItemsOf} 'conversation')",
        $"delete from opening where conversation_id in ({ItemsOf} 'conversation')",
        $"delete from special_mark where conversation_id in ({ItemsOf} 'conversation')",
        $"delete from party where conversation_id in ({ItemsOf} 'conversation')",
        $"update contact_event set conversation_id = null where conversation_id in ({ItemsOf} 'conversation')",
        $"delete from conversation where id in ({ItemsOf} 'conversation')",
        $"delete from audit_disclosure where holder_id in (select key_id from data_subject where id in ({ItemsOf} 'person'))",
        $"delete from root_key where id in (select key_id from data_subject where id in ({ItemsOf} 'person'))",
        $"delete from bix where subject_ref in ({ItemsOf} 'person')",
        $"update contact_event set case_id = null where case_id in (select id from case_file where subject_id in ({ItemsOf} 'person'))",
        $"delete from contact_event where subject_id in ({ItemsOf} 'person')",
        $"delete from case_file where subject_id in ({ItemsOf} 'person')",
        $"delete from people_change where subject_id in ({ItemsOf} 'person')",
        $"delete from people_change where other_id in ({ItemsOf} 'person')",
        $"delete from looked_up where subject_id in ({ItemsOf} 'person')",
        $"delete from tombstone_person where subject_id in ({ItemsOf} 'person')",
        $"delete from data_subject where id in ({ItemsOf} 'person')",
    ];

    /// <summary>Keys, rows and index; the objects lie there still, and nobody can open them.</summary>
    public static async Task DestroyAsync(DbConnection connection, string id, long now)
    {
        foreach (var statement in destructions)
            await connection.ExecuteAsync(statement, new { id });
        await connection.ExecuteAsync("update erasure set state = 'destroyed', destroyed_at = @now where id = @id", new { id, now });
    }

    public Task<List<string>> ObjectsAsync(string id, CancellationToken stop) => database.ReadAsync(
        async connection => (await connection.QueryAsync<string>("select object_id from erasure_item where erasure_id = @id and in_store = 1", new { id })).AsList(), stop);

    /// <summary>How many keys and rows of it are still there: asked anew, after they were destroyed.</summary>
    public Task<long> LeftAsync(string id, CancellationToken stop) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(
            $"""
            select (select count(*) from object_key where object_id in (select object_id from erasure_item where erasure_id = @id and object_id is not null))
                + (select count(*) from part where id in ({ItemsOf} 'part'))
                + (select count(*) from call_metadata where conversation_id in ({ItemsOf} 'facts'))
                + (select count(*) from conversation_key where conversation_id in ({ItemsOf} 'conversation'))
                + (select count(*) from conversation where id in ({ItemsOf} 'conversation'))
                + (select count(*) from bix where subject_ref in ({ItemsOf} 'person'))
                + (select count(*) from data_subject where id in ({ItemsOf} 'person'))
            """,
            new { id }),
        stop);

    public static async Task FinishAsync(DbConnection connection, string id, long now)
    {
        await connection.ExecuteAsync("delete from erasure_item where erasure_id = @id", new { id });
        await connection.ExecuteAsync("update erasure set state = 'done', finished_at = @now, fault = null where id = @id", new { id, now });
    }

    /// <summary>
    /// Empties the database's own log where it can, and writes down for which erasures that has been done. It may fail while somebody reads;
    /// the next sweep tries again.
    /// </summary>
    public async Task EmptyLogAsync(long now, CancellationToken stop)
    {
        if (!database.CanEmptyLog || !await database.ReadAsync(connection => connection.ExecuteScalarAsync<bool>("select exists (select 1 from erasure where finished_at is not null and log_emptied_at is null)"), stop))
            return;
        if (await database.TryEmptyLogAsync(stop))
            await database.WriteAsync(connection => connection.ExecuteAsync("update erasure set log_emptied_at = @now where finished_at is not null and log_emptied_at is null", new { now }), stop);
    }

    /// <summary>Whether this store's own log can be emptied at all.</summary>
    public bool CanEmptyLog => database.CanEmptyLog;

    public Task FailAsync(string id, string fault, CancellationToken stop) =>
        database.WriteAsync(connection => connection.ExecuteAsync("update erasure set fault = @fault where id = @id", new { id, fault }), stop);
}
