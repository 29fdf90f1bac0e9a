using static Kluis.Tests.Hostile.BadRequest;

namespace Kluis.Tests.Hostile;

/// <summary>Questions that must be refused.</summary>
static class BadQuestions
{
    const string Search = "/api/v1/conversations/search", Json = "application/json";

    public static IEnumerable<BadRequest> All(Guid conversation) => [.. Searches(), .. Openings(conversation), .. Addresses(conversation)];

    static IEnumerable<BadRequest> Searches()
    {
        yield return Post("search: no body", Search, null, 400, "request.malformed");
        yield return Post("search: a wrong type", Search, Text("{}", "text/plain"), 415, "request.unsupported-type");
        yield return Post("search: 2 MB", Search, Text($$"""{"queue":"{{new string('q', 2_000_000)}}"}""", Json), 413, "request.too-large");
        foreach (var body in new[]
        {
            "", "{", "[]", "null", $"\"{Known.CustomerPhone}\"", "{\"phone\":{\"x\":\"" + Known.CustomerPhone + "\"}}", """{"limit":"many"}""", """{"limit":1e99}""", """{"limit":2147483648}""",
            """{"from":"yesterday"}""", """{"from":"0000-00-00T00:00:00Z"}""", """{"queue":"a","queue":"b"}""", "{\"queue\":" + Nested(50) + "}", """{"queue":"\ud800"}""",
        })
        {
            yield return Post($"search: {body[..Math.Min(body.Length, 30)]}", Search, Text(body, Json), 400, "request.malformed");
        }
        foreach (var body in new[]
        {
            """{"queue":"a\u0000b"}""", """{"agentId":"\u0000"}""", """{"limit":100000}""", $$"""{"cursor":"{{new string('A', 500_000)}}"}""", """{"phone":"' or 1=1 --"}""", """{"channel":"99"}""",
        })
        {
            yield return Post($"search: {body[..Math.Min(body.Length, 30)]}", Search, Text(body, Json), 422, "search.invalid");
        }
    }

    static IEnumerable<BadRequest> Openings(Guid conversation)
    {
        yield return Post("opening: no body", "/api/v1/openings", null, 400, "request.malformed");
        yield return Post("opening: nothing", "/api/v1/openings", Text("{}", Json), 400, "request.malformed");
        yield return Post("opening: no id", "/api/v1/openings", Text($$"""{"conversation":"{{Known.CustomerNumber}}"}""", Json), 400, "request.malformed");
        yield return Post("opening: a purpose of 2 MB", "/api/v1/openings", Text($$"""{"conversation":"{{conversation}}","purpose":"{{new string('p', 2_000_000)}}"}""", Json), 413, "request.too-large");
        yield return Post("opening: a purpose of one's own", "/api/v1/openings", Text($$"""{"conversation":"{{conversation}}","purpose":"a\u0000"}""", Json), 403, "purpose.required");
        yield return Post("close: what is not open", "/api/v1/openings/%00/close", Text("{}", Json), 400, null);
        yield return Post("close: a path", "/api/v1/openings/..%2f..%2fetc%2fpasswd/close", Text("{}", Json), 403, "opening.expired");
        yield return Post("close: a number as spans", "/api/v1/openings/x/close", Text("""{"heard":5}""", Json), 400, "request.malformed");
        yield return Post("close: 1 MB of spans", "/api/v1/openings/x/close", Text($$"""{"heard":"{{string.Join(',', Enumerable.Repeat("0-1", 200_000))}}"}""", Json), 400, "request.malformed");
        yield return new("play: an opening of zeros", HttpMethod.Get, $"/api/v1/conversations/{conversation}/recordings/0?opening=%00", null, 403, "opening.expired");
        yield return new("play: an opening of 100 KB", HttpMethod.Get, $"/api/v1/conversations/{conversation}/recordings/0", null, 431, null) { Header = ("Kluis-Opening", new string('0', 100_000)) };
        yield return new("play: a purpose of one's own", HttpMethod.Get, $"/api/v1/conversations/{conversation}/recordings/0", null, 403, "purpose.required") { Header = ("Kluis-Purpose", "curiosity") };
    }

    static IEnumerable<BadRequest> Addresses(Guid conversation)
    {
        foreach (var path in new[]
        {
            "/api/v1/nothing", "/api/v1/conversations/x", "/api/v1/conversations/..%2f..%2fetc%2fpasswd", $"/api/v1/conversations/{conversation}/recordings/99999999999",
            $"/api/v1/conversations/{conversation}/recordings/..%2f0", $"/api/v1/conversations/{conversation}/content/dialog/x", "/api/v1/conversations/" + new string('a', 4000),
        })
        {
            yield return new($"GET {path[..Math.Min(60, path.Length)]}", HttpMethod.Get, path, null, 404, "request.not-found");
        }
        foreach (var section in new[] { "dialog/7", "..%2f..%2fetc/0", "waveform/0" })
            yield return new($"content {section}", HttpMethod.Get, $"/api/v1/conversations/{conversation}/content/{section}", null, 404, null) { Header = ("Kluis-Purpose", "service") };
        yield return new("a method that is not taken", HttpMethod.Delete, Search, null, 405, "request.method-not-allowed");
        yield return new("a method that is none", new HttpMethod("STEAL"), Search, null, 405, "request.method-not-allowed");
    }
}
