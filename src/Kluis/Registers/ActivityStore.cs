using System.Data.Common;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Registers;

/// <summary>How an activity read from some moment on.</summary>
/// <param name="ActorId">Null for one that was there before versions were kept.</param>
/// <param name="Reason">Null for the first.</param>
sealed record ActivityVersion(long Version, long At, string? ActorId, string? Reason, ActivityBody Body);

/// <summary>What is stored under an activity now.</summary>
/// <param name="GoneAt">When the last part goes, UTC milliseconds.</param>
/// <param name="IsMore">There are more than were counted: the newest were, and something may go later than the last of them.</param>
sealed record ActivityUse(long Conversations, long? GoneAt, bool IsMore = false);

/// <summary>All SQL of processing activities.</summary>
sealed class ActivityStore(Database database, KeyChain chain, IdSource ids)
{
    sealed record Row(
        string Id, string Name, string Purpose, string LegalBasis, string OpeningPurposes, string Recording, string Protection, string People, string DataKinds,
        long Version, long CreatedAt, byte[]? RowKey, byte[]? Sealed);

    sealed record TermRow(string ActivityId, string Kind, string Term);

    sealed record VersionRow(string Id, long Version, long At, string? ActorId, byte[] RowKey, byte[] Sealed);

    /// <summary>Free text, in which people may be named: sealed.</summary>
    sealed record Remarks(string? Owner, string? Note);

    sealed record Kept(ActivityBody Body, string? Reason);

    const string Columns =
        "id as Id, name as Name, purpose as Purpose, legal_basis as LegalBasis, opening_purposes as OpeningPurposes, recording as Recording, protection as Protection, people as People, data_kinds as DataKinds, version as Version, created_at as CreatedAt, row_key as RowKey, sealed as Sealed";

    /// <summary>Beyond this the exact number tells nothing more, and counting takes time.</summary>
    public const int MostCounted = 5_000;

    const string Newest = "select id from conversation where activity_id = @activity order by started_at desc, id desc limit @most";

    const string TermColumns = "activity_id as ActivityId, kind as Kind, term as Term";

    public async Task AddAsync(Change change, ProcessingActivity activity, string? actor = null)
    {
        await change.Connection.ExecuteAsync(
            """
            insert into activity (id, name, purpose, legal_basis, opening_purposes, recording, protection, people, data_kinds, version, row_key, sealed, created_at, changed_at)
            values (@Id, @Name, @Purpose, @LegalBasis, @OpeningPurposes, @Recording, @Protection, @People, @DataKinds, @Version, @RowKey, @Sealed, @CreatedAt, @CreatedAt)
            """,
            RowOf(activity, change.Now));
        await AddTermsAsync(change, activity);
        await AddVersionAsync(change, activity, change.Now, actor, reason: null);
    }

    /// <returns>False if another change came between.</returns>
    public async Task<bool> ChangeAsync(Change change, ProcessingActivity stored, ProcessingActivity wish, string actor, string reason)
    {
        var row = RowOf(wish, change.Now);
        var changed = await change.Connection.ExecuteAsync(
            """
            update activity set name = @Name, purpose = @Purpose, legal_basis = @LegalBasis, opening_purposes = @OpeningPurposes, recording = @Recording,
                protection = @Protection, people = @People, data_kinds = @DataKinds, version = @Version, row_key = @RowKey, sealed = @Sealed, changed_at = @CreatedAt
            where id = @Id and version = @Version - 1
            """,
            row);
        if (changed == 0)
            return false;
        // One that was there before versions were kept has its first written down now, while it is still known.
        if (await change.Connection.ExecuteScalarAsync<long>("select count(*) from activity_version where activity_id = @Id", new { row.Id }) == 0)
            await AddVersionAsync(change, stored, await change.Connection.ExecuteScalarAsync<long>("select created_at from activity where id = @Id", new { row.Id }), actor: null, reason: null);
        await change.Connection.ExecuteAsync("delete from activity_term where activity_id = @Id", new { row.Id });
        await AddTermsAsync(change, wish);
        await AddVersionAsync(change, wish, change.Now, actor, reason);
        return true;
    }

    public Task<ProcessingActivity?> FindAsync(Guid id, CancellationToken stop) => database.ReadAsync(connection => FindAsync(connection, id), stop);

    public async Task<ProcessingActivity?> FindAsync(DbConnection connection, Guid id)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"select {Columns} from activity where id = @id", new { id = id.ToString() });
        return row is null ? null : Of(row, await connection.QueryAsync<TermRow>($"select {TermColumns} from activity_term where activity_id = @id", new { id = id.ToString() }));
    }

    public Task<List<ProcessingActivity>> AllAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var terms = (await connection.QueryAsync<TermRow>($"select {TermColumns} from activity_term")).ToLookup(term => term.ActivityId, StringComparer.Ordinal);
                return (await connection.QueryAsync<Row>($"select {Columns} from activity order by id")).Select(row => Of(row, terms[row.Id])).ToList();
            },
            stop);

    public Task<bool> HasAnyAsync(CancellationToken stop) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<bool>("select exists (select 1 from activity)"), stop);

    /// <summary>Those that say nothing but the defaults, and were never changed.</summary>
    public Task<List<(string Id, string Name)>> UntouchedAsync(int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<(string, string)>(
                """
                select id, name from activity where version = 1 and recording = @recording and protection = @protection and opening_purposes = @purposes
                    and not exists (select 1 from activity_term t where t.activity_id = activity.id and t.term <> @term) order by id limit @most
                """,
                new
                {
                    recording = RecordingMode.Off.Name(), protection = ProtectionClass.High.Name(), purposes = string.Join(',', ProcessingActivity.DefaultPurposes),
                    term = ProcessingActivity.DefaultTerm.ToString(), most,
                })).AsList(),
            stop);

    /// <summary>Newest first.</summary>
    public Task<List<ActivityVersion>> VersionsAsync(Guid activity, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<VersionRow>(
                """
                select id as Id, version as Version, at as At, actor_id as ActorId, row_key as RowKey, sealed as Sealed
                from activity_version where activity_id = @activity order by version desc
                """,
                new { activity = activity.ToString() })).Select(Of).ToList(),
            stop);

    public Task<ActivityUse> UseAsync(Guid activity, CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var which = new { activity = activity.ToString(), most = MostCounted + 1 };
                var count = await connection.ExecuteScalarAsync<long>($"select count(*) from ({Newest}) as newest", which);
                var goneAt = await connection.ExecuteScalarAsync<long?>(
                    $"""
                    with newest as ({Newest})
                    select max(erase_after) from (
                        select p.erase_after from newest n join part p on p.conversation_id = n.id
                        union all select m.erase_after from newest n join call_metadata m on m.conversation_id = n.id) as dates
                    """,
                    which);
                return new ActivityUse(Math.Min(count, MostCounted), goneAt, count > MostCounted);
            },
            stop);

    static async Task AddTermsAsync(Change change, ProcessingActivity activity)
    {
        foreach (var (kind, term) in activity.Terms)
        {
            await change.Connection.ExecuteAsync(
                "insert into activity_term (activity_id, kind, term) values (@id, @kind, @term)",
                new { id = activity.Id.ToString(), kind = kind.Name(), term = term.ToString() });
        }
    }

    async Task AddVersionAsync(Change change, ProcessingActivity activity, long at, string? actor, string? reason)
    {
        var id = ids.New();
        var value = SealedValue.Seal(chain.House(RootKind.Account), "activity_version", id, new Kept(ActivityBody.Of(activity), reason));
        await change.Connection.ExecuteAsync(
            """
            insert into activity_version (id, activity_id, version, at, actor_id, row_key, sealed) values (@id, @activity, @Version, @at, cast(@actor as text), @RowKey, @Sealed)
            """,
            new { id = id.ToString(), activity = activity.Id.ToString(), activity.Version, at, actor, value.RowKey, value.Sealed });
    }

    Row RowOf(ProcessingActivity activity, long now)
    {
        var value = SealedValue.Seal(chain.House(RootKind.Account), "activity", activity.Id, new Remarks(activity.Owner, activity.Note));
        return new Row(
            activity.Id.ToString(), activity.Name, activity.Purpose, activity.LegalBasis.Name(), string.Join(',', activity.OpeningPurposes), activity.Recording.Name(),
            activity.Protection.Name(), string.Join(',', activity.People), string.Join(',', activity.Data), activity.Version, now, value.RowKey, value.Sealed);
    }

    ProcessingActivity Of(Row row, IEnumerable<TermRow> terms)
    {
        var remarks = row.RowKey is null ? null : new SealedValue(row.RowKey, row.Sealed!).Open<Remarks>(chain.House(RootKind.Account), "activity", Guid.Parse(row.Id));
        return new ProcessingActivity(
            Guid.Parse(row.Id), row.Name, row.Purpose, LegalBases.Parse(row.LegalBasis)!.Value, row.OpeningPurposes.Split(','),
            terms.ToDictionary(term => PartKinds.Parse(term.Kind)!.Value, term => Term.Parse(term.Term)!.Value))
        {
            Recording = RecordingModes.Parse(row.Recording)!.Value,
            Protection = ProtectionClasses.Parse(row.Protection)!.Value,
            People = Listed(row.People),
            Data = Listed(row.DataKinds),
            Owner = remarks?.Owner,
            Note = remarks?.Note,
            Version = row.Version,
        };
    }

    ActivityVersion Of(VersionRow row)
    {
        var kept = new SealedValue(row.RowKey, row.Sealed).Open<Kept>(chain.House(RootKind.Account), "activity_version", Guid.Parse(row.Id));
        return new ActivityVersion(row.Version, row.At, row.ActorId, kept.Reason, kept.Body);
    }

    static string[] Listed(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
