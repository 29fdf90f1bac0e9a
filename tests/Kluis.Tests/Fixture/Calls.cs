using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Kluis.Tests;

/// <summary>The requests of another system, as it would send them.</summary>
static class Calls
{
    public static Task<Answer> SendRecordingAsync(this HttpClient client, JsonNode metadata, byte[] sound) =>
        client.SendRecordingAsync(metadata, new ByteArrayContent(sound));

    public static Task<Answer> SendRecordingAsync(this HttpClient client, JsonNode metadata, HttpContent sound) =>
        Answer.OfAsync(client.PostAsync("/api/v1/recordings", Form(("metadata", null, Json(metadata.ToJsonString())), ("recording", "call.bin", sound))));

    /// <summary>A processing activity under which everything may be kept for fifty years.</summary>
    public static async Task<Guid> ActivityAsync(this HttpClient officer) =>
        (await Answer.OfAsync(officer.PostAsync("/api/v1/activities", Json(
            """{"name":"A","purpose":"B","legalBasis":"contract","purposes":["service"],"recording":"announce","protection":"normal","terms":{"recording":"P50Y"}}""")))).Must(HttpStatusCode.Created).Id;

    /// <summary>Stores it, or the test ends here.</summary>
    public static async Task<Guid> StoreAsync(this HttpClient client, JsonNode metadata, byte[] sound) =>
        (await client.SendRecordingAsync(metadata, sound)).Must(HttpStatusCode.Created).Id;

    public static Task<Answer> SendVconAsync(this HttpClient client, JsonNode vcon, Guid? activity, string type = "application/vcon") =>
        client.SendVconAsync(Encoding.UTF8.GetBytes(vcon.ToJsonString()), activity, type);

    public static Task<Answer> SendVconAsync(this HttpClient client, byte[] vcon, Guid? activity, string type = "application/vcon", string? encoding = null)
    {
        var content = new ByteArrayContent(vcon);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return client.SendVconAsync(content, activity);
    }

    public static Task<Answer> SendVconAsync(this HttpClient client, HttpContent content, Guid? activity)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations") { Content = content };
        if (activity is { } id)
            request.Headers.Add("Kluis-Activity", id.ToString());
        return Answer.OfAsync(client.SendAsync(request));
    }

    public static async Task<Guid> StoreVconAsync(this HttpClient client, JsonNode vcon, Guid activity) =>
        (await client.SendVconAsync(vcon, activity)).Must(HttpStatusCode.Created).Id;

    /// <summary>A vCon, then its files.</summary>
    public static MultipartFormDataContent WithFiles(JsonNode vcon, params (string? Name, byte[] Bytes)[] files)
    {
        var document = Json(vcon.ToJsonString());
        document.Headers.ContentType = new MediaTypeHeaderValue("application/vcon");
        return Form([("vcon", null, document), .. files.Select(file => ("file", file.Name, (HttpContent)new ByteArrayContent(file.Bytes)))]);
    }

    public static Task<Answer> SearchAsync(this HttpClient client, object query) =>
        Answer.OfAsync(client.PostAsJsonAsync("/api/v1/conversations/search", query));

    public static async Task<IReadOnlyList<Guid>> FindAsync(this HttpClient client, object query) =>
        IdsOf((await client.SearchAsync(query)).Must(HttpStatusCode.OK));

    public static IReadOnlyList<Guid> IdsOf(Answer found) => [.. found.Json["items"]!.AsArray().Select(item => Guid.Parse((string)item!["id"]!))];

    public static Task<Answer> ViewAsync(this HttpClient client, Guid id) => Answer.OfAsync(client.GetAsync($"/api/v1/conversations/{id}"));

    public static Task<Answer> OpenAsync(this HttpClient client, Guid conversation, string? purpose = "service") =>
        Answer.OfAsync(client.PostAsJsonAsync("/api/v1/openings", new { conversation, purpose }));

    public static async Task<string> OpeningAsync(this HttpClient client, Guid conversation, string purpose = "service") =>
        (string)(await client.OpenAsync(conversation, purpose)).Must(HttpStatusCode.Created).Json["id"]!;

    public static Task<Answer> CloseAsync(this HttpClient client, string opening, string? heard) =>
        Answer.OfAsync(client.PostAsJsonAsync($"/api/v1/openings/{opening}/close", new { heard }));

    public static Task<HttpResponseMessage> PlayAsync(
        this HttpClient client, Guid id, int n = 0, string? opening = null, string? purpose = "service", string? range = null, HttpMethod? method = null, (string, string)? more = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"/api/v1/conversations/{id}/recordings/{n}");
        if (opening is not null)
            request.Headers.Add("Kluis-Opening", opening);
        else if (purpose is not null)
            request.Headers.Add("Kluis-Purpose", purpose);
        if (range is not null)
            request.Headers.TryAddWithoutValidation("Range", range);
        if (more is var (name, value))
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static async Task<byte[]> SoundAsync(this HttpClient client, Guid id, int n = 0)
    {
        using var response = await client.PlayAsync(id, n);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>One body of a conversation: <c>dialog/0</c>, <c>attachment/1</c>.</summary>
    public static async Task<(byte[] Bytes, string? Type)> ContentAsync(this HttpClient client, Guid id, string place)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{id}/content/{place}") { Headers = { { "Kluis-Purpose", "service" } } };
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    public static Task<Answer> ExportAsync(this HttpClient client, Guid id, string? purpose = "service")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{id}") { Headers = { { "Accept", "application/vcon" } } };
        if (purpose is not null)
            request.Headers.Add("Kluis-Purpose", purpose);
        return Answer.OfAsync(client.SendAsync(request));
    }

    public static MultipartFormDataContent Form(params (string Name, string? File, HttpContent Content)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, file, content) in parts)
        {
            if (file is null)
                form.Add(content, name);
            else
                form.Add(content, name, file);
        }
        return form;
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
