using System.Buffers;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Conversations;

/// <summary>The row of <c>object_key</c>. <paramref name="Body"/> holds the whole sealed object when it is small.</summary>
sealed record ObjectKeyRow(
    string KeyId, string ObjectId, string ConversationId, string OwnerId, long Kind, long Generation, byte[] Wrapped, long Size,
    byte[] ContentDigestSealed, byte[] HeaderDigest, byte[]? Body);

/// <summary>A sealed object that lies in the store, and whose row is not committed yet.</summary>
/// <param name="Digest">SHA-256 of the plaintext.</param>
sealed record NewObject(ObjectKeyRow Row, byte[] Digest)
{
    public long Size => Row.Size;

    /// <summary>What the log commits to: that the content was not changed since.</summary>
    public string Proof => $"{Row.ObjectId}:{Convert.ToHexStringLower(Digest)}:{Size}";
}

/// <summary>
/// Seals content and opens it: object first, row second, so that a crash leaves at most an object that nobody can open and
/// that the sweep removes. Small things live in their row.
/// </summary>
sealed class ObjectVault(IObjectStore store, Installation installation)
{
    const int InRow = 64 * 1024;

    /// <summary>Seals <paramref name="plain"/> to its end, chunk by chunk: memory does not grow with its length.</summary>
    public async Task<NewObject> SealAsync(Stream plain, ConversationSecret secret, ObjectKind kind, CancellationToken stop)
    {
        var (id, keyId) = (VaultId.New(), VaultId.New());
        var dek = RandomNumberGenerator.GetBytes(32);
        using var key = new ObjectKey(id, keyId, dek);
        var start = ArrayPool<byte>.Shared.Rent(InRow + 1);
        try
        {
            var read = await plain.ReadAtLeastAsync(start.AsMemory(0, InRow + 1), InRow + 1, throwOnEndOfStream: false, stop);
            var context = installation.ContextOf(secret.Conversation, kind);
            using var head = new MemoryStream(start, 0, read, writable: false);
            var (size, body) = read <= InRow
                ? await SealInRowAsync(head, key, context, stop)
                : (await SealInStoreAsync(new ConcatenatedStream(head, plain), id, key, context, stop), null);
            return new NewObject(RowOf(id, keyId, secret, kind, dek, size, body), size.Digest!);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(start.AsSpan(0, InRow + 1));
            ArrayPool<byte>.Shared.Return(start);
            CryptographicOperations.ZeroMemory(dek);
        }
    }

    /// <exception cref="VaultException"><c>object.tampered</c>, <c>object.missing</c>, <c>keys.unavailable</c>.</exception>
    public async Task<Stream> OpenAsync(ObjectKeyRow row, ConversationSecret secret, CancellationToken stop)
    {
        var (id, keyId) = (VaultId.Parse(row.ObjectId), VaultId.Parse(row.KeyId));
        var dek = KeyWrap.Unwrap(secret.Secret, WrapLevel.Object, keyId, secret.Id, (uint)secret.Generation, row.Wrapped);
        using var key = new ObjectKey(id, keyId, dek);
        CryptographicOperations.ZeroMemory(dek);
        Stream source = row.Body is not null ? new MemoryStream(row.Body, writable: false) : await store.OpenAsync(id, stop);
        var context = installation.ContextOf(Guid.Parse(row.OwnerId), (ObjectKind)row.Kind);
        return await SealedObject.OpenAsync(source, key, context, row.HeaderDigest, stop);
    }

    /// <summary>SHA-256 of the plaintext as it was when it was stored.</summary>
    public static byte[] DigestOf(ObjectKeyRow row, ConversationSecret secret) =>
        SealedRow.Open(secret.Secret, "object_key", VaultId.Parse(row.ObjectId), row.ContentDigestSealed);

    /// <summary>Removes objects whose rows were never committed.</summary>
    public async Task DiscardAsync(IEnumerable<NewObject> objects)
    {
        foreach (var made in objects.Where(made => made.Row.Body is null))
            await store.DeleteAsync(VaultId.Parse(made.Row.ObjectId), CancellationToken.None);
    }

    static async Task<(SealedSize, byte[]?)> SealInRowAsync(Stream plain, ObjectKey key, byte[] context, CancellationToken stop)
    {
        using var body = new MemoryStream();
        var size = await SealedObject.WriteAsync(plain, body, key, context, stop);
        return (size, body.ToArray());
    }

    async Task<SealedSize> SealInStoreAsync(Stream plain, VaultId id, ObjectKey key, byte[] context, CancellationToken stop)
    {
        await using var writer = await store.CreateAsync(id, stop);
        var size = await SealedObject.WriteAsync(plain, writer.Stream, key, context, stop);
        await writer.CommitAsync(stop);
        FaultPoint.Reach("object-sealed");
        return size;
    }

    static ObjectKeyRow RowOf(VaultId id, VaultId keyId, ConversationSecret secret, ObjectKind kind, byte[] dek, SealedSize size, byte[]? body) => new(
        keyId.ToString(),
        id.ToString(),
        secret.Conversation.ToString(),
        secret.Conversation.ToString(),
        (long)kind,
        secret.Generation,
        KeyWrap.Wrap(secret.Secret, WrapLevel.Object, keyId, secret.Id, (uint)secret.Generation, dek),
        size.Plain,
        SealedRow.Seal(secret.Secret, "object_key", id, size.Digest!),
        size.HeaderDigest,
        body);
}

/// <summary>SQL of object keys.</summary>
static class ObjectKeyStore
{
    const string Columns =
        "key_id as KeyId, object_id as ObjectId, conversation_id as ConversationId, owner_id as OwnerId, kind as Kind, generation as Generation, wrapped as Wrapped, size as Size, content_digest_sealed as ContentDigestSealed, header_digest as HeaderDigest, body as Body";

    public static NewRow RowOf(ObjectKeyRow row) => new(
        """
        insert into object_key (key_id, object_id, conversation_id, owner_id, kind, generation, wrapped, size, content_digest_sealed, header_digest, state, body)
        values (@KeyId, @ObjectId, @ConversationId, @OwnerId, @Kind, @Generation, @Wrapped, @Size, @ContentDigestSealed, @HeaderDigest, 'stored', @Body)
        """,
        ("KeyId", row.KeyId), ("ObjectId", row.ObjectId), ("ConversationId", row.ConversationId), ("OwnerId", row.OwnerId), ("Kind", row.Kind),
        ("Generation", row.Generation), ("Wrapped", row.Wrapped), ("Size", row.Size), ("ContentDigestSealed", row.ContentDigestSealed),
        ("HeaderDigest", row.HeaderDigest), ("Body", row.Body));

    public static Task<ObjectKeyRow?> FindAsync(DbConnection connection, string objectId) =>
        connection.QuerySingleOrDefaultAsync<ObjectKeyRow?>($"select {Columns} from object_key where object_id = @objectId", new { objectId });

    public static Task<ObjectKeyRow?> FindWaveformAsync(DbConnection connection, Guid conversation, string partId) =>
        connection.QuerySingleOrDefaultAsync<ObjectKeyRow?>(
            $"select {Columns} from object_key where object_id = (select object_id from part where conversation_id = @conversation and kind = 'derived' and section = @section)",
            new { conversation = conversation.ToString(), section = "waveform:" + partId });

    /// <summary>The next rows after this object, in the order of their ids: the whole inventory, piece by piece.</summary>
    public static async Task<List<ObjectKeyRow>> PageAsync(DbConnection connection, string after, int limit) =>
        (await connection.QueryAsync<ObjectKeyRow>($"select {Columns} from object_key where object_id > @after order by object_id limit @limit", new { after, limit })).AsList();

    /// <summary>Objects that a part names and that have no key: nobody can open them.</summary>
    public static async Task<List<string>> WithoutKeyAsync(DbConnection connection) =>
        (await connection.QueryAsync<string>(
            "select p.object_id from part p where p.object_id is not null and not exists (select 1 from object_key k where k.object_id = p.object_id) order by p.object_id")).AsList();

    public static async Task<HashSet<string>> KnownAsync(DbConnection connection, IReadOnlyCollection<string> ids) =>
        [.. await connection.QueryAsync<string>($"select object_id from object_key where object_id in ({KeyStore.InList(ids)})", KeyStore.Parameters(ids))];
}
