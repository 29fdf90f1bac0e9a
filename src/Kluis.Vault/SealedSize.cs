namespace Kluis.Vault;

/// <summary>What a sealing wrote: the facts a row keeps about its object.</summary>
/// <param name="Plain">Bytes of plaintext.</param>
/// <param name="Sealed">Bytes of the sealed object, header included.</param>
/// <param name="Commitment32">The header's key commitment (32 bytes).</param>
/// <param name="HeaderDigest">SHA-256 of the 96 byte header: tells it from an older object of the same id.</param>
/// <param name="Digest">SHA-256 of the plaintext; null when it was not asked.</param>
public sealed record SealedSize(long Plain, long Sealed, byte[] Commitment32, byte[] HeaderDigest, byte[]? Digest);
