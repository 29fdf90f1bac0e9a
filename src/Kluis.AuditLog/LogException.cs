namespace Kluis.AuditLog;

/// <summary>
/// The only exception with which this library refuses something it read: a key, a note, a leaf, a tile, a folder.
/// </summary>
public sealed class LogException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Stable name of the reason, for programs, such as <c>note.signature-wrong</c>.</summary>
    public string Code { get; } = code;
}
