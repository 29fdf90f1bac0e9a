namespace Kluis.Vcon;

/// <summary>
/// Content to write into a part. With <c>none</c> it is UTF-8 text, with <c>json</c> one JSON text of at most 4 MiB,
/// with <c>base64url</c> any bytes.
/// </summary>
/// <param name="Kind">The array of the part.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Encoding"><c>none</c>, <c>json</c> or <c>base64url</c>.</param>
/// <param name="Open">Opens the content when its turn comes; the writer disposes it.</param>
public sealed record VconOutBody(
    VconPartKind Kind, int Index, string Encoding, Func<CancellationToken, Task<Stream>> Open)
{
    /// <summary>Content at hand.</summary>
    public VconOutBody(VconPartKind kind, int index, string encoding, byte[] inline)
        : this(kind, index, encoding, _ => Task.FromResult<Stream>(new MemoryStream(inline, writable: false)))
    {
    }
}
