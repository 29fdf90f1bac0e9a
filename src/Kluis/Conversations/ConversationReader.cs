using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Conversations;

enum ReadRefusal
{
    None,
    NotFound,

    /// <summary>It was destroyed; said to who may see every conversation.</summary>
    Gone,
    OutsideScope,
    PurposeRequired,
    PurposeNotAllowed,

    /// <summary>The protection class leaves this role no content.</summary>
    Protected,
    OpeningExpired,
    NoSuchPart,
}

static class ReadRefusals
{
    public static string Code(this ReadRefusal refusal) => refusal switch
    {
        ReadRefusal.None => throw new InvalidOperationException("Not a refusal."),
        ReadRefusal.NotFound => "conversation.not-found",
        ReadRefusal.Gone => "conversation.gone",
        ReadRefusal.OutsideScope => "scope.outside",
        ReadRefusal.PurposeRequired => "purpose.required",
        ReadRefusal.PurposeNotAllowed => "purpose.not-allowed",
        ReadRefusal.Protected => "protection.not-allowed",
        ReadRefusal.OpeningExpired => "opening.expired",
        ReadRefusal.NoSuchPart => "recording.not-found",
    };
}

/// <summary>Who took part, as far as the caller may see it.</summary>
sealed record PartyFacts(int Position, bool IsStaff, string? Role, string? AgentId, Guid DataSubject, JsonObject Fields);

/// <summary>Everything about a conversation but what was said.</summary>
sealed record ConversationFacts(
    ConversationRow Row, ProcessingActivity Activity, IReadOnlyList<PartyFacts> Parties, IReadOnlyList<PartRow> Parts, CallRow? Call, CallFacts? CallFacts, SpecialMark? Special)
{
    /// <summary>How closely the content is guarded: as its activity says, and as closely as can be while special categories are in it.</summary>
    public ProtectionClass Protection => Special is null ? Activity.Protection : ProtectionClass.High;

    /// <summary>For what the content may be opened: what the activity allows and the protection leaves.</summary>
    public IReadOnlyList<string> Purposes => OpeningRule.Remaining(Protection, Activity.OpeningPurposes);

    public Guid? Customer => Parties.FirstOrDefault(party => !party.IsStaff)?.DataSubject;

    public IEnumerable<PartRow> Recordings => Parts.Where(part => part.Kind == "recording" && part.ObjectId is not null);

    public DateTimeOffset GoneAt => DateTimeOffset.FromUnixTimeMilliseconds(
        Parts.Select(part => part.EraseAfter).Append(Call?.EraseAfter ?? 0).DefaultIfEmpty().Max());
}

/// <summary>Content that may be read now; the stream is the caller's to dispose.</summary>
sealed record OpenContent(PartRow Part, Stream Stream, byte[] Digest);

/// <summary>
/// The only door to content. In this order: permission, scope, protection, purpose, then the audit entry, durable; then the vault.
/// </summary>
sealed class ConversationReader(
    ConversationStore store, ActivityStore activities, SpecialMarkStore specials, TombstoneStore tombstones, OpeningStore openings, ObjectVault vault, KeyChain chain, Journal journal, TimeProvider time)
{
    long opened;

    /// <summary>How often the vault was opened through this door since the start.</summary>
    public long Opened => Interlocked.Read(ref opened);

    /// <summary>Facts without content; recorded as a view.</summary>
    public async Task<(ReadRefusal Refusal, ConversationFacts? Facts)> ViewAsync(Caller caller, Guid id, CancellationToken stop)
    {
        var (refusal, facts) = await FactsAsync(caller, id, Permission.Search, stop);
        if (facts is not null)
            await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.ConversationViewed) { Conversation = id, DataSubject = facts.Customer }, stop);
        return (refusal, facts);
    }

    /// <summary>Facts for who adds to a conversation. Nothing is shown, so only a refusal is recorded here.</summary>
    public Task<(ReadRefusal Refusal, ConversationFacts? Facts)> FindAsync(Caller caller, Guid id, Permission permission, CancellationToken stop) =>
        FactsAsync(caller, id, permission, stop);

    /// <summary>
    /// Opens a conversation for a purpose, for as long as its protection lets it: one entry in the log, durable before anything of the content
    /// can be read. Asked again within that time, it is the same opening.
    /// </summary>
    public async Task<(ReadRefusal Refusal, Opening? Opening)> OpenAsync(Guid id, Caller caller, string? purpose, CancellationToken stop)
    {
        // 1. Permission and scope.
        var (refusal, facts) = await FactsAsync(caller, id, Permission.OpenContent, stop);
        if (facts is null)
            return (refusal, null);
        // 2. A role that the protection leaves, and a purpose that the activity allows and the protection leaves.
        if (OpeningRule.Decide(caller.Role, facts.Protection, facts.Activity.OpeningPurposes, purpose) is var refused && refused != ReadRefusal.None)
            return (await DeniedAsync(caller, facts, refused, stop), null);
        // 3. The same opening, while it runs.
        var now = time.GetUtcNow();
        var running = await openings.FindRunningAsync(caller.Actor.Id, id, purpose!, now.ToUnixTimeMilliseconds(), stop);
        if (running is not null && OpeningRule.Lasts(facts.Protection, running, now))
            return (ReadRefusal.None, running);
        // 4. The audit entry, and the opening with it.
        var opening = await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                // One that a stricter protection has cut short makes room for the new one.
                if (running is not null && await OpeningStore.CloseAsync(change, running.Id))
                    change.Record(EndOf(running, AuditOutcome.Ok));
                var length = (long)facts.Protection.Rule().Opening.TotalMilliseconds;
                var made = new Opening(VaultId.New().ToString(), id.ToString(), caller.Actor.Id, purpose!, change.Now, change.Now + length, null, null);
                await OpeningStore.AddAsync(change, made);
                change.Record(new AuditEvent(AuditAct.ConversationViewed) { Conversation = id, DataSubject = facts.Customer, Purpose = purpose });
                return made;
            },
            stop);
        FaultPoint.Reach("opening-recorded");
        return (ReadRefusal.None, opening);
    }

    /// <summary>The opening that a request carries, if it is this caller's, of this conversation, and still runs.</summary>
    public async Task<(ReadRefusal Refusal, Opening? Opening)> FindOpeningAsync(Caller caller, Guid id, string openingId, CancellationToken stop)
    {
        var opening = await openings.FindAsync(openingId, stop);
        var valid = opening is not null && opening.ActorId == caller.Actor.Id && opening.ConversationId == id.ToString()
            && opening.ClosedAt is null && opening.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds();
        return valid ? (ReadRefusal.None, opening) : (ReadRefusal.OpeningExpired, null);
    }

    /// <summary>The opening of this caller that still runs and still may, for a page that is shown again.</summary>
    public async Task<Opening?> FindRunningAsync(Caller caller, ConversationFacts facts, CancellationToken stop)
    {
        if (!caller.Reaches(Permission.OpenContent, facts.Row.Marks))
            return null;
        var running = await openings.RunningAsync(caller.Actor.Id, facts.Row.Key, time.GetUtcNow().ToUnixTimeMilliseconds(), stop);
        return running.Find(opening => RefusalOf(caller, facts, opening) == ReadRefusal.None);
    }

    // An opening does not outlive a change of activity or protection.
    ReadRefusal RefusalOf(Caller caller, ConversationFacts facts, Opening opening) =>
        OpeningRule.Decide(caller.Role, facts.Protection, facts.Activity.OpeningPurposes, opening.Purpose) is var refusal && refusal != ReadRefusal.None ? refusal
        : OpeningRule.Lasts(facts.Protection, opening, time.GetUtcNow()) ? ReadRefusal.None
        : ReadRefusal.OpeningExpired;

    /// <summary>One part's content under an opening.</summary>
    /// <param name="plays">Whether somebody hears it: the first sound of an opening is recorded before its first byte leaves.</param>
    public async Task<(ReadRefusal Refusal, OpenContent? Content)> ContentAsync(
        Caller caller, Opening opening, Func<IReadOnlyList<PartRow>, PartRow?> choose, bool plays, CancellationToken stop)
    {
        var id = Guid.Parse(opening.ConversationId);
        // Nor does it outlive a change of role or scope.
        var (refusal, facts) = await FactsAsync(caller, id, Permission.OpenContent, stop);
        if (facts is null)
            return (refusal, null);
        if (RefusalOf(caller, facts, opening) is var ended && ended != ReadRefusal.None)
            return (ended == ReadRefusal.OpeningExpired ? ended : await DeniedAsync(caller, facts, ended, stop), null);
        if (choose(facts.Parts) is not { ObjectId: not null } part)
            return (ReadRefusal.NoSuchPart, null);
        if (plays && part.Kind == "recording" && opening.PlayedAt is null)
            await RecordPlayAsync(caller, opening, facts, part, stop);
        return (ReadRefusal.None, await OpenPartAsync(id, part, stop));
    }

    /// <summary>The sealed document of a conversation, under an opening: subject line, dialogs, analysis, attachments without their bodies.</summary>
    /// <param name="facts">Of this conversation, just now read for this caller.</param>
    /// <exception cref="InvalidOperationException">The opening does not hold: whoever asks has asked <see cref="FindRunningAsync"/> before.</exception>
    public Task<JsonObject> DocumentAsync(Caller caller, Opening opening, ConversationFacts facts, CancellationToken stop) =>
        opening.ConversationId == facts.Row.Id && opening.ActorId == caller.Actor.Id && RefusalOf(caller, facts, opening) == ReadRefusal.None
            ? OpenDocumentAsync(facts.Row.Key, stop)
            : throw new InvalidOperationException("This opening does not hold.");

    /// <summary>Everything for a file that leaves the house; recorded as an export.</summary>
    public async Task<(ReadRefusal Refusal, ConversationFacts? Facts, JsonObject? Document)> ExportAsync(Caller caller, Guid id, string? purpose, CancellationToken stop)
    {
        var (refusal, facts) = await FactsAsync(caller, id, Permission.Export, stop);
        if (facts is null)
            return (refusal, null, null);
        if (OpeningRule.Decide(caller.Role, facts.Protection, facts.Activity.OpeningPurposes, purpose) is var refused && refused != ReadRefusal.None)
            return (await DeniedAsync(caller, facts, refused, stop), null, null);
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.ConversationExported) { Conversation = id, DataSubject = facts.Customer, Purpose = purpose }, stop);
        return (ReadRefusal.None, facts, await OpenDocumentAsync(id, stop));
    }

    /// <summary>A part's content for an export that <see cref="ExportAsync"/> has recorded.</summary>
    public async Task<Stream> ExportPartAsync(Guid conversation, PartRow part, CancellationToken stop) =>
        (await OpenPartAsync(conversation, part, stop)).Stream;

    /// <summary>Writes down once which spans were heard, and ends the opening.</summary>
    public Task<bool> CloseAsync(Caller caller, Opening opening, string? heard, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var closed = await OpeningStore.CloseAsync(change, opening.Id);
                var act = opening.PlayedAt is null && heard is null ? AuditAct.ConversationViewed : AuditAct.ConversationPlayed;
                change.Record(new AuditEvent(act)
                {
                    Conversation = Guid.Parse(opening.ConversationId), Purpose = opening.Purpose, Range = heard, Outcome = closed ? AuditOutcome.Ok : AuditOutcome.Same,
                });
                return closed;
            },
            stop);

    /// <summary>How the end of an opening nobody closed stands in the log.</summary>
    public static AuditEvent EndOf(Opening opening, AuditOutcome outcome) => new(opening.PlayedAt is null ? AuditAct.ConversationViewed : AuditAct.ConversationPlayed)
    {
        Conversation = Guid.Parse(opening.ConversationId), Purpose = opening.Purpose, Outcome = outcome,
    };

    async Task<(ReadRefusal Refusal, ConversationFacts? Facts)> FactsAsync(Caller caller, Guid id, Permission permission, CancellationToken stop)
    {
        var facts = await store.ReadAsync(connection => LoadAsync(connection, id), stop);
        if (facts is null)
            return (caller.ReachOf(permission) == Reach.All && (await tombstones.OfConversationAsync(id, stop)).Count > 0 ? ReadRefusal.Gone : ReadRefusal.NotFound, null);
        if (await ReachesAsync(caller, permission, facts, stop))
            return (ReadRefusal.None, facts);
        // Who may not even see that it exists is told that it does not; the log knows better.
        var refusal = await ReachesAsync(caller, Permission.Search, facts, stop) ? ReadRefusal.OutsideScope : ReadRefusal.NotFound;
        return (await DeniedAsync(caller, facts, refusal, stop), null);
    }

    // An agent sees the customer whom they have just looked up by an exact identifier, and their own conversations.
    async Task<bool> ReachesAsync(Caller caller, Permission permission, ConversationFacts facts, CancellationToken stop) =>
        caller.Reaches(permission, facts.Row.Marks)
        || (caller.ReachOf(permission) == Reach.FoundCustomer
            && await store.ReadAsync(connection => RemembersAsync(connection, caller, facts.Row.Id), stop));

    async Task<bool> RemembersAsync(System.Data.Common.DbConnection connection, Caller caller, string conversation) =>
        await SearchStore.RemembersAsync(connection, caller.Actor.Id, await GroupStore.InConversationAsync(connection, conversation), time.GetUtcNow().ToUnixTimeMilliseconds());

    async Task<ReadRefusal> DeniedAsync(Caller caller, ConversationFacts facts, ReadRefusal refusal, CancellationToken stop)
    {
        await journal.OpenedAsync(
            caller.Actor,
            new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Conversation = facts.Row.Key, DataSubject = facts.Customer },
            stop);
        return refusal;
    }

    async Task<ConversationFacts?> LoadAsync(System.Data.Common.DbConnection connection, Guid id)
    {
        if (await ConversationStore.FindAsync(connection, id) is not { } row)
            return null;
        var activity = await activities.FindAsync(connection, Guid.Parse(row.ActivityId));
        var parties = await PartyFields.OpenAsync(connection, chain, [row.Id]);
        var parts = await ConversationStore.PartsAsync(connection, id);
        var call = await ConversationStore.CallAsync(connection, id);
        return new ConversationFacts(row, activity!, parties[row.Id].ToList(), parts, call, await OpenCallAsync(connection, id, call), await specials.FindAsync(connection, id));
    }

    async Task<CallFacts?> OpenCallAsync(System.Data.Common.DbConnection connection, Guid id, CallRow? call)
    {
        if (call is null)
            return null;
        using var secret = await ConversationSecret.OpenAsync(connection, chain, id);
        return new SealedValue(call.RowKey, call.Sealed).Open<CallFacts>(secret, "call_metadata", id);
    }

    Task<JsonObject> OpenDocumentAsync(Guid id, CancellationToken stop) =>
        store.ReadAsync(
            async connection =>
            {
                var row = await ConversationStore.FindAsync(connection, id);
                using var secret = await ConversationSecret.OpenAsync(connection, chain, id);
                Interlocked.Increment(ref opened);
                return (JsonObject)JsonNode.Parse(new SealedValue(row!.RowKey, row.Sealed).Open(secret.Secret, secret.Id, secret.Generation, "conversation", id))!;
            },
            stop);

    async Task<OpenContent> OpenPartAsync(Guid conversation, PartRow part, CancellationToken stop)
    {
        var (row, secret) = await store.ReadAsync(
            async connection => (
                await ObjectKeyStore.FindAsync(connection, part.ObjectId!) ?? throw new VaultException("object.missing", $"Object {part.ObjectId} has no key."),
                await ConversationSecret.OpenAsync(connection, chain, conversation)),
            stop);
        using var _ = secret;
        Interlocked.Increment(ref opened);
        return new OpenContent(part, await vault.OpenAsync(row, secret, stop), ObjectVault.DigestOf(row, secret));
    }

    Task<bool> RecordPlayAsync(Caller caller, Opening opening, ConversationFacts facts, PartRow part, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var first = await OpeningStore.MarkPlayedAsync(change, opening.Id);
                change.Record(new AuditEvent(AuditAct.ConversationPlayed)
                {
                    Conversation = facts.Row.Key, DataSubject = facts.Customer, Purpose = opening.Purpose, Target = part.ObjectId, Outcome = first ? AuditOutcome.Ok : AuditOutcome.Same,
                });
                return first;
            },
            stop);
}
