using Kluis.Storage;

namespace Kluis.Tests.Storage;

public sealed class IdSourceTests
{
    readonly FakeTime time = new();
    readonly IdSource ids;

    public IdSourceTests() => ids = new IdSource(time);

    [Fact]
    public void An_id_has_the_layout_of_version_7()
    {
        for (var i = 0; i < 100; i++)
        {
            var bytes = ids.New().ToByteArray(bigEndian: true);
            Assert.Equal(0x7, bytes[6] >> 4);
            Assert.Equal(0b10, bytes[8] >> 6);
            var milliseconds = bytes[..6].Aggregate(0L, (sum, next) => (sum << 8) | next);
            Assert.Equal(FakeTime.Start.ToUnixTimeMilliseconds(), milliseconds);
        }
    }

    [Fact]
    public void Ids_keep_their_order_within_a_millisecond_and_beyond_what_one_holds() =>
        AssertRising(Enumerable.Range(0, 10_000).Select(_ => ids.New()));

    [Fact]
    public void Ids_keep_their_order_when_the_clock_steps_back()
    {
        var made = new List<Guid>();
        for (var i = 0; i < 100; i++)
        {
            made.Add(ids.New());
            time.Set(FakeTime.Start + TimeSpan.FromSeconds(i % 2 == 0 ? -3600 : i));
        }
        AssertRising(made);
    }

    [Fact]
    public async Task Ids_made_at_once_by_many_are_all_different()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 2000).Select(_ => ids.New()).ToList())));
        Assert.Equal(16_000, made.SelectMany(each => each).Distinct().Count());
    }

    [Fact]
    public void Two_sources_at_the_same_moment_make_different_ids()
    {
        var other = new IdSource(time);
        Assert.NotEqual(ids.New(), other.New());
    }

    // As text: that is how rows are sorted.
    static void AssertRising(IEnumerable<Guid> made)
    {
        var text = made.Select(id => id.ToString()).ToList();
        Assert.Equal(text.Order(StringComparer.Ordinal), text);
        Assert.Equal(text.Count, text.Distinct().Count());
    }
}
