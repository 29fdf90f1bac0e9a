using System.Security.Cryptography;
using Kluis.Conversations;

namespace Kluis.Intake;

/// <summary>The first bytes of an upload, read ahead: is it sound?</summary>
sealed class SoundStart : IDisposable
{
    readonly byte[] start;
    readonly int length;

    SoundStart(byte[] start, int length)
    {
        (this.start, this.length) = (start, length);
        File = AudioFile.Recognise(start.AsSpan(0, length));
    }

    public AudioFile? File { get; }

    /// <summary>Why it is not taken; null where there is a <see cref="File"/>.</summary>
    public string? Refusal => length == 0 ? "recording.empty" : File is null ? "recording.unreadable" : null;

    public static async Task<SoundStart> ReadAsync(Stream sound, CancellationToken stop)
    {
        var start = new byte[AudioFile.Peek];
        return new SoundStart(start, await sound.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, stop));
    }

    /// <summary>The whole upload again, from its first byte.</summary>
    public Stream Before(Stream rest) => new ConcatenatedStream(new MemoryStream(start, 0, length, writable: false), rest);

    public void Dispose() => CryptographicOperations.ZeroMemory(start);
}
