using System.Net;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Conversations;

/// <summary>Recordings by ranges.</summary>
public abstract class ReadingTests(Store store) : VaultTests(store)
{
    readonly byte[] sound = Sounds.Wav(12.5, 1);

    [Fact]
    public async Task Every_form_of_one_range_gives_exactly_its_bytes()
    {
        var (id, officer) = await StartAsync();
        var last = sound.Length - 1;
        foreach (var (range, from, to) in new (string, int, int)[]
        {
            ("bytes=0-", 0, last), ("bytes=0-0", 0, 0), ("bytes=-1", last, last), ("bytes=-40000", sound.Length - 40_000, last), ($"bytes={last}-", last, last), ("bytes=16383-16384", 16_383, 16_384),
            ("bytes=16384-32767", 16_384, 32_767), ("bytes=100-999999999", 100, last), ("bytes=-999999999", 0, last), ("bytes=196607-196609", 196_607, 196_609),
        })
        {
            using var response = await officer.PlayAsync(id, range: range);
            Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
            Assert.Equal($"bytes {from}-{to}/{sound.Length}", response.Content.Headers.ContentRange!.ToString());
            Assert.Equal(sound[from..(to + 1)], await response.Content.ReadAsByteArrayAsync());
        }
        officer.Dispose();
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused_with_the_length()
    {
        var (id, officer) = await StartAsync();
        foreach (var range in new[] { $"bytes={sound.Length}-", "bytes=999999999-1000000000", "bytes=-0" })
        {
            using var response = await officer.PlayAsync(id, range: range);
            Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
            Assert.Equal($"bytes */{sound.Length}", response.Content.Headers.ContentRange!.ToString());
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }
        officer.Dispose();
    }

    [Fact]
    public async Task Several_ranges_and_nonsense_give_the_whole()
    {
        var (id, officer) = await StartAsync();
        foreach (var range in new[] { "bytes=0-1,4-5", "bytes=5-2", "bytes=a-b", "bytes=", "bytes=0-0,0-0,0-0,0-0" })
        {
            using var response = await officer.PlayAsync(id, range: range);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(sound, await response.Content.ReadAsByteArrayAsync());
        }
        officer.Dispose();
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        var (id, officer) = await StartAsync();
        using var response = await officer.PlayAsync(id, method: HttpMethod.Head);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(sound.Length, response.Content.Headers.ContentLength);
        Assert.Equal("bytes", response.Headers.AcceptRanges.Single());
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        officer.Dispose();
    }

    [Fact]
    public async Task A_tag_of_this_recording_continues_and_another_starts_again()
    {
        var (id, officer) = await StartAsync();
        using var whole = await officer.PlayAsync(id, method: HttpMethod.Head);
        var tag = whole.Headers.ETag!.ToString();
        using var same = await officer.PlayAsync(id, range: "bytes=10-19", more: ("If-Range", tag));
        Assert.Equal(sound[10..20], await same.Content.ReadAsByteArrayAsync());
        using var other = await officer.PlayAsync(id, range: "bytes=10-19", more: ("If-Range", "\"0123456789abcdef\""));
        Assert.Equal((HttpStatusCode.OK, sound.Length), (other.StatusCode, (await other.Content.ReadAsByteArrayAsync()).Length));
        using var known = await officer.PlayAsync(id, more: ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        officer.Dispose();
    }

    [Fact]
    public async Task Content_is_never_kept_by_a_browser_nor_run_in_one()
    {
        var (id, officer) = await StartAsync();
        using var response = await officer.PlayAsync(id, range: "bytes=0-9");
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        officer.Dispose();
    }

    [Fact]
    public async Task A_recording_that_is_not_there_is_said_not_to_be_there()
    {
        var (id, officer) = await StartAsync();
        (await Answer.OfAsync(officer.PlayAsync(id, n: 1))).Must(404, "recording.not-found");
        (await Answer.OfAsync(officer.PlayAsync(Guid.NewGuid()))).Must(404, "conversation.not-found");
        using var minus = await officer.PlayAsync(id, n: -1);
        Assert.Equal(HttpStatusCode.NotFound, minus.StatusCode);
        officer.Dispose();
    }

    [Fact]
    public async Task A_caller_who_hangs_up_halfway_leaves_the_next_one_everything()
    {
        var (id, officer) = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            using var response = await officer.PlayAsync(id);
            await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1000]);
        }
        Assert.Equal(sound, await officer.SoundAsync(id));
        officer.Dispose();
    }

    [Fact]
    public async Task The_entry_is_durable_before_the_first_byte()
    {
        var (id, officer) = await StartAsync();
        await Vault.SequenceAsync();
        // The clock stands still, so nothing numbers entries: what is read here was written before the byte came.
        using var response = await officer.PlayAsync(id);
        await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1]);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from audit_pending where act = 'conversation.played' and why = 'service' and conversation_id = @id", new { id = id.ToString() }));
        officer.Dispose();
    }

    [Fact]
    public async Task Without_an_audit_log_nothing_is_opened_found_or_taken_out()
    {
        var (id, officer) = await StartAsync();
        var opening = await officer.OpeningAsync(id);
        await Vault.TamperAsync("alter table audit_pending rename to audit_away");
        foreach (var answer in new[]
        {
            await Answer.OfAsync(officer.PlayAsync(id, purpose: "complaint")), await Answer.OfAsync(officer.PlayAsync(id, opening: opening)), await officer.OpenAsync(id, "quality"),
            await officer.ViewAsync(id), await officer.ExportAsync(id), await officer.SearchAsync(new { phone = Known.CustomerPhone }),
        })
        {
            Assert.True((int)answer.Status >= 500, answer.Text);
            Known.AssertNoneIn(answer.Text, "The answer");
        }
        await Vault.TamperAsync("alter table audit_away rename to audit_pending");
        Assert.Equal(sound, await officer.SoundAsync(id));
        officer.Dispose();
    }

    [Fact]
    public async Task A_changed_object_is_never_played_as_if_it_were_whole()
    {
        var (id, officer) = await StartAsync();
        var file = Vault.ObjectFiles().Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[150_000] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        using (var good = await officer.PlayAsync(id, range: "bytes=0-99999"))
            Assert.Equal(sound[..100_000], await good.Content.ReadAsByteArrayAsync());
        (await Answer.OfAsync(officer.PlayAsync(id, range: "bytes=150000-150010"))).Must(500, "object.tampered");
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => await officer.SoundAsync(id));
        File.Delete(file);
        (await Answer.OfAsync(officer.PlayAsync(id))).Must(500, "object.missing");
        Assert.True(await Vault.CountAsync(AuditAct.ConversationPlayed) > 0);
        officer.Dispose();
    }

    async Task<(Guid Id, HttpClient Officer)> StartAsync()
    {
        var activity = await Vault.ActivityAsync();
        var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        return (await officer.StoreAsync(Told.Call(activity), sound), officer);
    }
}


public sealed class ReadingTests_on_sqlite() : ReadingTests(Store.Sqlite);

public sealed class ReadingTests_on_postgres() : ReadingTests(Store.Postgres);
