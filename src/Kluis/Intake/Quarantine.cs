using System.Text;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Intake;

/// <summary>What is sealed of an item: how it was called and what it came as may name people.</summary>
sealed record ItemDetails(string ContentType, string? ContentEncoding, string? FileName, string? Metadata, string? Detail);

/// <summary>Bytes that came in, sealed under a key of their own before anybody looked at them.</summary>
sealed record Spooled(Guid Id, ConversationSecret Secret, NewObject Content) : IDisposable
{
    public void Dispose() => Secret.Dispose();
}

/// <summary>An item with what is sealed of it. The secret is wiped when disposed.</summary>
sealed record OpenedItem(QuarantineRow Row, ItemDetails Details, ConversationSecret Secret, ObjectKeyRow Content) : IDisposable
{
    public Delivery Delivery => new(Enum.Parse<DeliveryKind>(Row.Kind, ignoreCase: true), Enum.Parse<DeliveryWay>(Row.Way, ignoreCase: true), Details.ContentType)
    {
        ContentEncoding = Details.ContentEncoding,
        FileName = Details.FileName,
        Metadata = Details.Metadata,
    };

    /// <summary>Of the source or of the request; metadata that came along may say another.</summary>
    public Guid? Activity => Row.ActivityId is { } activity ? Guid.Parse(activity) : null;

    public void Dispose() => Secret.Dispose();
}

/// <summary>
/// Where things wait that came in and could not be understood: sealed under the intake key, shown to the officer, tried again
/// or discarded, and gone after thirty days whatever happens.
/// </summary>
sealed class Quarantine(
    QuarantineStore store, ObjectVault vault, IntakeKeys keys, KeyChain chain, IObjectStore objects, Journal journal, Database database, IdSource ids)
{
    /// <summary>How long an item waits for somebody.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Why an item is discarded: one of these, since free text may name people.</summary>
    public static readonly IReadOnlyList<string> Decisions = ["not-a-conversation", "double", "broken", "not-allowed", "test"];

    /// <summary>Seals what comes in before it is looked at. A crash leaves an object that nobody can open, which the sweep removes.</summary>
    public async Task<Spooled> SpoolAsync(Stream content, CancellationToken stop)
    {
        var id = ids.New();
        var secret = ConversationSecret.New(id);
        try
        {
            return new Spooled(id, secret, await vault.SealAsync(content, secret, ObjectKind.Intake, stop));
        }
        catch
        {
            secret.Dispose();
            throw;
        }
    }

    public Task<Stream> OpenAsync(Spooled spooled, CancellationToken stop) => vault.OpenAsync(spooled.Content.Row, spooled.Secret, stop);

    public Task DropAsync(Spooled spooled) => vault.DiscardAsync([spooled.Content]);

    /// <summary>Keeps what could not be understood.</summary>
    public async Task<Guid> KeepAsync(Caller caller, Delivery delivery, Spooled spooled, IntakeRefusal why, CancellationToken stop)
    {
        var details = new ItemDetails(delivery.ContentType, delivery.ContentEncoding, delivery.FileName, delivery.Metadata, why.Detail);
        var value = SealedValue.Seal(spooled.Secret, "quarantine", spooled.Id, details);
        var digest = chain.KeyedDigest([.. "quarantine/v1"u8, .. spooled.Content.Digest, .. Encoding.UTF8.GetBytes(caller.Source ?? "")]);
        QuarantineRow RowOf(IntakeSealed wrap, long now) => new(
            spooled.Id.ToString(), QuarantineStore.Name(ItemState.Waiting), delivery.Kind.ToString().ToLowerInvariant(), delivery.Way.ToString().ToLowerInvariant(),
            caller.Source, (delivery.Activity ?? caller.Activity)?.ToString(), caller.Actor.Id, why.Code, spooled.Content.Size, digest,
            now, now + (long)Longest.TotalMilliseconds, 1, null, null, null, null,
            spooled.Secret.Id.ToString(), wrap.Generation, wrap.Wrapped, spooled.Content.Row.ObjectId, value.RowKey, value.Sealed);
        Guid kept;
        try
        {
            kept = await AddAsync(caller.Actor, RowOf, spooled, stop);
        }
        catch (FaultException fault) when (fault.Code == PairGone)
        {
            // The pair was renewed, and this process had not heard of it.
            await chain.RefreshAsync(stop);
            kept = await AddAsync(caller.Actor, RowOf, spooled, stop);
        }
        if (kept != spooled.Id)
            await DropAsync(spooled);
        return kept;
    }

    const string PairGone = "keys.unavailable";

    /// <returns>The item that waits now.</returns>
    Task<Guid> AddAsync(Actor actor, Func<IntakeSealed, long, QuarantineRow> rowOf, Spooled spooled, CancellationToken stop)
    {
        var wrap = keys.Seal(spooled.Secret.Secret);
        return journal.ChangeAsync(
            actor,
            async change =>
            {
                var row = rowOf(wrap, change.Now);
                // Handed in again, by an import that was broken off or by a sender who saw no answer, it waits once.
                if (await QuarantineStore.FindSameAsync(change, row.Digest) is { } same)
                {
                    change.Record(new AuditEvent(AuditAct.ItemQuarantined) { Target = $"item {same}", Outcome = AuditOutcome.Same });
                    return same;
                }
                if (!await KeyStore.HasAsync(change.Connection, RootKind.Intake, wrap.Generation))
                    throw new FaultException(PairGone, "The intake key was renewed this moment. Try again.");
                await QuarantineStore.AddAsync(change, row);
                change.Add(ObjectKeyStore.RowOf(spooled.Content.Row));
                change.Record(new AuditEvent(AuditAct.ItemQuarantined) { Target = $"item {spooled.Id}", Outcome = AuditOutcome.Refused });
                return spooled.Id;
            },
            stop);
    }

    /// <returns>Null when it does not wait here any more.</returns>
    public async Task<OpenedItem?> OpenAsync(Guid id, CancellationToken stop)
    {
        if (await store.FindAsync(id, stop) is not { Standing: ItemState.Waiting, ObjectId: { } objectId } row)
            return null;
        if (await database.ReadAsync(connection => ObjectKeyStore.FindAsync(connection, objectId), stop) is not { } content)
            return null;
        var secret = ObjectSecrets.Of(keys, row);
        return new OpenedItem(row, new SealedValue(row.RowKey!, row.Sealed!).Open<ItemDetails>(secret, "quarantine", id), secret, content);
    }

    /// <summary>The bytes as they came. Recorded, and durable, before the first of them is read.</summary>
    public async Task<Stream> ReadAsync(Caller caller, OpenedItem item, CancellationToken stop)
    {
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.ItemOpened) { Target = $"item {item.Row.Id}" }, stop);
        return await vault.OpenAsync(item.Content, item.Secret, stop);
    }

    /// <summary>For another try, which is recorded by what comes of it.</summary>
    public Task<Stream> ReadAgainAsync(OpenedItem item, CancellationToken stop) => vault.OpenAsync(item.Content, item.Secret, stop);

    /// <summary>It is a conversation now: the item has served.</summary>
    public Task<bool> StoredAsync(Caller caller, OpenedItem item, Guid conversation, CancellationToken stop) =>
        EndAsync(caller.Actor, item.Row, ItemState.Stored, null, new AuditEvent(AuditAct.ItemRetried) { Target = $"item {item.Row.Id}", Conversation = conversation }, conversation, stop);

    public Task RefusedAgainAsync(Caller caller, OpenedItem item, IntakeRefusal why, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                await QuarantineStore.TriedAsync(change, item.Row.Key, why.Code);
                change.Record(new AuditEvent(AuditAct.ItemRetried) { Target = $"item {item.Row.Id}", Outcome = AuditOutcome.Refused });
                return true;
            },
            stop);

    /// <param name="decision">One of <see cref="Decisions"/>.</param>
    /// <returns>False when it does not wait here any more.</returns>
    public async Task<bool> DiscardAsync(Caller caller, Guid id, string decision, CancellationToken stop) =>
        await store.FindAsync(id, stop) is { Standing: ItemState.Waiting } row
        && await EndAsync(caller.Actor, row, ItemState.Discarded, decision, new AuditEvent(AuditAct.ItemDiscarded) { Target = $"item {id} {decision}" }, null, stop);

    /// <summary>Ends what nobody sorted out in time.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ExpireAsync(DateTimeOffset now, CancellationToken stop)
    {
        const int Batch = 200;
        var ended = 0;
        while (await store.OverdueAsync(now.ToUnixTimeMilliseconds(), Batch, stop) is { Count: > 0 } overdue)
        {
            foreach (var id in overdue)
            {
                if (await store.FindAsync(id, stop) is { Standing: ItemState.Waiting } row)
                    ended += await EndAsync(Actor.Product("quarantine"), row, ItemState.Expired, null, new AuditEvent(AuditAct.ItemExpired) { Target = $"item {id}" }, null, stop) ? 1 : 0;
            }
        }
        return ended;
    }

    // First the key, in one transaction with the entry; then the bytes, which nobody can open any more. A crash between the two
    // leaves an object without a row, which the sweep removes.
    async Task<bool> EndAsync(Actor actor, QuarantineRow row, ItemState state, string? decision, AuditEvent happened, Guid? conversation, CancellationToken stop)
    {
        var ended = await journal.ChangeAsync(
            actor,
            async change =>
            {
                var first = await QuarantineStore.EndAsync(change, row.Key, state, actor.Id, decision, conversation);
                change.Record(first ? happened : happened with { Outcome = AuditOutcome.Same });
                return first;
            },
            stop);
        FaultPoint.Reach("item-ended");
        if (ended)
            await objects.DeleteAsync(VaultId.Parse(row.ObjectId!), CancellationToken.None);
        return ended;
    }
}
