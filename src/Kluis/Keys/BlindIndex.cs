using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Kluis.Storage;

namespace Kluis.Keys;

/// <summary>A row of <c>bix</c>: who has it cannot compute it without the index key, nor read the value back.</summary>
sealed record IndexToken(long Token, string Field, long KeyV);

/// <summary>
/// Finds a person by an identifier without the identifier standing in the database: a keyed hash of its one form. Who has
/// the index key can guess all telephone numbers in minutes, so it is guarded like any other root key.
/// </summary>
sealed class BlindIndex(KeyChain chain)
{
    /// <summary>The token under the newest index key: what a new row gets.</summary>
    public IndexToken TokenOf(Identifier identifier) => Token(chain.House(RootKind.Index), identifier);

    /// <summary>The tokens under every index key that rows may still have: what a search asks for.</summary>
    public IEnumerable<IndexToken> TokensOf(Identifier identifier) => chain.AllOf(RootKind.Index).Select(key => Token(key, identifier));

    IndexToken Token(RootKey key, Identifier identifier)
    {
        var field = identifier.Field.ToString().ToLowerInvariant();
        Span<byte> fieldKey = stackalloc byte[32];
        byte[] label = [.. "bix/v1"u8, .. chain.Installation.OrganisationId.ToArray(), .. Encoding.ASCII.GetBytes(field)];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret, fieldKey, salt: default, label);
        var mac = HMACSHA256.HashData(fieldKey, [.. Encoding.ASCII.GetBytes(field), 0, .. Encoding.UTF8.GetBytes(identifier.Value)]);
        CryptographicOperations.ZeroMemory(fieldKey);
        return new IndexToken(BinaryPrimitives.ReadInt64BigEndian(mac), field, key.Generation);
    }
}

/// <summary>SQL of the blind index.</summary>
static class BlindIndexStore
{
    public static NewRow RowOf(IndexToken token, Guid dataSubject) => new(
        "insert into bix (token, field, norm_v, key_v, subject_ref) values (@Token, @Field, @normV, @KeyV, @subject) on conflict do nothing",
        ("Token", token.Token), ("Field", token.Field), ("normV", Identifier.Version), ("KeyV", token.KeyV), ("subject", dataSubject.ToString()));

    public static Task RemoveAsync(DbConnection connection, IndexToken token, Guid dataSubject) =>
        connection.ExecuteAsync(
            "delete from bix where token = @Token and field = @Field and key_v = @KeyV and subject_ref = @subject",
            new { token.Token, token.Field, token.KeyV, subject = dataSubject.ToString() });

    public static async Task<List<Guid>> FindAsync(DbConnection connection, IEnumerable<IndexToken> tokens)
    {
        var found = new List<Guid>();
        foreach (var token in tokens)
        {
            var refs = await connection.QueryAsync<string>(
                "select subject_ref from bix where token = @Token and field = @Field and key_v = @KeyV and norm_v = @normV limit 1000",
                new { token.Token, token.Field, token.KeyV, normV = Identifier.Version });
            found.AddRange(refs.Select(Guid.Parse));
        }
        return [.. found.Distinct()];
    }
}
