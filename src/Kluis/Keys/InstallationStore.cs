using Dapper;
using Kluis.Storage;

namespace Kluis.Keys;

/// <summary>Reads what was fixed at set-up, or fixes it: one row, once.</summary>
static class InstallationStore
{
    sealed record Row(string Organisation, string LogOrigin, string Country);

    public static Task<Installation> OpenAsync(Database database, IdSource ids, TimeProvider time, string logOrigin, string country, CancellationToken stop) =>
        database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    "insert into installation (id, organisation, log_origin, country, created_at) values (1, @organisation, @logOrigin, @country, @at) on conflict (id) do nothing",
                    new { organisation = ids.New().ToString(), logOrigin, country, at = time.GetUtcNow().ToUnixTimeMilliseconds() });
                var row = await connection.QuerySingleAsync<Row>("select organisation as Organisation, log_origin as LogOrigin, country as Country from installation");
                return new Installation(Guid.Parse(row.Organisation), row.LogOrigin, row.Country);
            },
            stop);

    /// <summary>The public half of the recovery key; the private half is on paper, somewhere else.</summary>
    public static Task SetRecoveryAsync(System.Data.Common.DbConnection connection, byte[] publicKey, long now) =>
        connection.ExecuteAsync("update installation set recovery_public = @publicKey, recovery_made_at = @now", new { publicKey, now });

    public static Task<byte[]?> RecoveryAsync(Database database, CancellationToken stop) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<byte[]?>("select recovery_public from installation"), stop);
}
