using System.Data.Common;
using Dapper;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Access;

/// <summary>Somebody who acts here, as the time line of a conversation tells it.</summary>
/// <param name="Name">Null where the reader may not know it, or the key of that person is gone.</param>
/// <param name="Label">Of a token: what it is called.</param>
sealed record StaffMember(string Id, string Role, string? Team, string? Name, string? Label);

/// <summary>A person whom a link lets in.</summary>
sealed record LinkOwner(Guid User, string Role, string? Name, VaultId Holder);

/// <summary>SQL that tells who is behind an id in the log, and behind a link.</summary>
sealed class StaffStore(Database database, KeyChain chain)
{
    sealed record Row(string Id, string Role, string? Team, string HolderId, byte[] RowKey, byte[] Sealed);

    sealed record LabelRow(string Id, string Role, string? Team, string Label);

    const string UserColumns = "select u.id as Id, u.role as Role, u.team as Team, u.holder_id as HolderId, u.row_key as RowKey, u.sealed as Sealed";

    const string Users = UserColumns + " from user_account u";

    /// <param name="withNames">Opens the names: only for a reader who may see the log.</param>
    public Task<Dictionary<string, StaffMember>> FindAsync(IReadOnlyCollection<string> ids, bool withNames, CancellationToken stop) =>
        ids.Count == 0
            ? Task.FromResult(new Dictionary<string, StaffMember>())
            : database.ReadAsync(connection => FindAsync(connection, ids, withNames), stop);

    /// <summary>Everybody with an account that has not ended, and every token: whom somebody can choose from.</summary>
    public Task<List<StaffMember>> AllAsync(CancellationToken stop) =>
        database.ReadAsync<List<StaffMember>>(
            async connection =>
            {
                var users = await connection.QueryAsync<Row, RootKeyRow, StaffMember>(
                    $"""
                    {UserColumns}, {KeyStore.JoinedColumns} from user_account u join root_key r on r.id = u.holder_id where u.ended_at is null
                    """,
                    (row, key) => new StaffMember(row.Id, row.Role, row.Team, NameOf(row, key), Label: null));
                var tokens = await connection.QueryAsync<LabelRow>("select id as Id, role as Role, team as Team, label as Label from api_token");
                return [.. users, .. tokens.Select(row => new StaffMember(row.Id, row.Role, row.Team, Name: null, row.Label))];
            },
            stop);

    /// <summary>Whom an unused link lets in. Looking does not use it up.</summary>
    public Task<LinkOwner?> FindByLinkAsync(byte[] secretHash, long now, CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var row = await connection.QuerySingleOrDefaultAsync<Row>(
                    Users + " join sign_in_link l on l.user_id = u.id where l.secret_hash = @secretHash and l.kind = 'demo' and l.used_at is null and l.expires_at > @now and u.ended_at is null",
                    new { secretHash, now });
                if (row is null)
                    return null;
                var keys = await KeyStore.FindAllAsync(connection, [row.HolderId]);
                return new LinkOwner(Guid.Parse(row.Id), row.Role, NameOf(row, keys), VaultId.Parse(row.HolderId));
            },
            stop);

    async Task<Dictionary<string, StaffMember>> FindAsync(DbConnection connection, IReadOnlyCollection<string> ids, bool withNames)
    {
        var parameters = KeyStore.Parameters(ids);
        var users = (await connection.QueryAsync<Row>($"{Users} where u.id in ({KeyStore.InList(ids)})", parameters)).AsList();
        var tokens = await connection.QueryAsync<LabelRow>(
            $"select id as Id, role as Role, team as Team, label as Label from api_token where id in ({KeyStore.InList(ids)})", parameters);
        var keys = withNames && users.Count > 0 ? await KeyStore.FindAllAsync(connection, [.. users.Select(row => row.HolderId).Distinct()]) : [];
        return users.Select(row => new StaffMember(row.Id, row.Role, row.Team, NameOf(row, keys), Label: null))
            .Concat(tokens.Select(row => new StaffMember(row.Id, row.Role, row.Team, Name: null, row.Label)))
            .ToDictionary(member => member.Id, StringComparer.Ordinal);
    }

    string? NameOf(Row row, Dictionary<string, RootKeyRow> keys) => keys.TryGetValue(row.HolderId, out var keyRow) ? NameOf(row, keyRow) : null;

    string NameOf(Row row, RootKeyRow keyRow)
    {
        using var key = chain.Open(keyRow);
        return new SealedValue(row.RowKey, row.Sealed).Open<UserProfile>(key, "user_account", Guid.Parse(row.Id)).Name;
    }
}
