using System.Data.Common;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>
/// The only way to change state: rows and their audit entry commit together or not at all. And the only way to say that
/// content was opened: the entry is durable before the first byte of plaintext leaves.
/// </summary>
sealed class Journal(Database database, AuditStore store, TimeProvider time)
{
    /// <summary>Runs <paramref name="change"/> in one transaction. It does SQL only, since it may run more than once.</summary>
    /// <exception cref="InvalidOperationException">The change recorded no audit event: nothing is committed.</exception>
    public Task<T> ChangeAsync<T>(Actor actor, Func<Change, Task<T>> change, CancellationToken stop = default) =>
        database.WriteAsync(
            async connection =>
            {
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                var running = new Change(database, connection, now);
                var result = await change(running);
                if (running.Events.Count == 0)
                    throw new InvalidOperationException("A change without an audit event is not committed. Record what happened.");
                foreach (var happened in running.Events)
                    await store.AppendAsync(running, actor, happened);
                await running.SendAsync();
                FaultPoint.Reach("rows-written");
                return result;
            },
            stop);

    /// <summary>Writes entries that change nothing: something was seen, opened, refused.</summary>
    public Task OpenedAsync(Actor actor, AuditEvent happened, CancellationToken stop = default) =>
        store.AppendAsync(database, actor, happened, time.GetUtcNow().ToUnixTimeMilliseconds(), stop);
}

/// <summary>What a change may use: the connection of its transaction, the moment it counts as, and the pen.</summary>
sealed class Change(Database database, DbConnection connection, long now)
{
    readonly List<AuditEvent> events = [];
    readonly List<NewRow> rows = [];
    readonly Dictionary<Guid, RootKeyRow> keys = [];

    /// <summary>For what reads and changes rows.</summary>
    /// <exception cref="InvalidOperationException">Rows were added and not sent: what is read would not have them.</exception>
    public DbConnection Connection => rows.Count == 0 ? connection : throw new InvalidOperationException("Send the rows that were added before anything else is asked of the database.");

    /// <summary>UTC milliseconds; the same in rows and entries.</summary>
    public long Now { get; } = now;

    public IReadOnlyList<AuditEvent> Events => events;

    public void Record(AuditEvent happened) => events.Add(happened);

    /// <summary>Adds a row; it goes to the database with those that are added after it, at the latest when the change ends.</summary>
    public void Add(NewRow row) => rows.Add(row);

    /// <summary>Sends the rows that were added, for who reads on.</summary>
    public async Task SendAsync()
    {
        if (rows.Count == 0)
            return;
        await database.InsertAsync(connection, rows);
        rows.Clear();
    }

    /// <summary>The key of a person, wrapped, as this change read or made it: the entry about them is sealed under it.</summary>
    public void KeepKey(Guid subject, RootKeyRow key) => keys[subject] = key;

    public RootKeyRow? KeyOf(Guid subject) => keys.GetValueOrDefault(subject);
}
