using System.Diagnostics.CodeAnalysis;

namespace Kluis.Vcon;

/// <summary>What became of the bytes: a refusal with its place, a vCon with findings, or what covers one.</summary>
/// <param name="Refusal">Why it was refused; null when it was read.</param>
/// <param name="Detail">JSON path, byte position or rule of the refusal; never a value of the input.</param>
/// <param name="Vcon">The conversation; null when refused or covered.</param>
/// <param name="Findings">What was odd and how it was taken; empty when refused.</param>
public sealed record VconReading(
    VconRefusal? Refusal, string? Detail, Vcon? Vcon, IReadOnlyList<VconFinding> Findings)
{
    /// <summary>Set when the document is the signature of another.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "The word of the specification.")]
    public SignedVcon? Signed { get; init; }

    /// <summary>Set when the document is the encryption of another.</summary>
    public EncryptedVcon? Encrypted { get; init; }
}

/// <summary>Something odd that did not stop the reading. Code and path hold no value of the input.</summary>
public sealed record VconFinding(string Code, string Path);

/// <summary>Why a document is not read.</summary>
public enum VconRefusal
{
    /// <summary>Not JSON, not UTF-8, a lone surrogate, or a key given twice.</summary>
    Malformed,

    /// <summary>A size or count above <see cref="VconLimits"/>.</summary>
    TooLarge,

    /// <summary>More nested than <see cref="VconLimits.Depth"/>.</summary>
    TooDeep,

    /// <summary>The bytes end before the document does.</summary>
    Truncated,

    /// <summary>Clear parts beside a signed or encrypted form: what is read is not what was signed.</summary>
    Hybrid,

    /// <summary>A syntax version outside 0.0.1 to 0.4.0.</summary>
    UnknownVersion,

    /// <summary>An extension marked critical that the reader was not told to support.</summary>
    UnknownCritical,

    /// <summary>JSON, but not a conversation.</summary>
    Invalid,
}

/// <summary>Stable codes for problem documents.</summary>
public static class VconRefusals
{
    /// <summary>The stable code of a refusal, such as <c>vcon.hybrid</c>.</summary>
    public static string Code(this VconRefusal refusal) => refusal switch
    {
        VconRefusal.Malformed => "request.malformed",
        VconRefusal.TooLarge => "vcon.too-large",
        VconRefusal.TooDeep => "request.too-deep",
        VconRefusal.Truncated => "request.truncated",
        VconRefusal.Hybrid => "vcon.hybrid",
        VconRefusal.UnknownVersion => "vcon.unknown-version",
        VconRefusal.UnknownCritical => "vcon.unknown-critical",
        VconRefusal.Invalid => "vcon.invalid",
    };
}

/// <summary>A body that cannot be decoded, or a document that cannot be written as strict 0.4.0.</summary>
public sealed class VconFormatException : Exception
{
    /// <summary>Makes one with the stable code and, where known, the JSON path.</summary>
    public VconFormatException(string code, string? path = null)
        : base(path is null ? code : $"{code} at {path}")
    {
        Code = code;
        Path = path;
    }

    /// <summary>Stable code: <c>vcon.body-unreadable</c> or <c>vcon.document-invalid</c>.</summary>
    public string Code { get; }

    /// <summary>JSON path of the trouble, if it has one.</summary>
    public string? Path { get; }
}
