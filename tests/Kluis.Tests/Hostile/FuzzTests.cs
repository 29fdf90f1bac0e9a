using System.Text;
using Kluis.Access;
using Kluis.Vcon.Tests;

namespace Kluis.Tests.Hostile;

/// <summary>Damaged uploads over HTTP: never a fault, never a hang, and nothing left of what was refused.</summary>
public abstract class FuzzTests(Store store) : VaultTests(store)
{
    const int Workers = 4;

    // PostgreSQL differs behind the same parsers only: fewer cases find what it does not take.
    readonly int share = store == Store.Sqlite ? 1 : 10;

    [Fact]
    public async Task Damaged_multipart_uploads_are_refused_or_stored_whole()
    {
        var activity = await Vault.ActivityAsync("P100Y");
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var bases = new[] { Recording(activity), Recording(Guid.Empty), WithFile() };
        var counts = await RunAsync(Mutation.Cases(20_000) / share, 20260302, (mutation, i) =>
        {
            var which = i % 8 == 0 ? 0 : i % 8 < 6 ? 1 : 2;
            var type = mutation.Next(50) == 0 ? Encoding.Latin1.GetString(mutation.Of("multipart/form-data; boundary=b"u8.ToArray())) : "multipart/form-data; boundary=b";
            return SendAsync(officer, which == 2 ? "/api/v1/conversations" : "/api/v1/recordings", mutation.Of(bases[which]), type, activity);
        });
        Assert.True(counts.Stored > counts.All / 200 && counts.Refused > counts.All / 2, $"{counts}");
        await Vault.AssertNoOrphansAsync();
    }

    [Fact]
    public async Task Damaged_vcons_are_refused_or_stored_whole()
    {
        var activity = await Vault.ActivityAsync("P100Y");
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var bases = Sample.Plain.Select(Sample.Bytes).Concat([Bytes(Told.CallVcon(Sounds.Wav(0.2, 1))), Bytes(Told.Chat()), Bytes(Told.Mail())]).Where(bytes => bytes.Length < 12_000).ToList();
        var counts = await RunAsync(Mutation.Cases(2000) / Math.Min(share, 4), 20260303, (mutation, i) =>
        {
            var bytes = mutation.Of(bases[i % bases.Count]);
            return SendAsync(officer, "/api/v1/conversations", i % 10 == 0 ? mutation.Of(Calls.Packed(bytes)) : bytes, i % 10 == 0 ? "application/vcon+gzip" : "application/vcon", activity);
        });
        Assert.True(counts.Stored > counts.All / 20 && counts.Refused > counts.All / 20, $"{counts}");
        await Vault.AssertNoOrphansAsync();
    }

    async Task<(int All, int Stored, int Refused)> RunAsync(int cases, int seed, Func<Mutation, int, Task<Answer>> send)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(async worker =>
        {
            var (stored, refused) = (0, 0);
            for (var i = worker; i < cases; i += Workers)
            {
                var mutation = new Mutation(
                    unchecked(seed + (i * 7919)), "\r\n", "--b", "\r\n--b\r\n", "\r\n--b--\r\n", "\0", "\"", ";", "Content-Disposition: form-data; name=metadata\r\n\r\n", "name=vcon", "filename*=UTF-8''%00", ": ", "{", "}",
                    "[", "]", "null", "\\u0000", "\\ud800", "\\u2028", "1e999", "-1", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "\"vcon\":\"0.0.1\",", "\"body\":\"", "\"encoding\":\"json\",", "RIFF", "é", "😀", "\uFEFF");
                var answer = await send(mutation, i);
                Assert.True((int)answer.Status is >= 200 and < 500, $"case {i}: {(int)answer.Status} {answer.Text}\n{Vault.Log}");
                Assert.True((int)answer.Status < 300 || answer.Code is not null, $"case {i}: {(int)answer.Status} without a code");
                _ = (int)answer.Status < 300 ? stored++ : refused++;
            }
            return (stored, refused);
        }));
        return (cases, counts.Sum(each => each.stored), counts.Sum(each => each.refused));
    }

    static Task<Answer> SendAsync(HttpClient client, string path, byte[] body, string type, Guid activity)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body), Headers = { { "Kluis-Activity", activity.ToString() } } };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", !type.All(letter => letter is >= ' ' and <= '~') ? "multipart/form-data; boundary=" : type);
        return Answer.OfAsync(client.SendAsync(request));
    }

    static byte[] Recording(Guid activity) =>
        Form(("metadata", null, Bytes(Told.Call(activity))), ("recording", Known.FileName, Sounds.Wav(0.02, 1)));

    static byte[] WithFile()
    {
        var sound = Sounds.Mp3(1, 1);
        return Form(("vcon", null, Bytes(Told.LinkedCall("https://pbx.example/1.mp3", sound))), ("file", "1.mp3", sound));
    }

    static byte[] Form(params (string Name, string? File, byte[] Bytes)[] parts)
    {
        using var form = new MemoryStream();
        foreach (var (name, file, bytes) in parts)
        {
            form.Write(Encoding.ASCII.GetBytes($"--b\r\nContent-Disposition: form-data; name={name}{(file is null ? "" : $"; filename=\"{file}\"")}\r\n\r\n"));
            form.Write(bytes);
            form.Write("\r\n"u8);
        }
        form.Write("--b--\r\n"u8);
        return form.ToArray();
    }

    static byte[] Bytes(System.Text.Json.Nodes.JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}

public sealed class FuzzTests_on_sqlite() : FuzzTests(Store.Sqlite);

public sealed class FuzzTests_on_postgres() : FuzzTests(Store.Postgres);
