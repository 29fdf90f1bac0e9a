using Microsoft.AspNetCore.StaticFiles;

namespace Kluis.Web;

/// <summary>Style, fonts and modules: the same for everybody, so before the gate, and the only thing that a browser may keep.</summary>
static class ConsoleFiles
{
    public static void UseConsoleFiles(this IApplicationBuilder app) =>
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = Prepare });

    // With its version in the address a file never changes; without, the browser asks each time whether it did.
    static void Prepare(StaticFileResponseContext file) =>
        file.Context.Response.Headers.CacheControl = file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
}
