using System.Security.Cryptography;
using Kluis.Keys;
using Kluis.Vault;

namespace Kluis.Conversations;

enum ObjectFault
{
    /// <summary>It has a row, and does not lie in the store.</summary>
    Missing,

    /// <summary>It does not open under its key, or holds other bytes than on the first day.</summary>
    Damaged,

    /// <summary>It lies in the store, and has no row.</summary>
    Extra,
}

/// <summary>What the check saw in all.</summary>
sealed record CheckedObjects(long Count, long Bytes, long Missing, long Damaged, long Extra)
{
    public bool Yes => Missing + Damaged + Extra == 0;
}

/// <summary>
/// Holds the store against the inventory in the database, both ways: every object is read to its end and compared with the
/// digest of the day it came in. What comes or goes meanwhile is looked up once more before it is called a fault.
/// </summary>
/// <param name="secretOf">Opens the key above an object's own.</param>
sealed class ObjectCheck(ConversationStore store, IObjectStore objects, ObjectVault vault, Func<ObjectKeyRow, CancellationToken, Task<ConversationSecret>> secretOf)
{
    const int RowBatch = 50, NameBatch = 500;

    /// <param name="found">Told each fault with the id of its object.</param>
    /// <param name="progress">Told how many objects were read.</param>
    public async Task<CheckedObjects> RunAsync(Action<ObjectFault, string> found, Action<long> progress, CancellationToken stop)
    {
        // 1. What lies there without a row; it may yet get one while the others are read.
        var strangers = await StrangersAsync(stop);
        // 2. What has a row, and a part whose object has none.
        var done = await ReadAllAsync(found, progress, stop);
        foreach (var lost in await store.ReadAsync(ObjectKeyStore.WithoutKeyAsync, stop))
            done = Add(done, ObjectFault.Missing, lost, found);
        // 3. What still has no row, and still lies there.
        foreach (var stranger in await WithoutRowAsync(strangers, stop))
        {
            if (await LiesThereAsync(stranger, stop))
                done = Add(done, ObjectFault.Extra, stranger, found);
        }
        return done;
    }

    async Task<List<string>> StrangersAsync(CancellationToken stop)
    {
        var strangers = new List<string>();
        var batch = new List<string>(NameBatch);
        await foreach (var stored in objects.ListAsync(stop))
        {
            // A writing that runs is not an object yet; one that was broken off is the sweep's.
            if (stored.Partial)
                continue;
            batch.Add(stored.Id.ToString());
            if (batch.Count < NameBatch)
                continue;
            strangers.AddRange(await WithoutRowAsync(batch, stop));
            batch.Clear();
        }
        strangers.AddRange(await WithoutRowAsync(batch, stop));
        return strangers;
    }

    async Task<List<string>> WithoutRowAsync(List<string> ids, CancellationToken stop)
    {
        var without = new List<string>();
        foreach (var some in ids.Chunk(NameBatch))
        {
            var known = await store.ReadAsync(connection => ObjectKeyStore.KnownAsync(connection, some), stop);
            without.AddRange(some.Where(id => !known.Contains(id)));
        }
        return without;
    }

    async Task<CheckedObjects> ReadAllAsync(Action<ObjectFault, string> found, Action<long> progress, CancellationToken stop)
    {
        var done = new CheckedObjects(0, 0, 0, 0, 0);
        for (var after = ""; ;)
        {
            var rows = await store.ReadAsync(connection => ObjectKeyStore.PageAsync(connection, after, RowBatch), stop);
            if (rows.Count == 0)
                return done;
            foreach (var row in rows)
            {
                if (await FaultOfAsync(row, stop) is { } fault && await HasRowAsync(row, stop))
                    done = Add(done, fault, row.ObjectId, found);
                done = done with { Count = done.Count + 1, Bytes = done.Bytes + row.Size };
                progress(done.Count);
            }
            after = rows[^1].ObjectId;
        }
    }

    async Task<ObjectFault?> FaultOfAsync(ObjectKeyRow row, CancellationToken stop)
    {
        try
        {
            using var secret = await secretOf(row, stop);
            await using var plain = await vault.OpenAsync(row, secret, stop);
            var digest = await SHA256.HashDataAsync(plain, stop);
            return digest.AsSpan().SequenceEqual(ObjectVault.DigestOf(row, secret)) ? null : ObjectFault.Damaged;
        }
        catch (VaultException fault) when (fault.Code == "object.missing")
        {
            return ObjectFault.Missing;
        }
        catch (VaultException fault) when (fault.Code is "object.tampered" or "keys.unavailable")
        {
            return ObjectFault.Damaged;
        }
    }

    // Erased while it was read: then it is right that it does not open.
    async Task<bool> HasRowAsync(ObjectKeyRow row, CancellationToken stop) => (await WithoutRowAsync([row.ObjectId], stop)).Count == 0;

    async Task<bool> LiesThereAsync(string id, CancellationToken stop)
    {
        try
        {
            await (await objects.OpenAsync(VaultId.Parse(id), stop)).DisposeAsync();
            return true;
        }
        catch (VaultException fault) when (fault.Code == "object.missing")
        {
            return false;
        }
    }

    static CheckedObjects Add(CheckedObjects done, ObjectFault fault, string id, Action<ObjectFault, string> found)
    {
        found(fault, id);
        return fault switch
        {
            ObjectFault.Missing => done with { Missing = done.Missing + 1 },
            ObjectFault.Damaged => done with { Damaged = done.Damaged + 1 },
            ObjectFault.Extra => done with { Extra = done.Extra + 1 },
        };
    }
}
