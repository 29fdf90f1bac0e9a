using System.Text.Json;

namespace Kluis.Vcon;

/// <summary>
/// Reads a vCon of versions 0.0.1 to 0.4.0 (draft-ietf-vcon-vcon-core) from chunks; of a signed or encrypted one what covers it. Memory is bounded by
/// <see cref="VconLimits.Skeleton"/> and <see cref="VconLimits.Values"/>, not by the media. No input makes it throw.
/// </summary>
/// <param name="limits">What is accepted and kept.</param>
/// <param name="zone">Zone of dates without one; Europe/Amsterdam when null.</param>
/// <param name="extensions">Extensions that may be critical; <c>CC</c> alone when null.</param>
public sealed class VconReader(
    VconLimits limits, TimeZoneInfo? zone = null, IReadOnlyCollection<string>? extensions = null)
{
    readonly SkeletonScanner scanner = new(limits);

    /// <summary>Nothing fed from here on can change the answer.</summary>
    public bool Refused => scanner.Refusal is not null;

    /// <summary>Bytes held in memory so far.</summary>
    public long Kept => scanner.Kept;

    /// <summary>Takes the next bytes of the document; ignores them after a refusal.</summary>
    public void Feed(ReadOnlySpan<byte> bytes) => scanner.Feed(bytes);

    /// <summary>Ends the document. Call once.</summary>
    public VconReading Complete()
    {
        if (scanner.Refusal is { } refusal)
        {
            return Refuse(refusal, $"byte {scanner.Position}");
        }
        if (!scanner.Closed)
        {
            return Refuse(VconRefusal.Truncated, $"byte {scanner.Position}");
        }
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = limits.Depth + 1 };
        try
        {
            return Read(JsonElement.Parse(scanner.Skeleton.Span, options));
        }
        catch (JsonException)
        {
            // The message may quote the input.
            return Refuse(VconRefusal.Malformed, "json");
        }
    }

    VconReading Read(JsonElement root)
    {
        if (VconForm.IsSigned(root) || VconForm.IsEncrypted(root))
        {
            return Covered(root);
        }
        if (VconForm.Check(root, limits, extensions ?? ["CC"], out var version) is { } refused)
        {
            return Refuse(refused.Refusal, refused.Detail);
        }
        var findings = new Findings();
        if (scanner.HasByteOrderMark)
        {
            findings.Add("vcon.byte-order-mark", "$");
        }
        var local = zone ?? TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");
        var vcon = new Normaliser(root, scanner.Bodies, local, findings).Read(version);
        return new VconReading(null, null, vcon, findings.All);
    }

    VconReading Covered(JsonElement root)
    {
        try
        {
            return VconForm.IsSigned(root)
                ? new VconReading(null, null, null, []) { Signed = CoveredForm.Signed(root, scanner.Bodies) }
                : new VconReading(null, null, null, []) { Encrypted = CoveredForm.Encrypted(root, scanner.Bodies) };
        }
        catch (VconFormatException wrong)
        {
            return Refuse(VconRefusal.Invalid, wrong.Path!);
        }
        // The second: a text in it that is no Unicode. The document was looked at for that, the header inside its base64url was not.
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return Refuse(VconRefusal.Invalid, "$.protected");
        }
    }

    static VconReading Refuse(VconRefusal refusal, string detail) => new(refusal, detail, null, []);
}
