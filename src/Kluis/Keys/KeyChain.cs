using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Keys;

/// <summary>
/// Opens what hangs below the keyring: epoch keys, and the few root keys of the house (index, audit, account, log, intake), which
/// stay in memory. Keys of people, conversations and objects are never kept: every opening reads their rows, so that an
/// erasure holds on every node at once.
/// </summary>
sealed class KeyChain(Installation installation, IKeyring keyring, KeyStore store, TimeProvider time)
{
    static readonly TimeSpan announcement = TimeSpan.FromSeconds(3);

    readonly ConcurrentDictionary<long, byte[]> epochKeys = [];
    readonly ConcurrentDictionary<RootKind, RootKey[]> houseKeys = [];

    public Installation Installation { get; } = installation;

    public long CurrentEpoch { get; private set; }

    /// <summary>Loads epochs and house keys; makes the first ones on an empty installation.</summary>
    public async Task OpenAsync(CancellationToken stop)
    {
        if ((await store.EpochsAsync(stop)).Count == 0)
            await store.AddEpochAsync(NewEpoch(1), stop);
        await RefreshAsync(stop);
        foreach (var kind in new[] { RootKind.Index, RootKind.Audit, RootKind.Account, RootKind.Log, RootKind.Intake })
            await LoadHouseKeyAsync(kind, stop);
    }

    /// <summary>Learns of an epoch, and of a pair of the intake key, that another process has made; until then what hangs below it does not open here.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        foreach (var epoch in await store.EpochsAsync(stop))
        {
            if (!epochKeys.ContainsKey(epoch.Epoch))
                epochKeys[epoch.Epoch] = keyring.Unwrap(epoch.KeyringName, EpochBinding(epoch.Epoch), epoch.Wrapped);
        }
        CurrentEpoch = epochKeys.Keys.Max();
        if (houseKeys.ContainsKey(RootKind.Intake))
            await LearnHouseKeysAsync(RootKind.Intake, stop);
    }

    /// <summary>Learns of a new epoch or pair, and waits until the other nodes have: they look once a second. What is wrapped under it after that, all can open.</summary>
    public async Task AnnounceAsync(CancellationToken stop)
    {
        await RefreshAsync(stop);
        await Task.Delay(announcement, time, stop);
    }

    /// <summary>The newest house key of this kind.</summary>
    public RootKey House(RootKind kind) => houseKeys[kind][^1];

    /// <summary>All house keys of this kind, oldest first: a blind index under rotation has two.</summary>
    public IReadOnlyList<RootKey> AllOf(RootKind kind) => houseKeys[kind];

    /// <summary>
    /// Knows bytes again without keeping what they were: who has the database cannot test whether something they know is in it.
    /// </summary>
    /// <param name="labelled">What is to be known again, behind a label of its own for each use.</param>
    public byte[] KeyedDigest(ReadOnlySpan<byte> labelled) => HMACSHA256.HashData(AllOf(RootKind.Index)[0].Secret, labelled);

    public (RootKey Key, RootKeyRow Row) NewRoot(RootKind kind, long generation = 1)
    {
        var root = new RootKey(VaultId.New(), kind, generation, kind == RootKind.Intake ? IntakeWrap.NewPrivate() : RandomNumberGenerator.GetBytes(32));
        return (root, Wrap(root, CurrentEpoch));
    }

    public RootKey Open(RootKeyRow row)
    {
        if (!epochKeys.TryGetValue(row.Epoch, out var epochKey))
            throw new VaultException("keys.unavailable", $"The keyring has no key for epoch {row.Epoch}, which key {row.Id} needs.");
        var id = VaultId.Parse(row.Id);
        var secret = KeyWrap.Unwrap(epochKey, WrapLevel.Root, id, Installation.OrganisationId, (uint)row.Epoch, row.Wrapped);
        return new RootKey(id, Enum.Parse<RootKind>(row.Kind, ignoreCase: true), row.Generation, secret);
    }

    /// <summary>
    /// Wraps every root key anew under the current epoch, ten thousand a transaction; interrupted, it goes on where it was. No
    /// object is touched. The old epoch's key stays until backups no longer need it.
    /// </summary>
    /// <returns>How many keys were wrapped anew.</returns>
    public async Task<long> RewrapAsync(Action<long> progress, CancellationToken stop)
    {
        long rewrapped = 0;
        for (var count = 1; count > 0; progress(rewrapped))
        {
            count = await store.RewrapAsync(CurrentEpoch, 10_000, Rewrap, stop);
            rewrapped += count;
            FaultPoint.Reach("keys-rewrapped");
        }
        return rewrapped;
    }

    /// <summary>The row of the next epoch, for the change that announces it; its key is in the keyring before the row is.</summary>
    public EpochRow NextEpoch() => NewEpoch(CurrentEpoch + 1);

    RootKeyRow Rewrap(RootKeyRow row)
    {
        using var root = Open(row);
        return Wrap(root, CurrentEpoch);
    }

    RootKeyRow Wrap(RootKey root, long epoch) => new(
        root.Id.ToString(),
        root.Kind.ToString().ToLowerInvariant(),
        epoch,
        root.Generation,
        KeyWrap.Wrap(epochKeys[epoch], WrapLevel.Root, root.Id, Installation.OrganisationId, (uint)epoch, root.Secret));

    async Task LoadHouseKeyAsync(RootKind kind, CancellationToken stop)
    {
        var rows = await store.HouseKeysAsync(kind, stop);
        if (rows.Count == 0)
        {
            var (root, row) = NewRoot(kind);
            root.Dispose();
            await store.AddHouseKeyAsync(row, stop);
            rows = await store.HouseKeysAsync(kind, stop);
        }
        houseKeys[kind] = [.. rows.Select(Open)];
    }

    // What is open already stays open: somebody may be using it.
    async Task LearnHouseKeysAsync(RootKind kind, CancellationToken stop)
    {
        var known = houseKeys[kind].ToDictionary(key => key.Id.ToString(), StringComparer.Ordinal);
        var rows = await store.HouseKeysAsync(kind, stop);
        if (rows.Count > 0 && (rows.Count != known.Count || rows.Exists(row => !known.ContainsKey(row.Id))))
            houseKeys[kind] = [.. rows.Select(row => known.GetValueOrDefault(row.Id) ?? Open(row))];
    }

    EpochRow NewEpoch(long epoch)
    {
        // The organisation is part of the name: one keyring may serve a restored copy beside the original.
        var name = $"kluis-kek-{Installation.OrganisationId.ToString()[..8]}-{epoch}";
        MakeIfMissing(name);
        var wrapped = keyring.Wrap(name, EpochBinding(epoch), RandomNumberGenerator.GetBytes(32));
        return new EpochRow(epoch, name, wrapped, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    void MakeIfMissing(string name)
    {
        try
        {
            if (!keyring.Names.Contains(name))
                keyring.Create(name);
        }
        catch (VaultException) when (keyring.Names.Contains(name))
        {
            // Another node that starts now was faster. Whose it is does not matter.
        }
    }

    byte[] EpochBinding(long epoch) =>
        [.. Encoding.ASCII.GetBytes("kluis/epoch/v1"), .. Installation.OrganisationId.ToArray(), .. BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(epoch))];
}
