using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Intake;

/// <summary>The key above an object's own, for who checks what is stored: that of its conversation, or of the item that waits in quarantine.</summary>
sealed class ObjectSecrets(Database database, KeyChain chain)
{
    readonly IntakeKeys intake = new(chain);

    /// <summary>The caller disposes the result.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: nobody holds it any more.</exception>
    public async Task<ConversationSecret> OpenAsync(ObjectKeyRow row, CancellationToken stop)
    {
        try
        {
            return await ReadAsync(row, stop);
        }
        catch (VaultException fault) when (fault.Code == "keys.unavailable")
        {
            // A rotation that runs meanwhile has made keys of which a verb, which runs no loops, has not heard.
            await chain.RefreshAsync(stop);
            return await ReadAsync(row, stop);
        }
    }

    Task<ConversationSecret> ReadAsync(ObjectKeyRow row, CancellationToken stop)
    {
        var owner = Guid.Parse(row.ConversationId);
        return database.ReadAsync(
            async connection => (ObjectKind)row.Kind != ObjectKind.Intake ? await ConversationSecret.OpenAsync(connection, chain, owner)
                : await QuarantineStore.FindAsync(connection, owner) is { Standing: ItemState.Waiting } item ? Of(intake, item)
                : throw new VaultException("keys.unavailable", $"Item {owner} does not wait any more."),
            stop);
    }

    /// <summary>The key of an item that waits.</summary>
    public static ConversationSecret Of(IntakeKeys keys, QuarantineRow item) =>
        new(VaultId.Parse(item.KeyId), item.Key, 1, keys.Open(new IntakeSealed(item.IntakeGeneration!.Value, item.Wrapped!)));
}
