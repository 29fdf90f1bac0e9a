using System.Text;

namespace Kluis.Tests.Hostile;

/// <summary>Damage to bytes, the same for the same seed.</summary>
sealed class Mutation(int seed, params string[] scraps)
{
    readonly Random random = new(seed);

    public static int Cases(int usual) => int.TryParse(Environment.GetEnvironmentVariable("KLUIS_FUZZ_CASES"), out var count) ? count : usual;

    public int Next(int most) => random.Next(most);

    public byte[] Of(byte[] source)
    {
        var bytes = source.ToList();
        for (var n = random.Next(1, 5); n > 0 && bytes.Count > 0; n--)
            Damage(bytes, random.Next(bytes.Count));
        return [.. bytes];
    }

    void Damage(List<byte> bytes, int at)
    {
        switch (random.Next(7))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 60), bytes.Count - at));
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 300), bytes.Count - at)));
                break;
            case 4:
                bytes.RemoveRange(at, random.Next(10) == 0 ? bytes.Count - at : 1);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(scraps[random.Next(scraps.Length)]));
                break;
        }
    }
}
