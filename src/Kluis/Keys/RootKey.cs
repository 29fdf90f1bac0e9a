using System.Security.Cryptography;
using Kluis.Vault;

namespace Kluis.Keys;

/// <summary>Whose key it is. Text in the database is the lower-case name.</summary>
enum RootKind
{
    Subject,
    Employee,
    Hold,
    Index,
    Audit,
    Account,
    Log,
    Intake,
}

/// <summary>A key directly under the key-encryption key of an epoch, opened. Its secret is wiped when disposed.</summary>
sealed class RootKey(VaultId id, RootKind kind, long generation, byte[] secret) : IDisposable
{
    public VaultId Id { get; } = id;

    public RootKind Kind { get; } = kind;

    public long Generation { get; } = generation;

    public ReadOnlySpan<byte> Secret => secret;

    public void Dispose() => CryptographicOperations.ZeroMemory(secret);
}

/// <summary>The row of <c>root_key</c>.</summary>
sealed record RootKeyRow(string Id, string Kind, long Epoch, long Generation, byte[] Wrapped);

/// <summary>The first byte of a wrap's associated data: a wrap of one level never opens as another.</summary>
static class WrapLevel
{
    public const byte Root = 1, Conversation = 2, Object = 3, Row = 4;
}
