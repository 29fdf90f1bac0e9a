using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

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

/// <summary>
/// The files of the program, which do not change while it runs: nobody watches them. A watch takes one of the few that a system
/// has for all programs together, and a page must not fail because they are used up.
/// </summary>
sealed class StillFiles(IFileProvider files) : IFileProvider
{
    public IDirectoryContents GetDirectoryContents(string subpath) => files.GetDirectoryContents(subpath);

    public IFileInfo GetFileInfo(string subpath) => files.GetFileInfo(subpath);

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;
}
