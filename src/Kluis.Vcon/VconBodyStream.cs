using System.Diagnostics.CodeAnalysis;

namespace Kluis.Vcon;

/// <summary>Reads the content of a body from its raw range in the document.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is the door to a stream.")]
public static class VconBodyStream
{
    /// <summary>
    /// Gives the decoded content as a forward-only stream with constant memory; it owns <paramref name="rawRange"/>.
    /// Reading throws <see cref="VconFormatException"/> (<c>vcon.body-unreadable</c>) where the content is no JSON
    /// string content or no base64; an unfinished end is found by the last read.
    /// </summary>
    /// <param name="rawRange">The bytes between the quotes, and nothing after them.</param>
    /// <param name="encoding">
    /// <c>none</c> gives the text in UTF-8; <c>base64url</c> the bytes, where padding, the standard alphabet and white
    /// space are tolerated.
    /// </param>
    /// <exception cref="ArgumentException">Another encoding; a <c>json</c> body has no range.</exception>
    public static Stream Open(Stream rawRange, string encoding) => encoding switch
    {
        "none" => new DecodedStream(rawRange, base64: false),
        "base64url" => new DecodedStream(rawRange, base64: true),
        _ => throw new ArgumentException("The encoding must be none or base64url.", nameof(encoding)),
    };
}
