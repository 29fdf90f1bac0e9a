using Dapper;
using Kluis.Access;
using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>Whether anything comes in, or could.</summary>
sealed class SourceStore(Database database)
{
    /// <returns>There is a token of a system, a watched folder, or a conversation: the host can import without either.</returns>
    public Task<bool> HasAnyAsync(CancellationToken stop) =>
        database.ReadAsync(
            connection => connection.ExecuteScalarAsync<bool>(
                """
                select exists (select 1 from conversation) or exists (select 1 from watched_folder where removed_at is null)
                    or exists (select 1 from api_token where role = @role and revoked_at is null)
                """,
                new { role = Role.Integrator.Name() }),
            stop);
}
