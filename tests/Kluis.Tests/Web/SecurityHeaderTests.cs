using System.Net;
using System.Text;
using Kluis.Access;

namespace Kluis.Tests.Web;

/// <summary>Every kind of answer carries the same headers: also a refusal, a fault and a page that is not there.</summary>
public sealed class SecurityHeaderTests(SqliteVault vault) : SharedVaultTests(vault), IClassFixture<SqliteVault>
{
    [Theory]
    [InlineData("GET", "/healthz", HttpStatusCode.OK)]
    [InlineData("GET", "/readyz", HttpStatusCode.OK)]
    [InlineData("GET", "/metrics", HttpStatusCode.OK)]
    [InlineData("GET", "/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("GET", "/sign-in", HttpStatusCode.OK)]
    [InlineData("GET", "/", HttpStatusCode.Found)]
    [InlineData("GET", "/search", HttpStatusCode.Found)]
    [InlineData("GET", "/no-such-page", HttpStatusCode.NotFound)]
    [InlineData("GET", "/css/no-such-file.css", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/tokens", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "admin /api/v1/tokens", HttpStatusCode.OK)]
    [InlineData("PUT", "admin /api/v1/tokens", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "admin /api/v1/tokens", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "admin /api/v1/activities", HttpStatusCode.Forbidden)]
    [InlineData("GET", "bug /api/v1/tokens", HttpStatusCode.InternalServerError)]
    [InlineData("GET", "bug /search", HttpStatusCode.InternalServerError)]
    [InlineData("GET", "host /healthz", HttpStatusCode.BadRequest)]
    public async Task The_headers_are_there(string method, string address, HttpStatusCode status)
    {
        var (how, path) = address.Split(' ') is [var first, var second] ? (first, second) : ("", address);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Vault.Http.BaseAddress };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (how is "admin" or "bug")
            client.DefaultRequestHeaders.Authorization = new("Bearer", (await Vault.TokenAsync(Role.Administrator)).Secret);
        if (how == "host")
            request.Headers.Host = "evil.example";
        if (method == "POST")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        if (how == "bug")
            await Vault.TamperAsync("alter table api_token rename to away");
        using var answer = await client.SendAsync(request);
        if (how == "bug")
            await Vault.TamperAsync("alter table away rename to api_token");
        Assert.Equal(status, answer.StatusCode);
        AssertHeaders(answer);
    }

    [Fact]
    public async Task A_style_sheet_may_be_kept_and_nothing_else()
    {
        using var style = await Vault.Http.GetAsync("/css/conversation.css?v=1");
        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
        Assert.Contains("nosniff", style.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
    }

    static void AssertHeaders(HttpResponseMessage answer)
    {
        string Of(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
        var policy = Of("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Of("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Of("Referrer-Policy"));
        Assert.Equal("DENY", Of("X-Frame-Options"));
        Assert.Equal("same-origin", Of("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Of("Cross-Origin-Resource-Policy"));
        Assert.Contains("no-store", Of("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal("", Of("Server"));
        Assert.Equal("", Of("Access-Control-Allow-Origin"));
    }
}
