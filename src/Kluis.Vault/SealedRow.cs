using System.Security.Cryptography;
using System.Text;

namespace Kluis.Vault;

/// <summary>The personal values of one row, sealed: <c>0x01 ‖ nonce12 ‖ ciphertext ‖ tag16</c>.</summary>
/// <remarks>The plaintext is the value, the byte 0x80 and zeroes up to a multiple of 64, so that the length of the
/// row tells little. Authenticated data: <c>"kluis/row/v1" ‖ table ‖ 0x00 ‖ id16</c>.</remarks>
public static class SealedRow
{
    const int Block = 64;
    const byte EndOfValue = 0x80;

    static ReadOnlySpan<byte> Label => "kluis/row/v1"u8;

    /// <summary>Seals a value for one row of one table.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes, or the table has no name of its own.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> rowKey32, string table, VaultId id, ReadOnlySpan<byte> value)
    {
        var padded = new byte[((value.Length / Block) + 1) * Block];
        value.CopyTo(padded);
        padded[value.Length] = EndOfValue;
        try
        {
            return Envelope.Seal(rowKey32, Place(table, id), padded);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    /// <summary>Opens the value of the row it was sealed for.</summary>
    /// <exception cref="VaultException"><c>object.tampered</c>: other key, table, row or bytes.</exception>
    public static byte[] Open(ReadOnlySpan<byte> rowKey32, string table, VaultId id, ReadOnlySpan<byte> sealedValue)
    {
        var padded = Envelope.TryOpen(rowKey32, Place(table, id), sealedValue);
        var end = padded.AsSpan().LastIndexOfAnyExcept((byte)0);
        if (padded is null || end < 0 || padded[end] != EndOfValue || padded.Length % Block != 0)
            throw VaultException.Tampered(id, $"its sealed value in table {table} does not open");
        var value = padded[..end];
        CryptographicOperations.ZeroMemory(padded);
        return value;
    }

    static byte[] Place(string table, VaultId id)
    {
        // The zero ends the name: with one inside, two places could have the same bytes.
        if (string.IsNullOrEmpty(table) || table.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A table has a name without zero bytes.", nameof(table));
        return [.. Label, .. Encoding.UTF8.GetBytes(table), 0, .. id.ToArray()];
    }
}
