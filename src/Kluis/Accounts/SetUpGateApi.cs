using Kluis.Web;

namespace Kluis.Accounts;

/// <summary>Before the vault is set up nothing answers but its health and the set-up itself.</summary>
sealed class SetUpGateApi(RequestDelegate next, SetUps setUps)
{
    static readonly string[] open = ["/set-up", "/healthz", "/readyz", "/metrics", "/language", "/fault"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (open.Any(path => context.Request.Path.StartsWithSegments(path)) || await setUps.IsInUseAsync(context.RequestAborted))
            await next(context);
        else if (context.Request.Path.StartsWithSegments("/api"))
            await Problem.WriteAsync(context, "setup.required");
        else
            context.Response.Redirect("/set-up");
    }
}
