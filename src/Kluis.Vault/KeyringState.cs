using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kluis.Vault;

/// <summary>The content of a keyring file, version 1, as its JSON has it.</summary>
/// <param name="V">Version, 1.</param>
/// <param name="Kdf">How the secret becomes the master key.</param>
/// <param name="Keys">The named keys, oldest first.</param>
/// <param name="LedgerSize">Leaves of the largest erasure ledger seen.</param>
/// <param name="LedgerHead">Its root; null before the first.</param>
/// <param name="HighestTime">The latest time seen (UTC).</param>
/// <param name="Mac">HMAC-SHA-256 of all the above: without it a hostile editor could lower the head or the time, or
/// take out a key.</param>
sealed record KeyringState(
    int V,
    KeyringDerivation Kdf,
    IReadOnlyList<KeyringEntry> Keys,
    long LedgerSize,
    byte[]? LedgerHead,
    DateTimeOffset HighestTime,
    byte[] Mac)
{
    public static KeyringState New(KeyringDerivation derivation, DateTimeOffset now) =>
        new(1, derivation, [], 0, null, now.ToUniversalTime(), []);

    /// <exception cref="VaultException"><c>keys.unavailable</c>: not a keyring of this version.</exception>
    public static KeyringState Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, KeyringJson.Default.KeyringState) is { V: 1 } state
                && !state.Keys.Contains(null!)
                ? state
                : throw VaultException.Keys("The keyring has a form that this program does not know.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw VaultException.Keys("The keyring file is damaged.", fault);
        }
    }

    public byte[] ToJson(ReadOnlySpan<byte> macKey) =>
        JsonSerializer.SerializeToUtf8Bytes(this with { Mac = ComputeMac(macKey) }, KeyringJson.Default.KeyringState);

    public bool IsAuthentic(ReadOnlySpan<byte> macKey) =>
        CryptographicOperations.FixedTimeEquals(Mac, ComputeMac(macKey));

    // Over the values, each with its length, not over the JSON: two spellings of one content are one content.
    byte[] ComputeMac(ReadOnlySpan<byte> macKey)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(V);
        writer.Write(Kdf.Name);
        Write(writer, Kdf.Salt);
        writer.Write(Kdf.Iterations ?? 0);
        writer.Write(Kdf.KeyFile ?? "");
        writer.Write(Keys.Count);
        foreach (var key in Keys)
        {
            writer.Write(key.Name);
            writer.Write(key.Created.UtcTicks);
            Write(writer, key.Sealed);
        }
        writer.Write(LedgerSize);
        writer.Write(LedgerHead is not null);
        Write(writer, LedgerHead ?? []);
        writer.Write(HighestTime.UtcTicks);
        return HMACSHA256.HashData(macKey, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    static void Write(BinaryWriter writer, byte[] value)
    {
        writer.Write(value.Length);
        writer.Write(value);
    }
}

/// <summary>How the secret becomes the master key: with a name for the reader of the file, and exactly one of
/// iterations (a passphrase) and key file.</summary>
sealed record KeyringDerivation(string Name, byte[] Salt, int? Iterations, string? KeyFile);

/// <summary>A named key, sealed under the keyring's key and bound to its name and time.</summary>
sealed record KeyringEntry(string Name, DateTimeOffset Created, byte[] Sealed);

// By metadata: the generated fast path writes a null byte array as an empty one.
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true)]
[JsonSerializable(typeof(KeyringState))]
sealed partial class KeyringJson : JsonSerializerContext;
