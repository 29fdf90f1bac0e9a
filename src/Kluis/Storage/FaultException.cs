namespace Kluis.Storage;

/// <summary>
/// Something around the product does not work: a full disk, a database away. Carries a stable code and a hint for the
/// operator; never a name, a number, an address or content.
/// </summary>
sealed class FaultException(string code, string hint, Exception? inner = null) : Exception(hint, inner)
{
    public string Code { get; } = code;
}
