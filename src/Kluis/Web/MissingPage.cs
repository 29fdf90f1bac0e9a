namespace Kluis.Web;

/// <summary>An answer without a body is no answer to a person: a page says what happened, with the status as it was.</summary>
sealed class MissingPage(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (!IsBare(context) || PageOf(context.Response.StatusCode) is not { } page)
            return;
        context.Items["kluis.code"] = page.Code;
        context.Items["kluis.path"] = context.Request.Path.Value;
        context.Request.Path = page.Path;
        context.Request.Method = HttpMethods.Get;
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        await next(context);
    }

    static bool IsBare(HttpContext context) =>
        context.Response is { HasStarted: false, ContentType: null, ContentLength: null or 0 }
        && !context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments("/openapi");

    static (string Path, string Code)? PageOf(int status) => status switch
    {
        404 => ("/not-found", "request.not-found"),
        405 => ("/not-found", "request.method-not-allowed"),
        400 => ("/fault", "request.malformed"),
        423 => ("/locked", "session.locked"),
        _ => null,
    };
}
