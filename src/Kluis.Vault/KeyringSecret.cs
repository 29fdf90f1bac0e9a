using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>What opens a keyring file.</summary>
public abstract record KeyringSecret
{
    /// <summary>PBKDF2-HMAC-SHA-512 iterations of a new keyring, and the least an existing one may have.</summary>
    public const int Iterations = 600_000;

    // A hostile file must not keep the processor busy for hours.
    const int MaxIterations = 10_000_000, SaltSize = 32;

    KeyringSecret()
    {
    }

    /// <summary>A passphrase, as typed.</summary>
    public sealed record Passphrase(string Text) : KeyringSecret
    {
        /// <summary>Without the passphrase: records print themselves in logs.</summary>
        public override string ToString() => "passphrase";
    }

    /// <summary>A file of 32 random bytes, mode 0600; a new keyring makes it where it is missing.</summary>
    public sealed record KeyFile(string Path) : KeyringSecret;

    /// <summary>How a new keyring with this secret derives its key; makes the key file.</summary>
    internal KeyringDerivation NewDerivation()
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        if (this is not KeyFile { Path: var path })
            return new("pbkdf2-sha512", salt, Iterations, KeyFile: null);
        if (!File.Exists(path))
            DurableFile.Write(path, RandomNumberGenerator.GetBytes(SecretBytes.Size));
        return new("hkdf-sha512", salt, Iterations: null, path);
    }

    /// <summary>The 32 byte master key of a keyring.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: the file wants another kind of secret, the key file
    /// is missing, readable by others or not 32 bytes, or the iterations are out of range.</exception>
    internal SecretBytes Master(KeyringDerivation derivation)
    {
        var material = this switch
        {
            Passphrase { Text: var text } => Stretch(text, derivation),
            KeyFile { Path: var path } => Read(path, derivation),
            _ => throw new InvalidOperationException(),
        };
        var master = HKDF.DeriveKey(
            HashAlgorithmName.SHA512, material, SecretBytes.Size, derivation.Salt, "kluis/keyring/v1"u8.ToArray());
        var secret = new SecretBytes(master);
        CryptographicOperations.ZeroMemory(material);
        CryptographicOperations.ZeroMemory(master);
        return secret;
    }

    static byte[] Stretch(string text, KeyringDerivation derivation) => derivation.Iterations switch
    {
        null => throw VaultException.Keys("The keyring opens with a key file, not with a passphrase."),
        < Iterations or > MaxIterations => throw VaultException.Keys("The keyring's iterations are out of range."),
        { } count => Rfc2898DeriveBytes.Pbkdf2(
            text, derivation.Salt, count, HashAlgorithmName.SHA512, SecretBytes.Size),
    };

    static byte[] Read(string path, KeyringDerivation derivation)
    {
        if (derivation.KeyFile is null)
            throw VaultException.Keys("The keyring opens with a passphrase, not with a key file.");
        var material = DurableFile.ReadPrivate(path);
        return material.Length == SecretBytes.Size
            ? material
            : throw VaultException.Keys($"The key file {path} is not {SecretBytes.Size} bytes long.");
    }
}
