using System.Security.Cryptography;
using System.Text.Json;
using Kluis.Vault;

namespace Kluis.Keys;

/// <summary>A row's personal fields as one sealed JSON, and its own key wrapped under whoever holds it.</summary>
sealed record SealedValue(byte[] RowKey, byte[] Sealed)
{
    public static SealedValue SealBytes(ReadOnlySpan<byte> holderSecret, VaultId holder, long generation, string table, Guid id, ReadOnlySpan<byte> value)
    {
        Span<byte> rowKey = stackalloc byte[32];
        RandomSupply.Fill(rowKey);
        var rowId = VaultId.FromGuid(id);
        var wrapped = KeyWrap.Wrap(holderSecret, WrapLevel.Row, rowId, holder, (uint)generation, rowKey);
        var result = new SealedValue(wrapped, SealedRow.Seal(rowKey, table, rowId, value));
        CryptographicOperations.ZeroMemory(rowKey);
        return result;
    }

    public static SealedValue SealBytes(RootKey holder, string table, Guid id, ReadOnlySpan<byte> value) =>
        SealBytes(holder.Secret, holder.Id, holder.Generation, table, id, value);

    public static SealedValue Seal<T>(RootKey holder, string table, Guid id, T value) =>
        SealBytes(holder, table, id, JsonSerializer.SerializeToUtf8Bytes(value));

    public static SealedValue Seal<T>(ConversationSecret holder, string table, Guid id, T value) =>
        SealBytes(holder.Secret, holder.Id, holder.Generation, table, id, JsonSerializer.SerializeToUtf8Bytes(value));

    public byte[] Open(ReadOnlySpan<byte> holderSecret, VaultId holder, long generation, string table, Guid id)
    {
        var rowId = VaultId.FromGuid(id);
        var rowKey = KeyWrap.Unwrap(holderSecret, WrapLevel.Row, rowId, holder, (uint)generation, RowKey);
        try
        {
            return SealedRow.Open(rowKey, table, rowId, Sealed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rowKey);
        }
    }

    public T Open<T>(RootKey holder, string table, Guid id) =>
        JsonSerializer.Deserialize<T>(Open(holder.Secret, holder.Id, holder.Generation, table, id))!;

    public T Open<T>(ConversationSecret holder, string table, Guid id) =>
        JsonSerializer.Deserialize<T>(Open(holder.Secret, holder.Id, holder.Generation, table, id))!;
}
