using System.IO.Compression;
using System.Net;
using System.Text;

namespace Kluis.Tests.Web;

/// <summary>What goes packed to a browser: files always, pages only where no other site made it ask.</summary>
public sealed class PackingTests(SqliteVault vault) : SharedVaultTests(vault), IClassFixture<SqliteVault>
{
    const string Page = "/sign-in", Style = "/css/tables.css?v=1";

    [Theory]
    [InlineData("same-origin", "br")]
    [InlineData("none", "br")]
    [InlineData("same-site", "")]
    [InlineData("cross-site", "")]
    [InlineData(null, "")]
    public async Task A_page_is_packed_only_where_no_other_site_asked_for_it(string? site, string encoding)
    {
        using var answer = await AskAsync(Page, site, "gzip, br");
        Assert.Equal(encoding, string.Join(',', answer.Content.Headers.ContentEncoding));
        Assert.Contains("<h1", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", "")]
    public async Task A_style_sheet_is_packed_as_the_browser_takes_it_and_stays_the_same(string taken, string encoding)
    {
        using var plain = await AskAsync(Style, null, "identity");
        using var answer = await AskAsync(Style, "cross-site", taken);
        Assert.Equal(encoding, string.Join(',', answer.Content.Headers.ContentEncoding));
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["public, max-age=31536000, immutable"], answer.Headers.NonValidated["Cache-Control"]);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal(await TextAsync(plain), await TextAsync(answer));
    }

    [Fact]
    public async Task A_browser_that_has_the_packed_file_is_not_sent_it_again()
    {
        using var first = await AskAsync("/css/tables.css", "same-origin", "br");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/css/tables.css");
        request.Headers.Add("Accept-Encoding", "br");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var client = Client();
        using var again = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("/css/nothing.css")]
    [InlineData("/css/nothing.css.br")]
    [InlineData("/fonts/nothing.woff2.br")]
    [InlineData("/css/../../Kluis.dll.br")]
    public async Task What_is_not_there_is_not_there_packed_either(string path)
    {
        using var answer = await AskAsync(path, "same-origin", "br");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Fonts_are_named_with_the_version_that_is_restored()
    {
        using var answer = await AskAsync("/css/tokens.css", null, "identity");
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "package.json")))
            folder = folder.Parent!;
        var version = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "package.json")))!["dependencies"]!["@fontsource/source-sans-pro"]!.ToString();
        var style = await TextAsync(answer);
        Assert.Equal(3, style.Split($".woff2?v={version}\"").Length - 1);
        Assert.Equal(3, style.Split(".woff2").Length - 1);
    }

    HttpClient Client() => new(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false }) { BaseAddress = Vault.Http.BaseAddress };

    async Task<HttpResponseMessage> AskAsync(string path, string? site, string taken)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", taken);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        return await client.SendAsync(request);
    }

    static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        var stream = await answer.Content.ReadAsStreamAsync();
        using var plain = answer.Content.Headers.ContentEncoding.FirstOrDefault() switch { "br" => new BrotliStream(stream, CompressionMode.Decompress), "gzip" => new GZipStream(stream, CompressionMode.Decompress), _ => stream };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
