using System.Text;

namespace Kluis.Intake;

/// <summary>Looks at a multipart body as it passes: what stands after its closing boundary (RFC 2046 §5.1.1)?</summary>
sealed class Epilogue
{
    readonly byte[] closing;

    // The end of what was seen, where a boundary may have begun; before the body stands the end of a line.
    byte[] tail = "\r\n"u8.ToArray();
    bool closed, filled;

    public Epilogue(string boundary) => closing = Encoding.UTF8.GetBytes($"\r\n--{boundary}--");

    /// <summary>The body was closed, and after that came blanks and line ends at most.</summary>
    public bool IsBlank => closed && !filled;

    public void See(ReadOnlySpan<byte> bytes)
    {
        var rest = closed ? bytes : AfterClosing(bytes);
        filled |= closed && rest.ContainsAnyExcept(" \t\r\n"u8);
    }

    ReadOnlySpan<byte> AfterClosing(ReadOnlySpan<byte> bytes)
    {
        // Over the seam between two reads first, then within this one.
        byte[] seam = [.. tail, .. bytes[..Math.Min(bytes.Length, closing.Length)]];
        var (at, before) = (seam.AsSpan().IndexOf(closing), tail.Length);
        if (at < 0)
            (at, before) = (bytes.IndexOf(closing), 0);
        closed = at >= 0;
        if (closed)
            return bytes[(at + closing.Length - before)..];
        tail = bytes.Length >= closing.Length ? bytes[^(closing.Length - 1)..].ToArray() : seam[^Math.Min(seam.Length, closing.Length - 1)..];
        return [];
    }
}
