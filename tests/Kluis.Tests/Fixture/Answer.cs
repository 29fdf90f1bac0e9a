using System.Net;
using System.Text.Json.Nodes;

namespace Kluis.Tests;

/// <summary>What the product said to one request.</summary>
sealed record Answer(HttpStatusCode Status, string Text, Uri? Location)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Code => Text.StartsWith('{') ? (string?)Json["code"] : null;

    public Guid Id => Guid.Parse((string)Json["id"]!);

    public IReadOnlyList<string> Findings => [.. Json["findings"]!.AsArray().Select(finding => (string)finding!)];

    public static async Task<Answer> OfAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location);
    }

    public Answer Must(HttpStatusCode status, string? code = null)
    {
        Assert.True(Status == status && (code is null || Code == code), $"{(int)Status} instead of {(int)status} {code}: {Text}");
        return this;
    }

    public Answer Must(int status, string code) => Must((HttpStatusCode)status, code);

    /// <summary>Without the trace, in which two answers to the same question may differ.</summary>
    public string Untraced()
    {
        var json = Json.AsObject();
        json.Remove("trace");
        return $"{(int)Status} {json.ToJsonString()}";
    }
}
