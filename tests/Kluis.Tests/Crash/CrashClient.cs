using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kluis.Tests.Crash;

/// <summary>Stores and plays over HTTP, with one token.</summary>
sealed class CrashClient : IDisposable
{
    readonly HttpClient http;

    public CrashClient(FaultProgram program, string token)
    {
        http = new HttpClient { BaseAddress = program.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<Guid> AddActivityAsync()
    {
        var answer = await http.PostAsJsonAsync("/api/v1/activities", new
        {
            name = "Klantenservice", purpose = "Vragen beantwoorden", legalBasis = "contract", purposes = new[] { "service" }, recording = "announce", terms = new Dictionary<string, string> { ["recording"] = "P90D" },
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

    // Larger than what lives in a row, so that it is a file in the store.
    public static byte[] Wave(int seed)
    {
        const int Sound = 200_000;
        var wave = new byte[44 + Sound];
        "RIFF"u8.CopyTo(wave);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(4), 36 + Sound);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(24), 8000);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(28), 16000);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(34), 16);
        "data"u8.CopyTo(wave.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(40), Sound);
        new Random(seed).NextBytes(wave.AsSpan(44));
        return wave;
    }

    static async Task<Guid> IdOfAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, $"{answer.StatusCode}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
