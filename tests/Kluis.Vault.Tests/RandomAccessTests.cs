namespace Kluis.Vault.Tests;

public sealed class RandomAccessTests
{
    const int Seed = 20_260_101;

    [Theory]
    [InlineData(0)]
    [InlineData(16384)]
    [InlineData(777_777)]
    public async Task Any_range_equals_the_same_range_of_the_plaintext(int length)
    {
        var plain = Samples.Plain(length);
        await using var stream = await Samples.OpenAsync(await Samples.SealAsync(plain));
        var random = new Random(Seed);
        for (var i = 0; i < 3000; i++)
        {
            var buffer = new byte[random.Next(i % 10 == 0 ? 400_000 : 20_000)];
            // Most readings jump; every third goes on where the last one ended.
            if (i % 3 != 0)
                stream.Position = random.Next(length + 1000);
            var at = (int)stream.Position;
            var read = i % 2 == 0 ? stream.ReadAtLeast(buffer, buffer.Length, false) : await FillAsync(stream, buffer);

            Assert.Equal(Math.Clamp(length - at, 0, buffer.Length), read);
            Assert.True(buffer.AsSpan(0, read).SequenceEqual(plain.AsSpan(Math.Min(at, length), read)));
        }
    }

    [Fact]
    public async Task Seeking_counts_from_begin_current_and_end()
    {
        await using var stream = await Samples.OpenAsync(await Samples.SealAsync(Samples.Plain(20_000)));

        Assert.Equal(19_990, stream.Seek(-10, SeekOrigin.End));
        Assert.Equal(19_995, stream.Seek(5, SeekOrigin.Current));
        Assert.Equal(3, stream.Seek(3, SeekOrigin.Begin));
        Assert.Equal(Samples.Plain(20_000)[3], stream.ReadByte());
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(-1, SeekOrigin.Begin));
    }

    static async Task<int> FillAsync(Stream stream, byte[] buffer) =>
        await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
}
