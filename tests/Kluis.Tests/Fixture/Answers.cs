using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kluis.Tests;

/// <summary>Short forms for what tests ask of an answer.</summary>
static class Answers
{
    /// <summary>The JSON of an answer.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>Asserts problem details (RFC 9457) with this status and code, complete and in the one form.</summary>
    public static async Task<JsonElement> AssertProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal($"urn:kluis:problem:{code}", problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("trace").GetString()!);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Empty(problem.EnumerateObject().Select(each => each.Name).Except(["type", "title", "status", "code", "trace", "detail"]));
        return problem;
    }

    public static async Task AssertProblemAsync(this Task<HttpResponseMessage> answer, HttpStatusCode status, string code)
    {
        using var arrived = await answer;
        await arrived.AssertProblemAsync(status, code);
    }
}
