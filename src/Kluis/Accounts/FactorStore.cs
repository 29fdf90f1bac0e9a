using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <summary>SQL of second factors and recovery codes.</summary>
sealed class FactorStore(Database database, AccountStore accounts)
{
    sealed record Row(string Id, string UserId, string Kind, byte[] RowKey, byte[] Sealed, long? LastStep, long CreatedAt, long? UsedAt);

    const string Columns =
        "id as Id, user_id as UserId, kind as Kind, row_key as RowKey, sealed as Sealed, last_step as LastStep, created_at as CreatedAt, used_at as UsedAt";

    public Task<List<Factor>> OfAsync(Account account, CancellationToken stop) => database.ReadAsync(connection => OfAsync(connection, account), stop);

    public async Task<List<Factor>> OfAsync(DbConnection connection, Account account)
    {
        var rows = (await connection.QueryAsync<Row>($"select {Columns} from factor where user_id = @id order by created_at, id", new { id = account.Id.ToString() })).AsList();
        if (rows.Count == 0)
            return [];
        using var key = await accounts.KeyAsync(connection, account.Holder);
        return rows.ConvertAll(row => Open(row, key));
    }

    /// <summary>Whose passkey this is.</summary>
    public Task<Guid?> OwnerAsync(byte[] credentialId, CancellationToken stop) =>
        database.ReadAsync(
            async connection => await connection.QuerySingleOrDefaultAsync<string?>(
                "select user_id from factor where credential_hash = @hash", new { hash = SHA256.HashData(credentialId) }) is { } id ? Guid.Parse(id) : (Guid?)null,
            stop);

    public async Task AddAsync(Change change, Account account, Guid id, FactorKind kind, FactorSecret secret, long? lastStep)
    {
        using var key = await accounts.KeyAsync(change.Connection, account.Holder);
        var value = SealedValue.Seal(key, "factor", id, secret);
        await change.Connection.ExecuteAsync(
            """
            insert into factor (id, user_id, kind, credential_hash, row_key, sealed, last_step, created_at)
            values (@id, @user, @kind, @credential, @RowKey, @Sealed, @lastStep, @Now)
            """,
            new
            {
                id = id.ToString(), user = account.Id.ToString(), kind = NameOf(kind), value.RowKey, value.Sealed, lastStep, change.Now,
                credential = secret.Passkey is { } passkey ? SHA256.HashData(passkey.CredentialId) : null,
            });
    }

    /// <summary>Takes a code's step, once: of two that come at the same moment one is refused.</summary>
    public static async Task<bool> TakeStepAsync(Change change, Guid factor, long step) =>
        await change.Connection.ExecuteAsync(
            "update factor set last_step = @step, used_at = @Now where id = @id and (last_step is null or last_step < @step)", new { id = factor.ToString(), step, change.Now }) == 1;

    public async Task UsedAsync(Change change, Account account, Factor factor, FactorSecret secret)
    {
        using var key = await accounts.KeyAsync(change.Connection, account.Holder);
        var value = SealedValue.Seal(key, "factor", factor.Id, secret);
        await change.Connection.ExecuteAsync(
            "update factor set row_key = @RowKey, sealed = @Sealed, used_at = @Now where id = @id", new { id = factor.Id.ToString(), value.RowKey, value.Sealed, change.Now });
    }

    public static async Task<bool> RemoveAsync(Change change, Guid user, Guid factor) =>
        await change.Connection.ExecuteAsync("delete from factor where id = @factor and user_id = @user", new { factor = factor.ToString(), user = user.ToString() }) == 1;

    public static Task RemoveAllAsync(Change change, Guid user) =>
        change.Connection.ExecuteAsync("delete from factor where user_id = @user", new { user = user.ToString() });

    /// <summary>Puts new recovery codes in the place of all earlier ones.</summary>
    public static async Task ReplaceCodesAsync(Change change, Guid user, IEnumerable<string> codes)
    {
        await change.Connection.ExecuteAsync("delete from recovery_code where user_id = @user", new { user = user.ToString() });
        foreach (var code in codes)
        {
            await change.Connection.ExecuteAsync(
                "insert into recovery_code (code_hash, user_id, created_at) values (@hash, @user, @Now)", new { hash = RecoveryHash(user, code), user = user.ToString(), change.Now });
        }
    }

    public static async Task<bool> TakeCodeAsync(Change change, Guid user, string code) =>
        await change.Connection.ExecuteAsync(
            "update recovery_code set used_at = @Now where code_hash = @hash and user_id = @user and used_at is null", new { hash = RecoveryHash(user, code), user = user.ToString(), change.Now }) == 1;

    public Task<long> CodesLeftAsync(Guid user, CancellationToken stop) => database.ReadAsync(connection => CodesLeftAsync(connection, user), stop);

    public static Task<long> CodesLeftAsync(DbConnection connection, Guid user) =>
        connection.ExecuteScalarAsync<long>("select count(*) from recovery_code where user_id = @user and used_at is null", new { user = user.ToString() });

    /// <summary>What counts once only. False: it was used before.</summary>
    public static async Task<bool> UseOnceAsync(Change change, byte[] valueHash, long forgetAt)
    {
        await change.Connection.ExecuteAsync("delete from used_once where forget_at < @Now", new { change.Now });
        return await change.Connection.ExecuteAsync(
            "insert into used_once (value_hash, forget_at) values (@valueHash, @forgetAt) on conflict (value_hash) do nothing", new { valueHash, forgetAt }) == 1;
    }

    // 80 random bits: there is nothing to guess, so a plain hash is enough. The person is part of it.
    static byte[] RecoveryHash(Guid user, string code) => SHA256.HashData(Encoding.UTF8.GetBytes($"{user} {RecoveryCodes.Normalise(code)}"));

    static string NameOf(FactorKind kind) => kind.ToString().ToLowerInvariant();

    static Factor Open(Row row, RootKey key)
    {
        var id = Guid.Parse(row.Id);
        return new Factor(
            id, Guid.Parse(row.UserId), Enum.Parse<FactorKind>(row.Kind, ignoreCase: true), new SealedValue(row.RowKey, row.Sealed).Open<FactorSecret>(key, "factor", id),
            row.LastStep, row.CreatedAt, row.UsedAt);
    }
}

/// <summary>Codes on paper for whoever lost the second factor: each lets in once.</summary>
static class RecoveryCodes
{
    const int Count = 10, Bytes = 10;

    public static IReadOnlyList<string> New() =>
        [.. Enumerable.Range(0, Count).Select(_ => string.Join('-', Totp.Base32(RandomNumberGenerator.GetBytes(Bytes)).Chunk(4).Select(group => new string(group))))];

    /// <summary>As typed from paper: small letters, spaces and dashes do not matter.</summary>
    public static string Normalise(string code) => string.Concat(code.Where(char.IsLetterOrDigit)).ToUpperInvariant().Replace('0', 'O').Replace('1', 'I');
}
