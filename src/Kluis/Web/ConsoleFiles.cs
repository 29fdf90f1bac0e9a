using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Kluis.Web;

/// <summary>Style, fonts and modules: the same for everybody, so before the gate, and the only thing that a browser may keep.</summary>
static class ConsoleFiles
{
    public static void UseConsoleFiles(this IApplicationBuilder app)
    {
        var files = new PackedFiles(app.ApplicationServices.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider);
        app.Use((context, next) =>
        {
            Choose(context, files);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ContentTypeProvider = types, OnPrepareResponse = Prepare });
    }

    static readonly FileExtensionContentTypeProvider types = TypesOf();

    // Under its packed name a file keeps its type.
    static FileExtensionContentTypeProvider TypesOf()
    {
        var all = new FileExtensionContentTypeProvider();
        foreach (var ending in PackedFiles.Endings)
            all.Mappings[ending] = "application/octet-stream";
        return all;
    }

    static void Choose(HttpContext context, PackedFiles files)
    {
        var path = context.Request.Path;
        if (!PackedFiles.Packs(path.Value ?? ""))
            return;
        context.Response.Headers.Vary = "Accept-Encoding";
        var taken = context.Request.GetTypedHeaders().AcceptEncoding;
        foreach (var (ending, encoding) in new[] { (PackedFiles.Brotli, "br"), (PackedFiles.Gzip, "gzip") })
        {
            if (taken.Any(each => each.Value == encoding && each.Quality is not 0) && files.GetFileInfo(path.Value + ending).Exists)
            {
                context.Request.Path = path.Value + ending;
                return;
            }
        }
    }

    // With its version in the address a file never changes; without, the browser asks each time whether it did.
    static void Prepare(StaticFileResponseContext file)
    {
        var response = file.Context.Response;
        response.Headers.CacheControl = file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
        var ending = Path.GetExtension(file.File.Name);
        if (!PackedFiles.Endings.Contains(ending) || !types.TryGetContentType(Path.GetFileNameWithoutExtension(file.File.Name), out var type))
            return;
        response.ContentType = type;
        response.Headers.ContentEncoding = ending == PackedFiles.Brotli ? "br" : "gzip";
    }
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
