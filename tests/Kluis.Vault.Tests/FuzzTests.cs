namespace Kluis.Vault.Tests;

/// <summary>Hostile bytes give a <see cref="VaultException"/> and nothing else.</summary>
public sealed class FuzzTests
{
    const int Seed = 20_260_102;

    static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("KLUIS_FUZZ_CASES"), out var count) ? count : 20_000;

    [Fact]
    public async Task Hostile_objects_never_give_anything_but_the_fault()
    {
        var valid = await Samples.SealAsync(Samples.Plain(600));
        var large = await Samples.SealAsync(Samples.Plain(20_000));
        var random = new Random(Seed);
        for (var i = 0; i < Cases; i++)
        {
            var bytes = Mutate(random, i % 50 == 0 ? large : valid);
            Assert.Equal("object.tampered", await Samples.FaultAsync(() => Samples.ReadAllAsync(bytes)));
        }
    }

    [Fact]
    public void Hostile_wraps_and_rows_never_give_anything_but_the_fault()
    {
        var (id, key) = (VaultId.New(), Samples.Secret(1));
        var wrap = KeyWrap.Wrap(key, 1, id, id, 1, Samples.Secret(2));
        var row = SealedRow.Seal(key, "person", id, [1, 2, 3]);
        var random = new Random(Seed);
        for (var i = 0; i < Cases; i++)
        {
            var (badWrap, badRow) = (Mutate(random, wrap), Mutate(random, row));
            Assert.Equal("keys.unavailable", Samples.Fault(() => KeyWrap.Unwrap(key, 1, id, id, 1, badWrap)));
            Assert.Equal("object.tampered", Samples.Fault(() => SealedRow.Open(key, "person", id, badRow)));
        }
    }

    [Fact]
    public void Any_length_has_one_answer()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Cases; i++)
        {
            var length = random.NextInt64(-10, i % 2 == 0 ? 100_000 : long.MaxValue);
            if (Vlt1.PlainLength(length) is { } plain)
                Assert.Equal(length, Vlt1.SealedLength(plain));
            else
                Assert.Equal("object.tampered", Samples.Fault(() => SealedObject.PlainLength(length)));
        }
    }

    // Always different from the original: a random tail may by chance be the one that was there.
    static byte[] Mutate(Random random, byte[] valid)
    {
        var bytes = Changed(random, valid);
        if (bytes.AsSpan().SequenceEqual(valid))
            bytes[^1] ^= 1;
        return bytes;
    }

    static byte[] Changed(Random random, byte[] valid)
    {
        var bytes = valid.ToArray();
        switch (random.Next(5))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. new byte[random.Next(1, 40)]];
            case 2:
                random.NextBytes(bytes);
                return bytes;
            case 3:
                var tail = new byte[random.Next(200)];
                random.NextBytes(tail);
                return [.. bytes[..Math.Min(bytes.Length - 1, random.Next(100))], .. tail];
            default:
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                return bytes;
        }
    }
}
