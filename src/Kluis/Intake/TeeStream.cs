using System.Security.Cryptography;
using Kluis.Conversations;

namespace Kluis.Intake;

/// <summary>Shows every byte that is read to <paramref name="see"/> and to the digests; ends early when told to.</summary>
sealed class TeeStream(Stream inner, Action<ReadOnlySpan<byte>>? see, Func<bool>? enough, params IncrementalHash[] digests) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (enough?.Invoke() == true)
            return 0;
        var read = await inner.ReadAsync(buffer, cancellationToken);
        var bytes = buffer.Span[..read];
        foreach (var digest in digests)
            digest.AppendData(bytes);
        see?.Invoke(bytes);
        return read;
    }
}
