using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Kluis.Vault;

/// <summary>16 bytes that name an object, a key or a row; written as 32 lower case hexadecimal digits.</summary>
/// <remarks>Ids are not secret: they stand in headers, file names and messages of faults.</remarks>
public readonly record struct VaultId
{
    /// <summary>Bytes of an id in every format.</summary>
    public const int Size = 16;

    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    readonly UInt128 value;

    VaultId(UInt128 value) => this.value = value;

    /// <summary>A new random id (128 bits, so it tells nothing about the moment it was made).</summary>
    public static VaultId New()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomSupply.Fill(bytes);
        return FromBytes(bytes);
    }

    /// <summary>The id in exactly 16 bytes.</summary>
    /// <exception cref="ArgumentException">Not 16 bytes.</exception>
    public static VaultId FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException("An id is 16 bytes.", nameof(bytes));

    /// <summary>The id with the bytes of a UUID in the order of its text (big endian, RFC 9562 §4).</summary>
    public static VaultId FromGuid(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[Size];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return FromBytes(bytes);
    }

    /// <summary>Reads 32 lower case hexadecimal digits, the one spelling of an id.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static VaultId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException("An id is 32 lower case hexadecimal digits.");

    /// <summary>As <see cref="Parse"/>, false instead of an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VaultId id)
    {
        id = default;
        if (text is not { Length: 2 * Size } || text.AsSpan().ContainsAnyExcept(Digits))
            return false;
        id = FromBytes(Convert.FromHexString(text));
        return true;
    }

    /// <summary>Writes the 16 bytes at the start of <paramref name="destination"/>.</summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, value);

    /// <summary>The 16 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
