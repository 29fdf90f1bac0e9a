using System.Net;

namespace Kluis.Tests.Hostile;

/// <summary>A WAV of any length, made while it is sent; nothing holds it.</summary>
sealed class GeneratedSound(long dataLength) : HttpContent
{
    public static readonly byte[] Block = Sounds.Wav(32.768, 7)[44..];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(Sounds.WaveHeader(dataLength));
        for (var left = dataLength; left > 0; left -= Block.Length)
            await stream.WriteAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = dataLength + 44;
        return true;
    }
}
