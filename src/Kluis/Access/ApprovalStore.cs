using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Access;

/// <summary>All SQL of approvals.</summary>
sealed class ApprovalStore(Database database, KeyChain chain)
{
    const string Table = "approval";

    const string Columns =
        "id as Id, kind as Kind, asked_by as AskedBy, asked_at as AskedAt, expires_at as ExpiresAt, state as State, decided_by as DecidedBy, decided_at as DecidedAt, used_at as UsedAt";

    sealed record Row(string Id, string Kind, string AskedBy, long AskedAt, long ExpiresAt, string State, string? DecidedBy, long? DecidedAt, long? UsedAt);

    sealed record SealedRow(string HolderId, byte[] RowKey, byte[] Sealed);

    public Task AddAsync(Change change, Approval approval)
    {
        var value = Seal(approval);
        return change.Connection.ExecuteAsync(
            """
            insert into approval (id, kind, asked_by, asked_at, expires_at, state, holder_id, row_key, sealed)
            values (@id, @Kind, @AskedBy, @AskedAt, @ExpiresAt, 'open', @HolderId, @RowKey, @Sealed)
            """,
            new { id = approval.Id.ToString(), approval.Kind, approval.AskedBy, approval.AskedAt, approval.ExpiresAt, value.HolderId, value.RowKey, value.Sealed });
    }

    public Task<Approval?> FindAsync(Guid id, CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var which = new { id = id.ToString() };
                if (await connection.QuerySingleOrDefaultAsync<Row>($"select {Columns} from approval where id = @id", which) is not { } row)
                    return null;
                var value = await connection.QuerySingleAsync<SealedRow>("select holder_id as HolderId, row_key as RowKey, sealed as Sealed from approval where id = @id", which);
                return Read(row) with { Content = new HouseSealed(value.HolderId, value.RowKey, value.Sealed).Open<ApprovalContent>(chain, RootKind.Account, Table, id) };
            },
            stop);

    /// <summary>What this person asked or may decide, newest first, without content: all that is open, and what was decided since.</summary>
    /// <param name="all">Everybody's, for a reader who sees them all.</param>
    public Task<List<Approval>> ListAsync(string actor, IReadOnlyCollection<string> kinds, bool all, long since, int most, CancellationToken stop)
    {
        // A list is never empty in SQL; no kind has this name.
        string[] names = [.. kinds, ""];
        var parameters = KeyStore.Parameters(names);
        parameters.AddDynamicParams(new { actor, all = all ? 1L : 0L, since, most });
        return database.ReadAsync(
            async connection => (await connection.QueryAsync<Row>(
                $"""
                select {Columns} from approval
                where (asked_by = @actor or kind in ({KeyStore.InList(names)}) or @all = 1) and (state = 'open' or coalesce(decided_at, expires_at) >= @since)
                order by id desc limit @most
                """,
                parameters)).Select(Read).ToList(),
            stop);
    }

    /// <summary>One page of what this person sees, without content.</summary>
    /// <param name="decides">The kinds that this person decides.</param>
    /// <param name="all">Everybody's, for a reader who sees them all.</param>
    public Task<List<Approval>> PageAsync(string actor, IReadOnlyCollection<string> decides, bool all, ApprovalFilter filter, long now, CancellationToken stop)
    {
        string[] names = [.. decides, ""];
        var order = filter.ByDecision ? "coalesce(decided_at, expires_at)" : "asked_at";
        var (direction, beyond) = filter.IsAscending ? ("asc", ">") : ("desc", "<");
        var parameters = KeyStore.Parameters(names);
        parameters.AddDynamicParams(new
        {
            actor, all = all ? 1L : 0L, now, limit = filter.Limit, state = filter.State?.Name() ?? "", kind = filter.Kind ?? "", at = filter.After?.At ?? 0, id = filter.After?.Id ?? "",
        });
        return database.ReadAsync(
            async connection => (await connection.QueryAsync<Row>(
                $"""
                select {Columns} from approval
                where (asked_by = @actor or kind in ({KeyStore.InList(names)}) or @all = 1) and {WhoseSql(filter.Whose, names)}
                    and (@kind = '' or kind = @kind)
                    and (@state = '' or @state = case when state = 'open' and expires_at <= @now then 'expired' else state end)
                    and (@id = '' or {order} {beyond} @at or ({order} = @at and id {beyond} @id))
                order by {order} {direction}, id {direction} limit @limit
                """,
                parameters)).Select(Read).ToList(),
            stop);
    }

    static string WhoseSql(ApprovalWhose whose, IReadOnlyCollection<string> decides) => whose switch
    {
        ApprovalWhose.ToDecide => $"asked_by <> @actor and kind in ({KeyStore.InList(decides)}) and state = 'open' and expires_at > @now",
        ApprovalWhose.Asked => "asked_by = @actor",
        ApprovalWhose.Decided => "decided_by = @actor",
        ApprovalWhose.All => "1 = 1",
    };

    /// <summary>What is open of these kinds or of this person, soonest over first; and the newest of what this person asked that is open no more.</summary>
    public Task<(List<Approval> Open, List<Approval> Ended)> WaitingAsync(string actor, IReadOnlyCollection<string> kinds, long now, int most, CancellationToken stop)
    {
        string[] names = [.. kinds, ""];
        var parameters = KeyStore.Parameters(names);
        parameters.AddDynamicParams(new { actor, now, most });
        return database.ReadAsync(
            async connection =>
            {
                var open = await connection.QueryAsync<Row>(
                    $"""
                    select {Columns} from approval where state = 'open' and expires_at > @now and (asked_by = @actor or kind in ({KeyStore.InList(names)}))
                    order by expires_at, id limit @most
                    """,
                    parameters);
                var asked = await connection.QueryAsync<Row>($"select {Columns} from approval where asked_by = @actor order by id desc limit @most", parameters);
                return (open.Select(Read).ToList(), asked.Select(Read).Where(row => row.StateAt(now) != ApprovalState.Open).ToList());
            },
            stop);
    }

    /// <summary>Ends what is open and has not expired. One of two at the same moment gets false.</summary>
    public async Task<bool> DecideAsync(Change change, Approval decided)
    {
        var value = Seal(decided);
        return await change.Connection.ExecuteAsync(
            """
            update approval set state = @state, decided_by = @DecidedBy, decided_at = @Now, holder_id = @HolderId, row_key = @RowKey, sealed = @Sealed
            where id = @id and state = 'open' and expires_at > @Now
            """,
            new { id = decided.Id.ToString(), state = decided.State.Name(), decided.DecidedBy, change.Now, value.HolderId, value.RowKey, value.Sealed }) == 1;
    }

    /// <summary>Uses up what was approved, once, and not after it has expired.</summary>
    public static async Task<bool> UseAsync(Change change, Guid id) =>
        await change.Connection.ExecuteAsync(
            "update approval set used_at = @Now where id = @id and state = 'approved' and used_at is null and expires_at > @Now", new { id = id.ToString(), change.Now }) == 1;

    public Task<List<Guid>> ExpiredAsync(long now, int most, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<string>("select id from approval where state = 'open' and expires_at <= @now order by expires_at limit @most", new { now, most }))
                .Select(Guid.Parse).ToList(),
            stop);

    public static async Task<bool> ExpireAsync(Change change, Guid id) =>
        await change.Connection.ExecuteAsync(
            "update approval set state = 'expired', decided_at = @Now where id = @id and state = 'open' and expires_at <= @Now", new { id = id.ToString(), change.Now }) == 1;

    HouseSealed Seal(Approval approval) => HouseSealed.Seal(chain, RootKind.Account, Table, approval.Id, approval.Content);

    static Approval Read(Row row) =>
        new(Guid.Parse(row.Id), row.Kind, row.AskedBy, row.AskedAt, row.ExpiresAt, Enum.Parse<ApprovalState>(row.State, ignoreCase: true))
        {
            DecidedBy = row.DecidedBy, DecidedAt = row.DecidedAt, UsedAt = row.UsedAt,
        };
}
