using System.Net;
using Kluis.Access;

namespace Kluis.Tests.Access;

public abstract class LogQuestionTests(SharedVault shared) : SharedVaultTests(shared)
{
    [Theory]
    [InlineData("limit=0", HttpStatusCode.UnprocessableEntity, "search.invalid")]
    [InlineData("limit=201", HttpStatusCode.UnprocessableEntity, "search.invalid")]
    [InlineData("limit=x", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("before=99999999999999999999", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("conversation=1", HttpStatusCode.BadRequest, "request.malformed")]
    public async Task A_question_that_makes_no_sense_is_refused(string query, HttpStatusCode status, string code)
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        await client.GetAsync($"/api/v1/log?{query}").AssertProblemAsync(status, code);
    }
}

public sealed class LogQuestionTests_on_sqlite(SqliteVault vault) : LogQuestionTests(vault), IClassFixture<SqliteVault>;

public sealed class LogQuestionTests_on_postgres(PostgresVault vault) : LogQuestionTests(vault), IClassFixture<PostgresVault>;
