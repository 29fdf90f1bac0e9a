using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Kluis.Web;

/// <summary>
/// Packs pages for the way to the browser, if the request comes from a page of our own or from the person: never where another site
/// made the browser ask. Who can make it ask with a text of their choice, and sees how long the packed answers are, could guess what
/// else stands in them (BREACH); docs/decisions/0021.
/// </summary>
static class PagePacking
{
    public static void AddPagePacking(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            // Files, lists and sound go as they are.
            options.MimeTypes = ["text/html"];
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
    }

    public static void UsePagePacking(this IApplicationBuilder app) => app.UseWhen(IsFromHere, ours => ours.UseResponseCompression());

    // Browsers say it and no page can make them say otherwise; what says nothing is no browser, and gets it plain.
    static bool IsFromHere(HttpContext context) => context.Request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none";
}
