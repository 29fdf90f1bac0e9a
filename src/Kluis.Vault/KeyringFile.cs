using System.Security.Cryptography;

namespace Kluis.Vault;

/// <summary>The keyring's file: read whole, replaced whole, by one process at a time.</summary>
sealed class KeyringFile(string path, SecretBytes master) : IDisposable
{
    readonly SecretBytes macKey = Derive(master, "mac"u8);
    readonly SecretBytes sealKey = Derive(master, "seal"u8);

    /// <summary>The key that seals the named keys.</summary>
    public ReadOnlySpan<byte> SealKey => sealKey.Span;

    string Spare => path + ".new";

    /// <summary>The state on the disk: always read, so that a key another process destroyed is gone here.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: missing, too open, damaged, changed by a stranger, or
    /// another secret.</exception>
    public KeyringState Read() => Attempt(() =>
    {
        var state = KeyringState.Parse(DurableFile.ReadPrivate(path));
        return state.IsAuthentic(macKey.Span)
            ? state
            : throw VaultException.Keys("The secret does not open the keyring, or the keyring was changed.");
    });

    /// <summary>Writes the first state.</summary>
    public void Create(KeyringState state) => Attempt(() =>
    {
        DurableFile.Write(path, state.ToJson(macKey.Span));
        return state;
    });

    /// <summary>Replaces the state and destroys the old one; the same state back means no change.</summary>
    public void Change(Func<KeyringState, KeyringState> change) => Attempt(() =>
    {
        using var folder = FolderLock.Take(DurableFile.FolderOf(path));
        Clear();
        var state = Read();
        var next = change(state);
        if (next != state)
            Replace(next);
        return next;
    });

    public void Dispose()
    {
        macKey.Dispose();
        sealKey.Dispose();
        master.Dispose();
    }

    // 1. The new file is complete and on the disk. 2. The two names are exchanged in one step, so there is always a
    // keyring. 3. What now has the other name is the old content: overwritten, then removed.
    void Replace(KeyringState state)
    {
        DurableFile.Write(Spare, state.ToJson(macKey.Span));
        DurableFile.Exchange(Spare, path);
        Clear();
    }

    // A crash leaves a spare: an unfinished new content or the old one. Either has to go.
    void Clear()
    {
        if (File.Exists(Spare))
            DurableFile.Shred(Spare);
    }

    static SecretBytes Derive(SecretBytes master, ReadOnlySpan<byte> use)
    {
        Span<byte> key = stackalloc byte[SecretBytes.Size];
        HMACSHA256.HashData(master.Span, use, key);
        var secret = new SecretBytes(key);
        CryptographicOperations.ZeroMemory(key);
        return secret;
    }

    KeyringState Attempt(Func<KeyringState> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw VaultException.Keys($"The keyring {path} cannot be read or written.", fault);
        }
    }
}
