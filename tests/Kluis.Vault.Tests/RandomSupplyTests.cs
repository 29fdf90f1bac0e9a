namespace Kluis.Vault.Tests;

/// <summary>Keys, salts and nonces come from it: nothing of it may be handed out twice.</summary>
public sealed class RandomSupplyTests
{
    [Fact]
    public void What_is_handed_out_never_comes_again()
    {
        // 16 bytes do not divide the page evenly with 12 and 7: the ends of pages are crossed in every way.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 20_000; round++)
        {
            Assert.True(seen.Add(Convert.ToHexString(RandomSupply.Bytes(16))));
            Assert.True(seen.Add(Convert.ToHexString(RandomSupply.Bytes(12))));
            RandomSupply.Bytes(7);
        }
    }

    [Fact]
    public async Task Threads_get_bytes_of_their_own()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 5_000).Select(_ => Convert.ToHexString(RandomSupply.Bytes(16))).ToList())));
        Assert.Equal(40_000, taken.SelectMany(texts => texts).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void Every_byte_of_any_length_is_filled(int length)
    {
        // A byte that is always zero was not filled; by chance it is one in 2^512.
        var sum = new byte[length];
        for (var round = 0; round < 64; round++)
        {
            foreach (var (place, value) in RandomSupply.Bytes(length).Index())
                sum[place] |= value;
        }
        Assert.DoesNotContain((byte)0, sum);
    }

    [Fact]
    public void All_values_of_a_byte_are_equally_likely()
    {
        const int Rounds = 40_000, Size = 16;
        var counts = new int[256];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var value in RandomSupply.Bytes(Size))
                counts[value]++;
        }
        const double Expected = Rounds * Size / 256.0;
        var chiSquare = counts.Sum(count => (count - Expected) * (count - Expected) / Expected);
        // 255 degrees of freedom: past 480 is one in 10^15.
        Assert.InRange(chiSquare, 100, 480);
    }

    [Fact]
    public void Nothing_asked_is_nothing_given() => Assert.Empty(RandomSupply.Bytes(0));
}
