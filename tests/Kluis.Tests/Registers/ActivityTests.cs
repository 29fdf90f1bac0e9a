using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Registers;

namespace Kluis.Tests.Registers;

public abstract class ActivityTests(Store store) : VaultTests(store)
{
    const string Route = "/api/v1/activities";

    const string Whole =
        """
        {"name":"Klachten","purpose":"Klachten afhandelen","legalBasis":"legal_obligation",
         "purposes":["complaint","dispute","complaint"],"terms":{"recording":"P6M","chat":"P2W","call-metadata":"P1Y"},
         "recording":"opt-out","protection":"sensitive","people":["customers","customers"],"data":["voice","contact"],"owner":" de chef ","note":"let op"}
        """;

    [Fact]
    public async Task An_activity_comes_back_as_it_was_made()
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var made = await PostAsync(client, Whole);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var address = made.Headers.Location!.OriginalString;
        var read = JsonNode.Parse(await client.GetStringAsync(address))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await made.Content.ReadAsStringAsync()), read));
        Assert.Equal($"{Route}/{read["id"]}", address);
        Assert.Equal("Klachten", (string?)read["name"]);
        Assert.Equal("legal_obligation", (string?)read["legalBasis"]);
        Assert.Equal(("opt-out", "sensitive", "de chef", "let op"), ((string?)read["recording"], (string?)read["protection"], (string?)read["owner"], (string?)read["note"]));
        Assert.Equal(("""["customers"]""", """["voice","contact"]"""), (read["people"]!.ToJsonString(), read["data"]!.ToJsonString()));
        Assert.Equal(["complaint", "dispute"], read["purposes"]!.AsArray().Select(each => (string?)each));
        Assert.Equal("""{"call-metadata":"P12M","chat":"P14D","recording":"P6M"}""", Sorted(read["terms"]!));
        var list = JsonNode.Parse(await client.GetStringAsync(Route))!["items"]!.AsArray();
        Assert.True(JsonNode.DeepEquals(read, Assert.Single(list)));
        Assert.Equal(1, await Vault.CountAsync(AuditAct.ActivityCreated));
    }

    [Fact]
    public async Task An_activity_without_purposes_of_opening_allows_service_alone()
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var made = await PostAsync(client, """{"name":"n","purpose":"p","legalBasis":"consent","terms":{"mail":"P1D"}}""");
        Assert.Equal(["service"], (await made.JsonAsync()).GetProperty("purposes").EnumerateArray().Select(each => each.GetString()!));
    }

    [Fact]
    public async Task An_unknown_activity_is_not_found()
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        await client.GetAsync($"{Route}/{Guid.NewGuid()}").AssertProblemAsync(HttpStatusCode.NotFound, "request.not-found");
        await client.GetAsync($"{Route}/1").AssertProblemAsync(HttpStatusCode.NotFound, "request.not-found");
    }

    [Fact]
    public void Every_name_of_a_basis_and_of_a_kind_is_read_back()
    {
        Assert.All(Enum.GetValues<LegalBasis>(), basis => Assert.Equal(basis, LegalBases.Parse(basis.Name())));
        Assert.All(Enum.GetValues<LegalBasis>(), basis => Assert.Equal(basis, LegalBases.Parse(basis.Name().Replace('_', '-'))));
        Assert.All(Enum.GetValues<RecordingMode>(), mode => Assert.Equal(mode, RecordingModes.Parse(mode.Name())));
        Assert.All(Enum.GetValues<ProtectionClass>(), protection => Assert.Equal(protection, ProtectionClasses.Parse(protection.Name())));
        Assert.All(Enum.GetValues<PartKind>(), kind => Assert.Equal(kind, PartKinds.Parse(kind.Name())));
        Assert.Equal(
            ["service", "quality", "coaching", "complaint", "evidence", "dispute", "rights-request", "incident", "legal-claim"],
            OpeningPurpose.All);
    }

    static Task<HttpResponseMessage> PostAsync(HttpClient client, string body) =>
        client.PostAsync(Route, new StringContent(body, new MediaTypeHeaderValue("application/json")));

    static string Sorted(JsonNode terms) =>
        "{" + string.Join(',', terms.AsObject().OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => $"\"{term.Key}\":\"{term.Value}\"")) + "}";
}

public sealed class ActivityTests_on_sqlite() : ActivityTests(Store.Sqlite);

public sealed class ActivityTests_on_postgres() : ActivityTests(Store.Postgres);
