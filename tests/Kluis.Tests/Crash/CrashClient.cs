using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kluis.Tests.Crash;

/// <summary>Stores and plays over HTTP, with one token.</summary>
sealed class CrashClient : IDisposable
{
    readonly HttpClient http;

    public CrashClient(KluisProgram program, string token)
    {
        http = new HttpClient { BaseAddress = program.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<Guid> AddActivityAsync()
    {
        var answer = await http.PostAsJsonAsync("/api/v1/activities", new
        {
            name = "Klantenservice", purpose = "Vragen beantwoorden", legalBasis = "contract", purposes = new[] { "service" }, recording = "announce", terms = new Dictionary<string, string> { ["recording"] = "P50Y" },
        });
        return await IdOfAsync(answer);
    }

    public async Task<Guid> StoreAsync(Guid activity, byte[] wave)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { activity, start = "2026-05-04T09:00:00Z", caller = "+31600000001", direction = "in" })), "metadata" },
            { new ByteArrayContent(wave), "recording", "call.wav" },
        };
        return await IdOfAsync(await http.PostAsync("/api/v1/recordings", form));
    }

    public async Task<byte[]> PlayAsync(Guid conversation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{conversation}/recordings/0");
        request.Headers.Add("Kluis-Purpose", "service");
        var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => http.Dispose();

    /// <summary>Larger than what lives in a row, so that it is a file in the store.</summary>
    public static byte[] Sound(int seed) => Sounds.Wav(12.5, seed);

    static async Task<Guid> IdOfAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, $"{answer.StatusCode}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
