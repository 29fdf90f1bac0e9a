using System.Text;
using Kluis.Access;

namespace Kluis.Tests.Hostile;

/// <summary>Lengths that lie, uploads that end in the middle, and what is no HTTP at all.</summary>
public abstract class RawRequestTests(Store store) : VaultTests(store)
{
    const string Recordings = "/api/v1/recordings", Type = "multipart/form-data; boundary=b";

    string secret = "";
    Guid activity;

    [Fact]
    public async Task An_upload_that_ends_before_its_stated_length_leaves_nothing()
    {
        await StartAsync();
        var body = Body(Sounds.Wav(10, 1));
        foreach (var part in new[] { 0, 1, 100, 600, body.Length / 2, body.Length - 9, body.Length })
        {
            using var call = await RawCall.ConnectAsync(Address);
            await call.SendAsync(Head($"Content-Length: {body.Length + 5000}"), body[..part]);
            // Who ends its side has hung up, and is told something only by luck.
            var (status, text) = await call.EndAsync();
            Assert.True(status is 0 or 400, $"after {part} bytes: {text}");
        }
        await AliveAsync();
    }

    [Fact]
    public async Task A_length_below_the_body_is_an_upload_that_was_cut_off()
    {
        await StartAsync();
        var body = Body(Sounds.Wav(10, 2));
        foreach (var length in new[] { 1, 100, body.Length / 2, body.Length - 10 })
        {
            using var call = await RawCall.ConnectAsync(Address);
            await call.SendAsync(Head($"Content-Length: {length}"), body);
            var (status, text) = await call.AnswerAsync();
            Assert.True(status == 400 && text.Contains("request.truncated", StringComparison.Ordinal), $"with length {length}: {text}");
        }
        await AliveAsync();
    }

    [Fact]
    public async Task Callers_who_hang_up_in_the_middle_leave_nothing()
    {
        await StartAsync();
        var body = Body(Sounds.Wav(30, 3));
        for (var i = 1; i <= 20; i++)
        {
            using var call = await RawCall.ConnectAsync(Address);
            await call.SendAsync(Head($"Content-Length: {body.Length}"), body[..(body.Length * i / 21)]);
            call.Break();
        }
        await AliveAsync();
    }

    [Fact]
    public async Task Chunks_that_are_none_and_chunks_that_end_early_are_refused()
    {
        await StartAsync();
        var body = Body(Sounds.Wav(1, 4));
        foreach (var (chunks, code) in new (byte[][], string)[]
        {
            (["zz\r\n"u8.ToArray(), body], "request.malformed"),
            (["-5\r\n"u8.ToArray(), body], "request.malformed"),
            (["ffffffffffffffff\r\n"u8.ToArray(), body], "request.malformed"),
            ([Encoding.ASCII.GetBytes($"{body.Length - 50:x}\r\n"), body], "request."),
            ([Encoding.ASCII.GetBytes($"{body.Length / 2:x}\r\n"), body[..(body.Length / 2)], "\r\n0\r\n\r\n"u8.ToArray()], "request.truncated"),
        })
        {
            using var call = await RawCall.ConnectAsync(Address);
            await call.SendAsync(Head("Transfer-Encoding: chunked"), chunks);
            var (status, text) = await call.AnswerAsync();
            Assert.True(status == 400 && text.Contains(code, StringComparison.Ordinal), text + Vault.Log);
        }
        await AliveAsync();
    }

    [Fact]
    public async Task Lengths_that_cannot_be_are_refused()
    {
        await StartAsync();
        foreach (var (headers, expected) in new (string[], int)[]
        {
            (["Content-Length: -1"], 400), (["Content-Length: 99999999999999999999"], 400), (["Content-Length: abc"], 400), (["Content-Length: 1", "Content-Length: 2"], 400),
            (["Content-Length: 0x10"], 400), (["Content-Length: 5000000000"], 413), (["Transfer-Encoding: gzip"], 400), (["Content-Length: 5", "Transfer-Encoding: sometimes"], 400),
        })
        {
            using var call = await RawCall.ConnectAsync(Address);
            await call.SendAsync(Head(headers), "hello"u8.ToArray());
            var (status, text) = await call.AnswerAsync();
            Assert.True(status == expected, $"{string.Join(", ", headers)}: {text}");
        }
        await AliveAsync();
    }

    [Fact]
    public async Task What_is_no_http_is_hung_up_on()
    {
        await StartAsync();
        var random = new Random(5);
        for (var i = 0; i < 30; i++)
        {
            var noise = new byte[random.Next(1, 5000)];
            random.NextBytes(noise);
            using var call = await RawCall.ConnectAsync(Address);
            await call.SendAsync(noise);
            Assert.InRange((await call.EndAsync()).Status, 0, 499);
        }
        foreach (var head in new[]
        {
            "GET / HTTP/9.9\r\n\r\n", "GET  /\r\n\r\n", "POST /api/v1/recordings HTTP/1.1\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX\0: y\r\n\r\n",
            $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 40_000)}\r\n\r\n", $"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: y\r\n")) + "\r\n",
        })
        {
            using var call = await RawCall.ConnectAsync(Address);
            await call.SendAsync(head);
            var (status, text) = await call.AnswerAsync();
            Assert.True(status is >= 400 and < 500 or 505, text);
        }
        await AliveAsync();
    }

    Uri Address => Vault.Http.BaseAddress!;

    string Head(params string[] more) => RawCall.Head(Recordings, secret, Type, more);

    byte[] Body(byte[] sound) =>
    [
        .. Encoding.UTF8.GetBytes(
            $"--b\r\nContent-Disposition: form-data; name=metadata\r\n\r\n{Told.Call(activity).ToJsonString()}\r\n--b\r\nContent-Disposition: form-data; name=recording; filename=\"{Known.FileName}\"\r\n\r\n"),
        .. sound,
        .. "\r\n--b--\r\n"u8,
    ];

    async Task StartAsync()
    {
        activity = await Vault.ActivityAsync();
        secret = (await Vault.TokenAsync(Role.PrivacyOfficer)).Secret;
    }

    async Task AliveAsync()
    {
        using var officer = Vault.ClientWith(secret);
        // An upload that was broken off may still be on its way out.
        for (var i = 0; i < 100 && Vault.ObjectFiles().Length > 0; i++)
            await Task.Delay(50);
        await Vault.AssertNothingStoredAsync();
        var sound = Sounds.Wav(5, 99);
        Assert.Equal(sound, await officer.SoundAsync(await officer.StoreAsync(Told.Call(activity), sound)));
    }
}

public sealed class RawRequestTests_on_sqlite() : RawRequestTests(Store.Sqlite);

public sealed class RawRequestTests_on_postgres() : RawRequestTests(Store.Postgres);
