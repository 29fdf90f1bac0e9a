using System.Security.Cryptography;

namespace Kluis.Vault.Tests;

public sealed class SealedObjectTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(262143)]
    [InlineData(262144)]
    [InlineData(262145)]
    [InlineData(1_000_003)]
    public async Task What_was_sealed_reads_back(int length)
    {
        var plain = Samples.Plain(length);
        var target = new MemoryStream();

        var size = await SealedObject.WriteAsync(
            new MemoryStream(plain), target, Samples.Key(), Samples.Context, default);

        Assert.Equal(plain, await Samples.ReadAllAsync(target.ToArray()));
        Assert.Equal((length, target.Length), (size.Plain, size.Sealed));
        Assert.Equal(SHA256.HashData(plain), size.Digest);
        Assert.Equal(SHA256.HashData(target.ToArray().AsSpan(0, 96)), size.HeaderDigest);
        Assert.Equal(target.ToArray()[64..96], size.Commitment32);
    }

    [Fact]
    public async Task A_source_that_gives_a_few_bytes_at_a_time_seals_the_same()
    {
        var target = new MemoryStream();

        await SealedObject.WriteAsync(
            new Trickle(Samples.Plain(300_000)), target, Samples.Key(), Samples.Context, digest: true, default);

        Assert.Equal(Samples.Plain(300_000), await Samples.ReadAllAsync(target.ToArray()));
    }

    [Fact]
    public async Task Two_sealings_of_one_content_share_no_byte_run()
    {
        var (one, two) = (await Samples.SealAsync(Samples.Plain(100)), await Samples.SealAsync(Samples.Plain(100)));

        Assert.Equal(one[..40], two[..40]);
        Assert.NotEqual(one[40..64], two[40..64]);
        Assert.NotEqual(one[96..104], two[96..104]);
    }

    [Fact]
    public async Task A_change_of_any_byte_is_refused()
    {
        var bytes = await Samples.SealAsync(Samples.Plain(300));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.Equal("object.tampered", await Samples.FaultAsync(() => Samples.ReadAllAsync(changed)));
        }
    }

    [Fact]
    public async Task A_cut_anywhere_is_refused_before_the_first_read()
    {
        var bytes = await Samples.SealAsync(Samples.Plain(300));
        for (var i = 0; i < bytes.Length; i++)
            Assert.Equal("object.tampered", await Samples.FaultAsync(() => Samples.OpenAsync(bytes[..i])));
    }

    [Fact]
    public async Task A_damaged_chunk_gives_no_byte_while_its_neighbours_read()
    {
        var bytes = await Samples.SealAsync(Samples.Plain(5 * 16384));
        bytes[96 + (2 * 16400) + 5000] ^= 1;
        await using var stream = await Samples.OpenAsync(bytes);
        var buffer = new byte[10];

        stream.Position = (2 * 16384) + 16000;
        Assert.Equal("object.tampered", await Samples.FaultAsync(() => stream.ReadAsync(buffer).AsTask()));
        Assert.Equal(new byte[10], buffer);
        Assert.Equal("object.tampered", Samples.Fault(() => stream.ReadExactly(buffer)));

        stream.Position = 3 * 16384;
        await stream.ReadExactlyAsync(buffer);
        Assert.Equal(Samples.Plain(5 * 16384)[(3 * 16384)..((3 * 16384) + 10)], buffer);
    }

    [Fact]
    public async Task An_older_object_of_the_same_id_and_key_is_refused_by_the_digest_of_its_header()
    {
        var target = new MemoryStream();
        var size = await SealedObject.WriteAsync(
            new MemoryStream(Samples.Plain(5)), target, Samples.Key(), Samples.Context, default);
        var older = await Samples.SealAsync(Samples.Plain(5));

        Task<Stream> Open(byte[] bytes) => SealedObject.OpenAsync(
            new MemoryStream(bytes), Samples.Key(), Samples.Context, size.HeaderDigest, default);

        await (await Open(target.ToArray())).DisposeAsync();
        Assert.Equal("object.tampered", await Samples.FaultAsync(() => Open(older)));
    }

    [Fact]
    public async Task An_opening_reads_the_header_and_the_last_chunk_and_a_range_its_chunk()
    {
        var source = new Counting(await Samples.SealAsync(Samples.Plain(1_000_000)));
        await using var stream = await SealedObject.OpenAsync(source, Samples.Key(), Samples.Context, default);
        Assert.InRange(source.BytesRead, 96, 96 + 16400);

        source.BytesRead = 0;
        stream.Position = 500_000;
        await stream.ReadExactlyAsync(new byte[4096]);
        Assert.Equal(16400, source.BytesRead);
    }

    [Fact]
    public async Task Reading_in_sequence_reads_ahead_but_never_more_than_the_window()
    {
        var source = new Counting(await Samples.SealAsync(Samples.Plain(3_000_000)));
        await using var stream = await SealedObject.OpenAsync(source, Samples.Key(), Samples.Context, default);

        await stream.CopyToAsync(Stream.Null, 4096);

        Assert.InRange(source.Reads, 10, 30);
        Assert.Equal(16 * 16400, source.LargestRead);
    }

    [Fact]
    public async Task The_source_is_disposed_with_the_stream_and_when_the_opening_fails()
    {
        var good = new MemoryStream(await Samples.SealAsync([1]));
        await (await SealedObject.OpenAsync(good, Samples.Key(), Samples.Context, default)).DisposeAsync();
        Assert.False(good.CanRead);

        var bad = new MemoryStream(new byte[500]);
        await Samples.FaultAsync(() => SealedObject.OpenAsync(bad, Samples.Key(), Samples.Context, default));
        Assert.False(bad.CanRead);
    }

    [Fact]
    public async Task A_disposed_key_seals_nothing()
    {
        var key = Samples.Key();
        key.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Samples.SealAsync([1], key));
    }

    [Fact]
    public async Task A_context_above_64_bytes_is_a_mistake_of_the_caller() =>
        await Assert.ThrowsAsync<ArgumentException>(() => SealedObject.WriteAsync(
            Stream.Null, Stream.Null, Samples.Key(), new byte[65], default));

    [Fact]
    public async Task The_stream_only_reads()
    {
        await using var stream = await Samples.OpenAsync(await Samples.SealAsync([1, 2, 3]));

        Assert.True(stream is { CanRead: true, CanSeek: true, CanWrite: false, Length: 3 });
        Assert.Throws<NotSupportedException>(() => stream.Write([1]));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
    }
}
