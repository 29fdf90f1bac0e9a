using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Kluis.Vcon;

/// <summary>Digests as draft-ietf-vcon-vcon-core §2.2 writes them: <c>sha512-</c> and unpadded base64url.</summary>
static partial class ContentHash
{
    [GeneratedRegex("^(sha)-?(256|384|512)[-:](.+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    static partial Regex Pattern { get; }

    /// <summary>Reads a token, whatever the spelling of its name; null when it is no known digest.</summary>
    public static string? Read(string token)
    {
        var match = token.Length <= 256 ? Pattern.Match(token.Trim()) : Match.Empty;
        return match.Success
            ? Token(int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), match.Groups[3].Value) : null;
    }

    /// <summary>Reads the pair <c>alg</c> and <c>signature</c> of version 0.0.1.</summary>
    public static string? Read(string algorithm, string digest) => Read($"{algorithm}-{digest}");

    static string? Token(int bits, string digest)
    {
        var bytes = digest.Length == bits / 4 ? Hex(digest) : Base64(digest);
        return bytes?.Length == bits / 8 ? $"sha{bits}-{Base64Url.EncodeToString(bytes)}" : null;
    }

    static byte[]? Hex(string digest) =>
        digest.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digest) : null;

    static byte[]? Base64(string digest)
    {
        var plain = digest.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var bytes = new byte[64];
        // IsValid takes a lone % at the end for padding, and the decoder that tells no status throws at it.
        return Base64Url.DecodeFromChars(plain, bytes, out _, out var written) == OperationStatus.Done
            ? bytes[..written] : null;
    }
}
