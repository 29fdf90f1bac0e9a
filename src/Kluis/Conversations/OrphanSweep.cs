using Kluis.Vault;

namespace Kluis.Conversations;

/// <summary>
/// Removes objects without a row: what a crash left between sealing and storing. Their keys were never written down, so
/// nobody can open them; this frees the room.
/// </summary>
sealed class OrphanSweep(IObjectStore objects, ConversationStore store)
{
    const int Batch = 500;

    /// <summary>An upload may take long; younger than this it may still get its row.</summary>
    public static readonly TimeSpan Youngest = TimeSpan.FromHours(24);

    /// <param name="before">Objects written after it are left alone.</param>
    /// <returns>How many were removed.</returns>
    public async Task<int> RunAsync(DateTimeOffset before, CancellationToken stop)
    {
        var removed = 0;
        var batch = new List<StoredObject>(Batch);
        await foreach (var stored in objects.ListAsync(stop))
        {
            if (stored.Written > before)
                continue;
            batch.Add(stored);
            if (batch.Count == Batch)
                removed += await RemoveAsync(batch, stop);
        }
        return removed + await RemoveAsync(batch, stop);
    }

    async Task<int> RemoveAsync(List<StoredObject> batch, CancellationToken stop)
    {
        if (batch.Count == 0)
            return 0;
        var known = await store.ReadAsync(connection => ObjectKeyStore.KnownAsync(connection, batch.ConvertAll(stored => stored.Id.ToString())), stop);
        var orphans = batch.FindAll(stored => stored.Partial || !known.Contains(stored.Id.ToString()));
        foreach (var orphan in orphans)
            await objects.DeleteAsync(orphan.Id, stop);
        batch.Clear();
        return orphans.Count;
    }
}
