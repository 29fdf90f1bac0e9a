using System.Diagnostics;
using System.Text.Json;

namespace Kluis.Web;

/// <summary>A refusal as a result of a route: problem details (RFC 9457) with <c>code</c> and <c>trace</c>.</summary>
/// <param name="code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="detail">A rule or a place in the request; never a value out of it.</param>
sealed class Problem(string code, string? detail = null) : IResult
{
    public string Code { get; } = code;

    public static Task WriteAsync(HttpContext context, string code, string? detail = null) => new Problem(code, detail).ExecuteAsync(context);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = ProblemCodes.StatusOf(Code);
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "10";
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        var body = new Dictionary<string, object?>
        {
            ["type"] = $"urn:kluis:problem:{Code}",
            ["title"] = ProblemCodes.SentenceOf(Code),
            ["status"] = response.StatusCode,
            ["code"] = Code,
            ["trace"] = TraceOf(httpContext),
        };
        if (detail is not null)
            body["detail"] = detail;
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body), CancellationToken.None);
    }

    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}
