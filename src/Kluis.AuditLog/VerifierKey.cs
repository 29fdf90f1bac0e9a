using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Kluis.AuditLog;

/// <summary>
/// The public key of a log with its name, written <c>name+hex8+base64</c> (C2SP signed-note, Ed25519, type 0x01): what
/// an auditor must have got from elsewhere than the log.
/// </summary>
public sealed class VerifierKey
{
    const byte Ed25519Type = 0x01;

    readonly byte[] publicKey;

    internal VerifierKey(string name, ReadOnlySpan<byte> publicKey)
    {
        if (!NoteText.IsKeyName(name))
            throw new LogException("key.malformed", "A key name has no spaces, plus signs or control characters.");
        Name = name;
        this.publicKey = publicKey.ToArray();
        Id = IdOf(name, Typed());
    }

    /// <summary>Name of the key, equal to the origin of the log's checkpoints.</summary>
    public string Name { get; }

    /// <summary>First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), big-endian.</summary>
    internal uint Id { get; }

    /// <summary>Reads the one written form of a key.</summary>
    /// <exception cref="LogException"><c>key.malformed</c>.</exception>
    public static VerifierKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // The base64 may hold plus signs, the name and the id may not.
        if (text.Split('+', 3) is not [var name, _, var encoded]
            || NoteText.FromBase64(encoded) is not [Ed25519Type, .. { Length: Ed25519.PublicKeyLength } raw])
            throw new LogException("key.malformed", "A verifier key is name+hex8+base64 of an Ed25519 key.");
        var key = new VerifierKey(name, raw);
        return key.ToString() == text
            ? key
            : throw new LogException("key.malformed", "The id in the verifier key does not belong to it.");
    }

    /// <summary>Whether the 64-byte signature over the data was made by this key (RFC 8032).</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureLength && Ed25519.Verify(publicKey, data, signature);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String(Typed())}");

    byte[] Typed() => [Ed25519Type, .. publicKey];

    static uint IdOf(string name, byte[] typedKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. NoteText.ToUtf8(name), (byte)'\n', .. typedKey]));
}
