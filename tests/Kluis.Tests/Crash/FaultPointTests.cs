using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Kluis.Storage;

namespace Kluis.Tests.Crash;

/// <summary>The process is killed at each named moment, as by a power cut; a restart finishes or cleans, and loses nothing confirmed.</summary>
public sealed class FaultPointTests : IDisposable
{
    static readonly string[] OfRotation = ["epoch-announced", "keys-rewrapped"];

    readonly string folder = Directory.CreateTempSubdirectory("kluis-crash-").FullName;

    public static TheoryData<string> Names => [.. FaultPoint.Names];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_crash_leaves_nothing_half_done_and_loses_nothing_confirmed(string fault)
    {
        if (FaultProgram.Path is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "The build with fault points is missing: ./kluis test makes it.");
            Assert.Skip("The build with fault points is missing: ./kluis test makes it.");
        }
        using var program = new FaultProgram(folder);
        await program.StartAsync(null);
        var integrator = await ClientAsync(program, "--role", "integrator", "--source", "crash");
        var officer = await ClientAsync(program, "--role", "privacy-officer");
        var activity = await ActivityAsync(officer);
        var (before, during) = (Wave(1), Wave(2));
        var first = await StoreAsync(integrator, activity, before);
        program.Kill();

        await program.StartAsync(fault);
        var second = await ActAsync(program, fault, integrator, officer, activity, first!.Value, during);
        Assert.True(OfRotation.Contains(fault) || await program.DiesAsync(), "The fault point was not reached.");
        program.Kill();

        await program.StartAsync(null);
        Assert.Equal(before, await PlayAsync(officer, first.Value));
        var again = await StoreAsync(integrator, activity, during);
        Assert.True(second is null || second == again, "What was confirmed before the crash is another conversation after it.");
        Assert.Equal(during, await PlayAsync(officer, again!.Value));
        var (code, answer) = await program.RunAsync(null, "verify");
        Assert.True(code == 0 && answer.StartsWith("yes", StringComparison.Ordinal), answer);
        if (OfRotation.Contains(fault))
            Assert.Equal(0, (await program.RunAsync(null, "key", "rotate")).Code);
        Assert.Equal(before, await PlayAsync(officer, first.Value));
    }

    // Everything that passes a fault point; the process may end under any of it.
    static async Task<Guid?> ActAsync(FaultProgram program, string fault, HttpClient integrator, HttpClient officer, Guid activity, Guid first, byte[] wave)
    {
        if (OfRotation.Contains(fault))
        {
            var (code, _) = await program.RunAsync(fault, "key", "rotate");
            Assert.NotEqual(0, code);
            return null;
        }
        try
        {
            var stored = await StoreAsync(integrator, activity, wave);
            await PlayAsync(officer, first);
            return stored;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    static async Task<HttpClient> ClientAsync(FaultProgram program, params string[] arguments)
    {
        var (code, secret) = await program.RunAsync(null, ["token", "create", "--label", "crash", .. arguments]);
        Assert.Equal(0, code);
        var client = new HttpClient { BaseAddress = program.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    static async Task<Guid> ActivityAsync(HttpClient officer)
    {
        var answer = await officer.PostAsJsonAsync("/api/v1/activities", new
        {
            name = "Klantenservice", purpose = "Vragen beantwoorden", legalBasis = "contract", purposes = new[] { "service" }, terms = new Dictionary<string, string> { ["recording"] = "P90D" },
        });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    static async Task<Guid?> StoreAsync(HttpClient integrator, Guid activity, byte[] wave)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { activity, start = "2026-05-04T09:00:00Z", caller = "+31600000001", direction = "in" })), "metadata" },
            { new ByteArrayContent(wave), "recording", "call.wav" },
        };
        var answer = await integrator.PostAsync("/api/v1/recordings", form);
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK, $"{answer.StatusCode}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    static async Task<byte[]> PlayAsync(HttpClient officer, Guid conversation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{conversation}/recordings/0");
        request.Headers.Add("Kluis-Purpose", "service");
        var answer = await officer.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    // Larger than what lives in a row, so that it is a file in the store.
    static byte[] Wave(int seed)
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
}
