using Kluis.Vault;

namespace Kluis.Storage;

/// <summary>The one maker of row ids: UUID version 7 (RFC 9562 §5.7), so that rows sort by the moment they were made.</summary>
sealed class IdSource(TimeProvider time)
{
    readonly Lock gate = new();
    long lastMilliseconds;
    int counter;

    public Guid New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomSupply.Fill(bytes);
        var (milliseconds, order) = Next();
        for (var i = 0; i < 6; i++)
            bytes[i] = (byte)((milliseconds >> (40 - (8 * i))) & 0xff);
        bytes[6] = (byte)(0x70 | (order >> 8));
        bytes[7] = (byte)(order & 0xff);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    // The 12 bits after the time count within a millisecond (RFC 9562 §6.2, method 1), so that ids of one writer keep
    // their order; a clock that steps back, or more than 4,096 ids in a millisecond, borrows from the next one.
    (long Milliseconds, int Order) Next()
    {
        lock (gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > lastMilliseconds)
            {
                lastMilliseconds = now;
                counter = 0;
            }
            else if (++counter > 0xfff)
            {
                lastMilliseconds++;
                counter = 0;
            }
            return (lastMilliseconds, counter);
        }
    }
}
