using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>One conversation, in the names and shapes of vCon 0.4.0 whatever it came in.</summary>
public sealed class Vcon
{
    /// <summary>
    /// The whole document without the <c>body</c> and <c>encoding</c> of its parts. Unknown members are kept. The
    /// <c>Fields</c> of parties and parts are nodes of this tree.
    /// </summary>
    public required JsonObject Document { get; init; }

    /// <summary>The version it came in, or <c>unknown</c>.</summary>
    public required string SourceVersion { get; init; }

    /// <summary>The received identifier in lower case; null when absent or not a UUID.</summary>
    public required string? Uuid { get; init; }

    /// <summary>When the vCon was made; null when absent or unreadable.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Subject of the conversation.</summary>
    public required string? Subject { get; init; }

    /// <summary>The parties in order; the position is the reference.</summary>
    public required IReadOnlyList<VconParty> Parties { get; init; }

    /// <summary>Dialogs, then analyses, then attachments, each in order.</summary>
    public required IReadOnlyList<VconPart> Parts { get; init; }
}

/// <summary>One party. <c>Tel</c>, <c>MailTo</c> and <c>Sip</c> are without their URL scheme.</summary>
public sealed record VconParty(
    int Index, JsonObject Fields, string? Tel, string? MailTo, string? Name, string? Sip, string? Uuid, string? Role);

/// <summary>The arrays of a vCon that carry content.</summary>
public enum VconPartKind
{
    /// <summary>Element of <c>dialog</c>.</summary>
    Dialog,

    /// <summary>Element of <c>analysis</c>.</summary>
    Analysis,

    /// <summary>Element of <c>attachments</c>.</summary>
    Attachment,
}

/// <summary>One dialog, analysis or attachment.</summary>
/// <param name="Kind">Which array it stands in.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Fields">Its members, without body and encoding.</param>
/// <param name="Type">The type; of an attachment the purpose; null for an empty placeholder.</param>
/// <param name="Start">When it began; analyses have none.</param>
/// <param name="Duration">Seconds, finite and not negative.</param>
/// <param name="MediaType">Media type on one line, parameters included.</param>
/// <param name="FileName">As sent: not fit for a path.</param>
/// <param name="Parties">Valid party indices in order, each once.</param>
/// <param name="Body">The content inside the document, if any.</param>
/// <param name="Link">The content outside the document, if any.</param>
public sealed record VconPart(
    VconPartKind Kind, int Index, JsonObject Fields, string? Type, DateTimeOffset? Start, double? Duration,
    string? MediaType, string? FileName, IReadOnlyList<int> Parties, VconBody? Body, VconLink? Link);

/// <summary>Content inside the document.</summary>
/// <param name="Encoding"><c>none</c>, <c>json</c> or <c>base64url</c>.</param>
/// <param name="Offset">First byte of the raw JSON string content, just after the quote, in the fed stream.</param>
/// <param name="Length">Raw bytes up to the closing quote. Zero for <c>json</c>, which is always inline.</param>
/// <param name="Inline">The decoded content when it was kept.</param>
public sealed record VconBody(string Encoding, long Offset, long Length, byte[]? Inline);

/// <summary>Content outside the document.</summary>
/// <param name="Url">An absolute URL; not always HTTPS, then there is a finding.</param>
/// <param name="ContentHashes">Digests as <c>sha512-</c> and base64url without padding.</param>
public sealed record VconLink(string Url, IReadOnlyList<string> ContentHashes);
