namespace Kluis.Vault;

/// <summary>The one fault of this library. Its message holds ids and paths of settings, never personal data.</summary>
/// <param name="code">One of <c>object.tampered</c>, <c>object.missing</c>, <c>storage.full</c>,
/// <c>storage.read-only</c>, <c>storage.unavailable</c>, <c>keys.unavailable</c>.</param>
/// <param name="message">One sentence for an operator.</param>
/// <param name="inner">The cause, if another library told it.</param>
public sealed class VaultException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stable name of the fault, as problems of the API carry it.</summary>
    public string Code { get; } = code;

    internal static VaultException Tampered(VaultId id, string what, Exception? inner = null) =>
        new("object.tampered", $"Object {id}: {what}.", inner);

    internal static VaultException Keys(string message, Exception? inner = null) =>
        new("keys.unavailable", message, inner);
}
