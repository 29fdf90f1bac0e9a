namespace Kluis.Vault.Tests;

/// <summary>Disks that fail.</summary>
public sealed class FaultTests
{
    const int InputOutput = 5, NoSpace = 28, ReadOnly = 30;

    [Theory]
    [InlineData(InputOutput, "storage.unavailable")]
    [InlineData(NoSpace, "storage.full")]
    [InlineData(ReadOnly, "storage.read-only")]
    public async Task A_failing_target_is_told_by_its_cause(int errno, string code)
    {
        foreach (var from in (long[])[0, 96, 300_000])
        {
            var plain = new MemoryStream(Samples.Plain(600_000));
            Assert.Equal(code, await Samples.FaultAsync(() => SealedObject.WriteAsync(
                plain, new Failing([], from, errno), Samples.Key(), default, default)));
        }
    }

    [Fact]
    public async Task A_failing_source_is_the_business_of_its_owner()
    {
        var plain = new Failing(Samples.Plain(600_000), 300_000, InputOutput);

        await Assert.ThrowsAsync<IOException>(
            () => SealedObject.WriteAsync(plain, Stream.Null, Samples.Key(), default, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(96)]
    public async Task An_object_that_cannot_be_read_is_unavailable_and_not_tampered(long from)
    {
        var bytes = await Samples.SealAsync(Samples.Plain(600_000));

        Assert.Equal("storage.unavailable", await Samples.FaultAsync(() => SealedObject.OpenAsync(
            new Failing(bytes, from, InputOutput), Samples.Key(), Samples.Context, default)));
    }

    [Fact]
    public async Task A_disk_that_fails_while_reading_gives_the_fault_both_ways()
    {
        var bytes = await Samples.SealAsync(Samples.Plain(600_000));
        var source = new Shrinking(bytes);
        await using var stream = await SealedObject.OpenAsync(source, Samples.Key(), Samples.Context, default);

        source.SetLength(1000);
        Assert.Equal("object.tampered", Samples.Fault(() => stream.ReadExactly(new byte[10])));
        Assert.Equal("object.tampered", await Samples.FaultAsync(() => stream.ReadAsync(new byte[10]).AsTask()));
    }

    [Fact]
    public async Task A_stop_ends_a_sealing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SealedObject.WriteAsync(
            new MemoryStream(Samples.Plain(10)), new MemoryStream(), Samples.Key(), default, stop.Token));
    }

    sealed class Shrinking : MemoryStream
    {
        public Shrinking(byte[] bytes)
        {
            Write(bytes);
            Position = 0;
        }
    }
}
