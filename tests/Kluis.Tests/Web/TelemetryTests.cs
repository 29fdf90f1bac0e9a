using System.Diagnostics;
using Kluis.Web;

namespace Kluis.Tests.Web;

/// <summary>What leaves for a collector says what was asked and how it ended, never by whom or about whom.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void A_span_keeps_its_route_and_outcome_and_loses_everything_else()
    {
        using var allowed = new AllowedTags();
        using var span = new Activity("request");
        span.Start();
        span.SetTag("http.request.method", "GET").SetTag("http.route", "/api/v1/conversations/{id:guid}").SetTag("http.response.status_code", 200);
        foreach (var (name, value) in new[] { ("client.address", "192.0.2.7"), ("url.query", "?find=0612345678"), ("url.path", "/x"), ("user_agent.original", "me"), ("enduser.id", "17") })
            span.SetTag(name, value);
        allowed.OnEnd(span);
        Assert.Equal(["http.request.method", "http.response.status_code", "http.route"], span.TagObjects.Select(tag => tag.Key).Order());
        Assert.Equal("GET /api/v1/conversations/{id:guid}", span.DisplayName);
    }
}
