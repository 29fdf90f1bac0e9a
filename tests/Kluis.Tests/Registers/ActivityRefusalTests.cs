using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Kluis.Access;

namespace Kluis.Tests.Registers;

public abstract class ActivityRefusalTests(SharedVault shared) : SharedVaultTests(shared)
{
    const string Route = "/api/v1/activities";

    const string Whole =
        """
        {"name":"Klachten","purpose":"Klachten afhandelen","legalBasis":"legal_obligation",
         "purposes":["complaint","dispute","complaint"],"terms":{"recording":"P6M","chat":"P2W","call-metadata":"P1Y"}}
        """;

    [Theory]
    [InlineData("name", "\"\"")]
    [InlineData("name", "null")]
    [InlineData("name", "LONG201")]
    [InlineData("purpose", "\"\"")]
    [InlineData("purpose", "null")]
    [InlineData("purpose", "LONG1001")]
    [InlineData("legalBasis", "null")]
    [InlineData("legalBasis", "\"because\"")]
    [InlineData("legalBasis", "\"LegalObligation\"")]
    [InlineData("purposes", "[\"curiosity\"]")]
    [InlineData("purposes", "[\"service\",\"\"]")]
    [InlineData("purposes", "[null]")]
    [InlineData("recording", "\"on\"")]
    [InlineData("recording", "\"\"")]
    [InlineData("protection", "\"High\"")]
    [InlineData("people", "[\"everybody\"]")]
    [InlineData("data", "[null]")]
    [InlineData("owner", "LONG101")]
    [InlineData("note", "LONG2001")]
    [InlineData("name", "\"a\\u0000b\"")]
    [InlineData("purpose", "\"a\\u0000b\"")]
    [InlineData("terms", "null")]
    [InlineData("terms", "{}")]
    [InlineData("terms", "{\"recording\":\"forever\"}")]
    [InlineData("terms", "{\"recording\":\"P0D\"}")]
    [InlineData("terms", "{\"recording\":\"P٣D\"}")]
    [InlineData("terms", "{\"recording\":null}")]
    [InlineData("terms", "{\"fax\":\"P1D\"}")]
    [InlineData("terms", "{\"Recording\":\"P1D\"}")]
    public async Task An_activity_that_breaks_a_rule_is_refused_with_the_place(string field, string value)
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        var body = JsonNode.Parse(Whole)!;
        body[field] = value.StartsWith("LONG", StringComparison.Ordinal)
            ? new string('x', int.Parse(value[4..], System.Globalization.CultureInfo.InvariantCulture))
            : JsonNode.Parse(value);
        using var answer = await PostAsync(client, body.ToJsonString());
        var problem = await answer.AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "activity.invalid");
        Assert.StartsWith(field, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from activity"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"terms":{"recording":{}}}""")]
    public async Task What_is_no_body_of_an_activity_is_malformed(string body)
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var answer = await PostAsync(client, body);
        await answer.AssertProblemAsync(HttpStatusCode.BadRequest, "request.malformed");
    }

    static Task<HttpResponseMessage> PostAsync(HttpClient client, string body) =>
        client.PostAsync(Route, new StringContent(body, new MediaTypeHeaderValue("application/json")));
}

public sealed class ActivityRefusalTests_on_sqlite(SqliteVault vault) : ActivityRefusalTests(vault), IClassFixture<SqliteVault>;

public sealed class ActivityRefusalTests_on_postgres(PostgresVault vault) : ActivityRefusalTests(vault), IClassFixture<PostgresVault>;
