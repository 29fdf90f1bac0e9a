using System.Buffers.Text;
using System.Data.Common;
using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Retention;

/// <summary>
/// Destroys, in an order that a crash cannot turn into something half-done: the ledger first, then keys and rows, then the objects,
/// then a look whether they are gone.
/// </summary>
sealed class Eraser(ErasureStore store, Ledger ledger, ActivityStore activities, KeyChain chain, Journal journal, IObjectStore objects, IdSource ids)
{
    public static readonly Actor By = Actor.Product("retention");

    /// <summary>Writes down what goes at this moment because its term has ended; nothing is gone yet.</summary>
    /// <returns>Null: nothing is due.</returns>
    public async Task<Erasure?> BeginDueAsync(DateTimeOffset now, CancellationToken stop)
    {
        var due = now.ToUnixTimeMilliseconds();
        if (!await store.IsAnyDueAsync(due, stop))
            return null;
        var id = await journal.ChangeAsync<string?>(
            By,
            async change =>
            {
                var id = ids.New().ToString();
                await ErasureStore.BeginAsync(change.Connection, id, ErasureGround.Term, By.Id, change.Now);
                await LegalHoldStore.RenewAsync(change.Connection);
                await ErasureStore.ChooseDueAsync(change.Connection, id, due);
                if (!await ErasureStore.HasItemsAsync(change.Connection, id))
                {
                    // What seemed due is held, as a record that was merged with somebody who is.
                    await ErasureStore.DropAsync(change.Connection, id);
                    change.Record(new AuditEvent(AuditAct.ErasureStarted) { Outcome = AuditOutcome.Same });
                    return null;
                }
                await EnterAsync(change, id, ErasureGround.Term);
                return id;
            },
            stop);
        if (id is null)
            return null;
        FaultPoint.Reach("ledger-written");
        return await store.FindAsync(Guid.Parse(id), stop);
    }

    /// <summary>Carries out what the ledger says, from wherever it stands.</summary>
    /// <exception cref="VaultException">An object cannot be deleted now; it is tried again.</exception>
    public async Task FinishAsync(Erasure erasure, CancellationToken stop)
    {
        // 1. Keys, rows and index, in one change.
        if (erasure.Standing == ErasureState.Begun)
            await DestroyAsync(erasure.Id, stop);
        FaultPoint.Reach("keys-destroyed");
        if (await store.LeftAsync(erasure.Id, stop) is > 0 and var left)
            throw new FaultException("storage.unavailable", $"Of erasure {erasure.Id} {left} rows were deleted and are still there.");
        // 2. The objects, which nobody can open any more; and a look for each.
        try
        {
            foreach (var stored in await store.ObjectsAsync(erasure.Id, stop))
                await DeleteAsync(VaultId.Parse(stored), stop);
        }
        catch (VaultException fault)
        {
            await store.FailAsync(erasure.Id, fault.Code, stop);
            throw;
        }
        FaultPoint.Reach("objects-deleted");
        // 3. Done: the certificate can be given.
        await journal.ChangeAsync(
            By,
            async change =>
            {
                await ErasureStore.FinishAsync(change.Connection, erasure.Id, change.Now);
                change.Record(new AuditEvent(AuditAct.ErasureFinished) { Target = erasure.Id });
                return true;
            },
            stop);
    }

    // The entry in the ledger is in the same change as the choice: what stands there is what goes.
    async Task EnterAsync(Change change, string id, string ground)
    {
        var keys = await ErasureStore.KeysAsync(change.Connection, id);
        var (scope, bytes, stored) = await ErasureStore.ScopeAsync(change.Connection, id);
        var leaf = new LedgerLeaf { At = change.Now, Id = id, Keys = keys.ConvertAll(key => Base64Url.EncodeToString(Convert.FromHexString(key))), Scope = scope, Why = ground };
        var seq = await ledger.AppendAsync(change, leaf.Write());
        await ErasureStore.EnterAsync(change.Connection, id, seq, scope, bytes, stored);
        change.Record(new AuditEvent(AuditAct.ErasureStarted) { Target = id });
    }

    Task<bool> DestroyAsync(string id, CancellationToken stop) => journal.ChangeAsync(
        By,
        async change =>
        {
            await KeepPeopleAsync(change.Connection, await ErasureStore.LeavingAsync(change.Connection, id));
            foreach (var (uuid, conversation) in await ErasureStore.LeavingVconsAsync(change.Connection, id))
                change.Add(ConversationStore.ReceivedRowOf(ReceivedDigest.OfUuid(chain, uuid), conversation));
            await change.SendAsync();
            await ErasureStore.BuryAsync(change.Connection, id, change.Now);
            await ErasureStore.DestroyAsync(change.Connection, id, change.Now);
            change.Record(new AuditEvent(AuditAct.ErasureDestroyed) { Target = id });
            return true;
        },
        stop);

    async Task KeepPeopleAsync(DbConnection connection, List<LeavingParty> leaving)
    {
        foreach (var activity in leaving.GroupBy(one => one.ActivityId))
        {
            var terms = await activities.FindAsync(connection, Guid.Parse(activity.Key));
            foreach (var person in activity.GroupBy(one => one.SubjectId))
            {
                var last = DateTimeOffset.FromUnixTimeMilliseconds(person.Max(one => one.StartedAt));
                await ErasureStore.KeepPersonAsync(connection, person.Key, terms!.EraseAfter(PartKind.Profile, last).ToUnixTimeMilliseconds());
            }
        }
    }

    async Task DeleteAsync(VaultId id, CancellationToken stop)
    {
        await objects.DeleteAsync(id, stop);
        if (await objects.DeleteAsync(id, stop))
            throw new VaultException("storage.unavailable", $"Object {id} was deleted and is still there.");
    }
}
