using System.Data.Common;
using Dapper;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Keys;

sealed record EpochRow(long Epoch, string KeyringName, byte[] Wrapped, long CreatedAt);

sealed record ConversationKeyRow(string KeyId, string ConversationId, string HolderId, long Generation, byte[] Wrapped);

sealed record KeyCount(long Epoch, string Kind, long Count);

/// <summary>All SQL of keys.</summary>
sealed class KeyStore(Database database)
{
    public Task<List<EpochRow>> EpochsAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<EpochRow>(
                "select epoch as Epoch, keyring_name as KeyringName, wrapped as Wrapped, created_at as CreatedAt from key_epoch order by epoch")).AsList(),
            stop);

    public Task<bool> AddEpochAsync(EpochRow row, CancellationToken stop) => database.WriteAsync(connection => AddEpochAsync(connection, row), stop);

    /// <returns>False when another process was first with this number.</returns>
    public static async Task<bool> AddEpochAsync(DbConnection connection, EpochRow row) =>
        await connection.ExecuteAsync(
            "insert into key_epoch (epoch, keyring_name, wrapped, created_at) values (@Epoch, @KeyringName, @Wrapped, @CreatedAt) on conflict (epoch) do nothing", row) == 1;

    /// <summary>How many root keys there are of each kind and epoch.</summary>
    public Task<List<KeyCount>> CountsAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<KeyCount>(
                "select epoch as Epoch, kind as Kind, count(*) as Count from root_key group by epoch, kind order by epoch, kind")).AsList(),
            stop);

    /// <summary>Of <c>r</c>, where a list is read together with the keys that it is sealed under.</summary>
    public const string JoinedColumns = "r.id as Id, r.kind as Kind, r.epoch as Epoch, r.generation as Generation, r.wrapped as Wrapped";

    const string RootColumns = "id as Id, kind as Kind, epoch as Epoch, generation as Generation, wrapped as Wrapped";

    /// <summary>Of <c>@kind</c>. The second half names the index of the few keys of the house among those of all people.</summary>
    public const string OfHouse = "kind = @kind and kind not in ('subject', 'employee', 'hold')";

    public Task<List<RootKeyRow>> HouseKeysAsync(RootKind kind, CancellationToken stop) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<RootKeyRow>(
                $"select {RootColumns} from root_key where {OfHouse} order by generation", new { kind = NameOf(kind) })).AsList(),
            stop);

    /// <summary>The highest generation of a house key.</summary>
    public static Task<long> NewestAsync(DbConnection connection, RootKind kind) =>
        connection.ExecuteScalarAsync<long>(
            $"select coalesce(max(generation), 0) from root_key where {OfHouse}", new { kind = NameOf(kind) });

    /// <summary>Whether a house key is still there: what is sealed to one that is not would open no more.</summary>
    public static Task<bool> HasAsync(DbConnection connection, RootKind kind, long generation) =>
        connection.ExecuteScalarAsync<bool>($"select exists (select 1 from root_key where {OfHouse} and generation = @generation)", new { kind = NameOf(kind), generation });

    public static string NameOf(RootKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Two nodes may start on an empty installation at once: the second finds the first one's key.</summary>
    public Task<bool> AddHouseKeyAsync(RootKeyRow row, CancellationToken stop) =>
        database.WriteAsync(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<long>("select count(*) from root_key where kind = @Kind and generation = @Generation", row) > 0)
                    return false;
                await connection.InsertAsync(RowOf(row));
                return true;
            },
            stop);

    public static NewRow RowOf(RootKeyRow row) => new(
        "insert into root_key (id, kind, epoch, generation, wrapped) values (@Id, @Kind, @Epoch, @Generation, @Wrapped)",
        ("Id", row.Id), ("Kind", row.Kind), ("Epoch", row.Epoch), ("Generation", row.Generation), ("Wrapped", row.Wrapped));

    public static NewRow RowOf(ConversationKeyRow row) => new(
        "insert into conversation_key (key_id, conversation_id, holder_id, generation, wrapped) values (@KeyId, @ConversationId, @HolderId, @Generation, @Wrapped)",
        ("KeyId", row.KeyId), ("ConversationId", row.ConversationId), ("HolderId", row.HolderId), ("Generation", row.Generation), ("Wrapped", row.Wrapped));

    public static Task<RootKeyRow?> FindAsync(DbConnection connection, VaultId id) =>
        connection.QuerySingleOrDefaultAsync<RootKeyRow?>($"select {RootColumns} from root_key where id = @id", new { id = id.ToString() });

    /// <summary>The key of a person.</summary>
    public static Task<RootKeyRow?> FindOfSubjectAsync(DbConnection connection, Guid subject) =>
        connection.QuerySingleOrDefaultAsync<RootKeyRow?>(
            $"select {RootColumns} from root_key where id = (select key_id from data_subject where id = @id)", new { id = subject.ToString() });

    public static async Task<Dictionary<string, RootKeyRow>> FindAllAsync(DbConnection connection, IReadOnlyCollection<string> ids) =>
        (await connection.QueryAsync<RootKeyRow>($"select {RootColumns} from root_key where id in ({InList(ids)})", Parameters(ids)))
            .ToDictionary(row => row.Id, StringComparer.Ordinal);

    public Task<int> RewrapAsync(long epoch, int most, Func<RootKeyRow, RootKeyRow> rewrap, CancellationToken stop) =>
        database.WriteAsync(
            async connection =>
            {
                var rows = (await connection.QueryAsync<RootKeyRow>(
                    $"select {RootColumns} from root_key where epoch < @epoch order by epoch, id limit @most", new { epoch, most })).AsList();
                await connection.ExecuteAsync(
                    "update root_key set epoch = @Epoch, wrapped = @Wrapped where id = @Id", rows.ConvertAll(row => rewrap(row)));
                return rows.Count;
            },
            stop);

    public static async Task<List<(ConversationKeyRow Wrap, RootKeyRow Holder)>> HoldersAsync(DbConnection connection, Guid conversation) =>
        (await connection.QueryAsync<ConversationKeyRow, RootKeyRow, (ConversationKeyRow, RootKeyRow)>(
            """
            select c.key_id as KeyId, c.conversation_id as ConversationId, c.holder_id as HolderId, c.generation as Generation, c.wrapped as Wrapped,
                   r.id as Id, r.kind as Kind, r.epoch as Epoch, r.generation as Generation, r.wrapped as Wrapped
            from conversation_key c join root_key r on r.id = c.holder_id
            where c.conversation_id = @id order by c.holder_id
            """,
            (wrap, holder) => (wrap, holder),
            new { id = conversation.ToString() })).AsList();

    // One parameter each: SQLite and PostgreSQL have no common form for lists. The values are made here, never received.
    public static string InList(IReadOnlyCollection<string> ids) => string.Join(", ", ids.Select((_, i) => $"@p{i}"));

    public static DynamicParameters Parameters(IReadOnlyCollection<string> ids)
    {
        var parameters = new DynamicParameters();
        foreach (var (i, id) in ids.Index())
            parameters.Add($"p{i}", id);
        return parameters;
    }
}
