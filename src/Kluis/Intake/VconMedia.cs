using System.Buffers.Text;
using Kluis.Vcon;

namespace Kluis.Intake;

/// <summary>Finds which part of a vCon a file belongs to: by the hash that the vCon gives, else by name where it gives none.</summary>
static class VconMedia
{
    /// <exception cref="IntakeRefusedException">The name fits, the hash does not: that is another file.</exception>
    public static VconPart? PlaceOf(Vcon.Vcon vcon, string? name, byte[] sha512, ICollection<(VconPartKind, int)> taken)
    {
        var open = vcon.Parts.Where(part => part.Link is not null && !taken.Contains((part.Kind, part.Index))).ToList();
        var hash = "sha512-" + Base64Url.EncodeToString(sha512);
        if (open.Find(part => part.Link!.ContentHashes.Contains(hash, StringComparer.Ordinal)) is { } byHash)
            return byHash;
        var byName = name is null ? null : open.Find(part => NamesOf(part).Contains(name, StringComparer.Ordinal));
        if (byName?.Link!.ContentHashes.Any(known => known.StartsWith("sha512-", StringComparison.Ordinal)) == true)
            throw new IntakeRefusedException("vcon.media-mismatch", $"$.{byName.Kind.ToString().ToLowerInvariant()}[{byName.Index}]");
        return byName;
    }

    /// <summary>How the file of a part may be called.</summary>
    public static IEnumerable<string> NamesOf(VconPart part)
    {
        if (part.FileName is { } name)
            yield return name;
        if (Uri.TryCreate(part.Link!.Url, UriKind.Absolute, out var url) && url.Segments is [.., var last])
            yield return Uri.UnescapeDataString(last);
    }
}
