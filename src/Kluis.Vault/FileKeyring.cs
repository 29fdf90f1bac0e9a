using System.Security.Cryptography;
using System.Text;

namespace Kluis.Vault;

/// <summary>A keyring in one file, the default of an installation without a key server.</summary>
/// <remarks>
/// JSON of mode 0600 that holds every named key sealed under a key from the secret, the highest erasure ledger and the
/// highest time seen, and a code over all of it. Each call reads the file, so several processes may use it. A change
/// writes a new file, syncs it, exchanges the names, overwrites the old content and removes it; on a solid state disk
/// or a copying file system old blocks may survive that. Keep it out of ordinary backups: an old copy revives what was
/// destroyed.
/// </remarks>
public sealed class FileKeyring : IKeyring, IDisposable
{
    const int MaxName = 64;

    readonly KeyringFile file;
    readonly TimeProvider time;

    FileKeyring(KeyringFile file, TimeProvider time) => (this.file, this.time) = (file, time);

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => [.. file.Read().Keys.Select(key => key.Name)];

    /// <summary>Leaves of the largest erasure ledger seen.</summary>
    public long LedgerSize => file.Read().LedgerSize;

    /// <summary>Root of that ledger; null before the first <see cref="RaiseLedgerHead"/>.</summary>
    public ReadOnlyMemory<byte>? LedgerHead => file.Read().LedgerHead?.AsMemory();

    /// <summary>The latest time seen (UTC); a clock behind it was set back.</summary>
    public DateTimeOffset HighestTimeSeen => file.Read().HighestTime;

    static ReadOnlySpan<byte> EntryLabel => "kluis/keyring/entry/v1"u8;

    static ReadOnlySpan<byte> WrapLabel => "kluis/keyring/wrap/v1"u8;

    /// <summary>Makes a new keyring; one that exists is not touched.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="secret">What will open it.</param>
    /// <param name="time">Tells when keys are made.</param>
    /// <param name="forbiddenFolder">The data folder: a keyring beside the data it opens would go along in every
    /// backup, so there it is refused, links followed.</param>
    /// <exception cref="VaultException"><c>keys.unavailable</c>.</exception>
    public static FileKeyring CreateNew(
        string path, KeyringSecret secret, TimeProvider time, string? forbiddenFolder = null)
    {
        RefuseFolder(path, forbiddenFolder);
        if (File.Exists(path))
            throw VaultException.Keys($"There is a keyring {path} already.");
        return Attempt(path, () =>
        {
            var derivation = secret.NewDerivation();
            var state = KeyringState.New(derivation, time.GetUtcNow());
            return Start(new(path, secret.Master(derivation)), time, file => file.Create(state));
        });
    }

    /// <summary>Opens a keyring. A passphrase takes some tenths of a second.</summary>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: missing, open to other accounts, damaged, changed, or
    /// another secret.</exception>
    public static FileKeyring Open(string path, KeyringSecret secret, TimeProvider time, string? forbiddenFolder = null)
    {
        RefuseFolder(path, forbiddenFolder);
        return Attempt(path, () =>
        {
            var derivation = KeyringState.Parse(DurableFile.ReadPrivate(path)).Kdf;
            // A change of nothing proves the secret and clears what a crash has left.
            return Start(new(path, secret.Master(derivation)), time, file => file.Change(state => state));
        });
    }

    /// <inheritdoc/>
    public void Create(string name)
    {
        RequireName(name);
        file.Change(state => Find(state, name) is null
            ? state with { Keys = [.. state.Keys, NewEntry(name)] }
            : throw VaultException.Keys($"The keyring has a key {name} already."));
    }

    /// <inheritdoc/>
    public byte[] Wrap(string name, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> key32)
    {
        if (key32.Length != SecretBytes.Size)
            throw new ArgumentException("A key is 32 bytes.", nameof(key32));
        using var key = Open(name);
        return Envelope.Seal(key.Span, Bind(WrapLabel, name, aad), key32);
    }

    /// <inheritdoc/>
    public byte[] Unwrap(string name, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> wrapped)
    {
        using var key = Open(name);
        return Envelope.TryOpen(key.Span, Bind(WrapLabel, name, aad), wrapped) is { Length: SecretBytes.Size } result
            ? result
            : throw VaultException.Keys($"The wrap does not open under key {name} of the keyring.");
    }

    /// <inheritdoc/>
    public void Destroy(string name) => file.Change(state => Find(state, name) is { } entry
        ? state with { Keys = [.. state.Keys.Where(key => key != entry)] }
        : state);

    /// <summary>Remembers the head of an erasure ledger, so that an older copy is recognised for ever.</summary>
    /// <param name="size">Leaves of the ledger.</param>
    /// <param name="root">Its root hash.</param>
    /// <exception cref="VaultException"><c>keys.unavailable</c>: smaller than the largest seen, or of that size with
    /// another root; the ledger was rolled back or forged.</exception>
    public void RaiseLedgerHead(long size, ReadOnlySpan<byte> root)
    {
        var head = root.ToArray();
        file.Change(state =>
        {
            if (size == state.LedgerSize && Same(state.LedgerHead, head))
                return state;
            if (size < state.LedgerSize || (size == state.LedgerSize && state.LedgerHead is not null))
                throw VaultException.Keys($"A ledger of {size} leaves is older than the {state.LedgerSize} that the "
                    + "keyring has seen, or another one.");
            return state with { LedgerSize = size, LedgerHead = head };
        });
    }

    /// <summary>Remembers the time, unless a later one was seen.</summary>
    public void RaiseTime(DateTimeOffset now) => file.Change(state => now > state.HighestTime
        ? state with { HighestTime = now.ToUniversalTime() }
        : state);

    /// <summary>Zeroes the keyring's keys in memory.</summary>
    public void Dispose() => file.Dispose();

    static bool Same(byte[]? one, byte[] other) => one is not null && one.AsSpan().SequenceEqual(other);

    static KeyringEntry? Find(KeyringState state, string name) => state.Keys.FirstOrDefault(key => key.Name == name);

    static byte[] Bind(ReadOnlySpan<byte> label, string name, ReadOnlySpan<byte> aad) =>
        [.. label, .. Encoding.UTF8.GetBytes(name), 0, .. aad];

    static void RequireName(string name)
    {
        // Letters that no file format, log or terminal changes.
        if (name is not { Length: > 0 and <= MaxName }
            || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
            throw new ArgumentException("A key's name has 1 to 64 of a-z, 0-9, dash and dot.", nameof(name));
    }

    static void RefuseFolder(string path, string? forbidden)
    {
        if (forbidden is null)
            return;
        var inside = Path.GetRelativePath(DurableFile.RealPath(forbidden), DurableFile.RealPath(path));
        if (inside != ".." && !inside.StartsWith("../", StringComparison.Ordinal))
            throw VaultException.Keys($"The keyring {path} must not lie under the data folder {forbidden}: every "
                + "backup of the data would contain its keys.");
    }

    static FileKeyring Start(KeyringFile file, TimeProvider time, Action<KeyringFile> first)
    {
        try
        {
            first(file);
            return new(file, time);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static FileKeyring Attempt(string path, Func<FileKeyring> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (StorageFault.Is(fault))
        {
            throw VaultException.Keys($"The keyring {path} or its key file cannot be read or written.", fault);
        }
    }

    KeyringEntry NewEntry(string name)
    {
        Span<byte> key = stackalloc byte[SecretBytes.Size];
        RandomNumberGenerator.Fill(key);
        var entry = new KeyringEntry(
            name, time.GetUtcNow(), Envelope.Seal(file.SealKey, Bind(EntryLabel, name, []), key));
        CryptographicOperations.ZeroMemory(key);
        return entry;
    }

    SecretBytes Open(string name)
    {
        var entry = Find(file.Read(), name) ?? throw VaultException.Keys($"The keyring has no key {name}.");
        var key = Envelope.TryOpen(file.SealKey, Bind(EntryLabel, name, []), entry.Sealed)
            ?? throw VaultException.Keys($"Key {name} of the keyring does not open.");
        var secret = new SecretBytes(key);
        CryptographicOperations.ZeroMemory(key);
        return secret;
    }
}
