using System.Data.Common;
using System.Security.Cryptography;
using Kluis.Vault;

namespace Kluis.Keys;

/// <summary>The key of one conversation, opened. Each customer in it holds a wrap of it; the last wrap gone, it is gone.</summary>
sealed class ConversationSecret(VaultId id, Guid conversation, long generation, byte[] secret) : IDisposable
{
    public VaultId Id { get; } = id;

    public Guid Conversation { get; } = conversation;

    public long Generation { get; } = generation;

    public ReadOnlySpan<byte> Secret => secret;

    public static ConversationSecret New(Guid conversation) =>
        new(VaultId.New(), conversation, 1, RandomNumberGenerator.GetBytes(32));

    public ConversationKeyRow WrapFor(RootKey holder) => new(
        Id.ToString(),
        Conversation.ToString(),
        holder.Id.ToString(),
        Generation,
        KeyWrap.Wrap(holder.Secret, WrapLevel.Conversation, Id, holder.Id, (uint)holder.Generation, Secret));

    /// <exception cref="VaultException"><c>keys.unavailable</c>: nobody holds this conversation any more, or a wrap was moved.</exception>
    public static async Task<ConversationSecret> OpenAsync(DbConnection connection, KeyChain chain, Guid conversation)
    {
        foreach (var (wrap, holderRow) in await KeyStore.HoldersAsync(connection, conversation))
        {
            using var holder = chain.Open(holderRow);
            var id = VaultId.Parse(wrap.KeyId);
            var secret = KeyWrap.Unwrap(holder.Secret, WrapLevel.Conversation, id, holder.Id, (uint)holder.Generation, wrap.Wrapped);
            return new ConversationSecret(id, conversation, wrap.Generation, secret);
        }
        throw new VaultException("keys.unavailable", $"No key of conversation {conversation} is left.");
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(secret);
}
