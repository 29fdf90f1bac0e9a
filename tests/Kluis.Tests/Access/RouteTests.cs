using System.Net;
using System.Text;
using Kluis.Access;
using Kluis.Audit;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kluis.Tests.Access;

/// <summary>Goes through every address that the running product has.</summary>
public abstract class RouteTests(Store store) : VaultTests(store)
{
    [Fact]
    public void Every_route_says_what_it_needs_and_only_one_thing() =>
        Assert.All(Routes(), route => Assert.True(RulesOf(route) == 1, $"{Name(route)} has {RulesOf(route)} rules"));

    [Fact]
    public void Every_route_that_is_open_to_all_gives_a_reason() =>
        Assert.All(
            Routes().Select(route => route.Metadata.GetMetadata<OpenToAllAttribute>()).OfType<OpenToAllAttribute>(),
            open => Assert.True(open.Reason.Length > 20));

    [Fact]
    public void The_routes_that_are_open_to_all_are_these()
    {
        // One more here is a decision, not a slip. Outside the demo there is no sign-in by link.
        var open = Routes().Where(route => route.Metadata.GetMetadata<OpenToAllAttribute>() is not null).Select(Name).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.DoesNotContain(open, name => name.Contains("/api/", StringComparison.Ordinal));
        Assert.DoesNotContain(open, name => name.Contains("link", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nobody_gets_through_without_a_token()
    {
        foreach (var route in Guarded())
        {
            using var answer = await SendAsync(Vault.Http, route);
            if (IsApi(route))
                await answer.AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
            else
                Assert.Equal("/sign-in", answer.Headers.Location?.OriginalString);
        }
        Assert.Empty(await Vault.LogAsync());
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("team-lead")]
    [InlineData("quality")]
    [InlineData("privacy-officer")]
    [InlineData("dpo")]
    [InlineData("administrator")]
    [InlineData("auditor")]
    [InlineData("integrator")]
    public async Task A_role_gets_through_where_it_may_and_every_other_attempt_is_in_the_log(string name)
    {
        var role = Roles.Parse(name)!.Value;
        var (id, secret) = await Vault.TokenAsync(role);
        using var client = Vault.ClientWith(secret);
        client.DefaultRequestHeaders.Add("Origin", client.BaseAddress!.OriginalString.TrimEnd('/'));
        var denied = 0;
        foreach (var route in Guarded().Where(route => route.Metadata.GetMetadata<NeedsAttribute>() is not null))
        {
            using var answer = await SendAsync(client, route);
            var may = May(role, route);
            Assert.True(may == !await IsDeniedAsync(answer), $"{name}, {Name(route)}: {answer.StatusCode}");
            Assert.True((int)answer.StatusCode < 500, $"{name}, {Name(route)}: {answer.StatusCode}");
            denied += may ? 0 : 1;
        }
        var entries = (await Vault.LogAsync()).Where(entry => entry.Act == AuditAct.AccessDenied.Name()).ToList();
        Assert.Equal(denied, entries.Count(entry => entry.ConversationId is null));
        Assert.All(entries, entry => Assert.Equal(("denied", id.ToString()), (entry.Outcome, entry.ActorId)));
    }

    [Fact]
    public async Task A_read_that_the_gate_records_is_in_the_log_with_its_act()
    {
        using var client = await Vault.ClientAsync(Role.Dpo);
        foreach (var route in Guarded().Where(route => route.Metadata.GetMetadata<NeedsAttribute>() is { ByGate: true } needs && Permissions.Of(Role.Dpo, needs.Permission) != Reach.Nothing))
        {
            var act = route.Metadata.GetMetadata<NeedsAttribute>()!.Act;
            var before = await Vault.CountAsync(act);
            (await SendAsync(client, route)).Dispose();
            Assert.True(await Vault.CountAsync(act) == before + 1, Name(route));
        }
    }

    List<RouteEndpoint> Routes()
    {
        var routes = Vault.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        Assert.True(routes.Count > 15);
        return routes;
    }

    IEnumerable<RouteEndpoint> Guarded() => Routes().Where(route => route.Metadata.GetMetadata<OpenToAllAttribute>() is null);

    static int RulesOf(RouteEndpoint route) =>
        route.Metadata.OfType<NeedsAttribute>().Count() + route.Metadata.OfType<SignedInAttribute>().Count() + route.Metadata.OfType<OpenToAllAttribute>().Count();

    static bool IsApi(RouteEndpoint route) => Path(route).StartsWith("/api/", StringComparison.Ordinal);

    static string Name(RouteEndpoint route) => $"{MethodOf(route)} {Path(route)}";

    static string Path(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    static HttpMethod MethodOf(RouteEndpoint route) =>
        new(route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET");

    Task<HttpResponseMessage> SendAsync(HttpClient client, RouteEndpoint route)
    {
        var path = new StringBuilder(Path(route));
        foreach (var parameter in route.RoutePattern.Parameters)
        {
            var text = Path(route)[Path(route).IndexOf("{" + parameter.Name, StringComparison.Ordinal)..];
            var whole = text[..(text.IndexOf('}', StringComparison.Ordinal) + 1)];
            var kind = parameter.ParameterPolicies.Select(policy => policy.Content).FirstOrDefault();
            path.Replace(whole, kind switch { "guid" => "019cadc6-9a80-7002-9e32-9dab826ef7e3", "int" or "long" => "0", _ => "x" });
        }
        var request = new HttpRequestMessage(MethodOf(route), path.ToString());
        if (request.Method == HttpMethod.Post || request.Method == HttpMethod.Put)
            request.Content = ContentFor(route);
        return Client(client).SendAsync(request);
    }

    // Of a type that the route takes: another one is turned away before the gate.
    static HttpContent ContentFor(RouteEndpoint route)
    {
        var type = route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json";
        return type.StartsWith("multipart/", StringComparison.Ordinal)
            ? new MultipartFormDataContent { { new StringContent("{}"), "metadata" } }
            : new StringContent("{}", Encoding.UTF8, type);
    }

    // Redirects are answers here.
    HttpClient Client(HttpClient like)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Vault.Http.BaseAddress };
        foreach (var (name, values) in like.DefaultRequestHeaders)
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, values);
        return client;
    }

    // Who sees a part of the log is denied the whole of it by the route itself.
    static bool May(Role role, RouteEndpoint route) =>
        Permissions.Of(role, route.Metadata.GetMetadata<NeedsAttribute>()!.Permission) is var reach && reach != Reach.Nothing
        && !(Path(route) == "/api/v1/log/export" && reach is Reach.Own or Reach.Technical)
        && !(Path(route) == "/conversations/{id:guid}/access" && reach != Reach.All);

    static async Task<bool> IsDeniedAsync(HttpResponseMessage answer) =>
        answer.Headers.Location?.OriginalString == "/no-permission"
        || (answer.StatusCode == HttpStatusCode.Forbidden && (await answer.JsonAsync()).GetProperty("code").GetString() == "permission.denied");
}

public sealed class RouteTests_on_sqlite() : RouteTests(Store.Sqlite);

public sealed class RouteTests_on_postgres() : RouteTests(Store.Postgres);
