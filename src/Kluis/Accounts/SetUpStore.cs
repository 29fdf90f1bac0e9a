using Dapper;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <summary>SQL of the first-run set-up.</summary>
sealed class SetUpStore(Database database)
{
    public sealed record Row(string? Name, string Country, string? Region, long? SetUpAt);

    public Task<Row> ReadAsync(CancellationToken stop) =>
        database.ReadAsync(connection => connection.QuerySingleAsync<Row>("select name as Name, country as Country, region as Region, set_up_at as SetUpAt from installation"), stop);

    /// <summary>Whether anybody may come in at all yet: by set-up, or because the host has made a token or an account.</summary>
    public Task<bool> IsInUseAsync(CancellationToken stop) =>
        database.ReadAsync(
            async connection => await connection.ExecuteScalarAsync<long>(
                """
                select (select count(*) from installation where set_up_at is not null)
                    + (select count(*) from (select id from user_account limit 1) as u) + (select count(*) from (select id from api_token limit 1) as t)
                """) > 0,
            stop);

    public static async Task ReplaceLinkAsync(Change change, byte[] secretHash, long expiresAt)
    {
        await change.Connection.ExecuteAsync("delete from set_up_link");
        await change.Connection.ExecuteAsync("insert into set_up_link (secret_hash, expires_at) values (@secretHash, @expiresAt)", new { secretHash, expiresAt });
    }

    public Task<bool> IsGoodAsync(byte[] secretHash, long now, CancellationToken stop) =>
        database.ReadAsync(
            async connection => await connection.ExecuteScalarAsync<long>(
                "select count(*) from set_up_link where secret_hash = @secretHash and used_at is null and expires_at > @now", new { secretHash, now }) > 0,
            stop);

    public static async Task<bool> UseLinkAsync(Change change, byte[] secretHash) =>
        await change.Connection.ExecuteAsync(
            "update set_up_link set used_at = @Now where secret_hash = @secretHash and used_at is null and expires_at > @Now", new { secretHash, change.Now }) == 1;

    /// <returns>False: it was set up before; that happens once.</returns>
    public static async Task<bool> CompleteAsync(Change change, string name, string country, string region) =>
        await change.Connection.ExecuteAsync(
            "update installation set name = @name, country = @country, region = @region, set_up_at = @Now where set_up_at is null", new { name, country, region, change.Now }) == 1;
}
