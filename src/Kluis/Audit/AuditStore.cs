using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kluis.AuditLog;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Audit;

/// <summary>
/// Turns an event into a leaf with commitments and the sealed disclosures beside it. Who erases a disclosure leaves a
/// leaf that says nothing about anybody and still proves itself.
/// </summary>
sealed class AuditStore(KeyChain chain, IdSource ids)
{
    const string Insert =
        """
        insert into audit_pending (id, leaf, at, act, outcome, why, actor_id, subject_id, conversation_id,
            actor_holder, actor_row_key, actor_sealed, subject_holder, subject_row_key, subject_sealed)
        values (@Id, @Leaf, @At, @Act, @Outcome, @Why, @ActorId, @SubjectId, @ConversationId,
            @ActorHolder, @ActorRowKey, @ActorSealed, @SubjectHolder, @SubjectRowKey, @SubjectSealed)
        """;

    /// <summary>Reads the keys that the disclosures go under, then adds the entry to the rows of the change.</summary>
    public async Task AppendAsync(Change change, Actor actor, AuditEvent happened)
    {
        using var keys = await KeysAsync(change, actor, happened);
        change.Add(new NewRow(Insert, Make(actor, happened, change.Now, keys.Actor, keys.Subject).Parameters));
    }

    /// <summary>
    /// Makes the entry on the caller's thread, beside those of other callers, and hands over the ready row: what comes after
    /// one another is one insert each. Returns when it is durable.
    /// </summary>
    public async Task AppendAsync(Database database, Actor actor, AuditEvent happened, long at, CancellationToken stop)
    {
        var isAboutPeople = actor.Holder is not null || happened.DataSubject is not null;
        using var keys = isAboutPeople ? await database.ReadAsync(connection => KeysAsync(connection, actor, happened), stop) : default;
        await database.InsertAsync(new NewRow(Insert, Make(actor, happened, at, keys.Actor, keys.Subject).Parameters), stop);
    }

    /// <summary>The row of one event, ready to insert.</summary>
    public PendingRow Make(Actor actor, AuditEvent happened, long at, RootKey? actorKey, RootKey? subjectKey)
    {
        var id = ids.New();
        var by = new Disclosures();
        var about = subjectKey is null ? by : new Disclosures();
        var leaf = new Leaf
        {
            Act = happened.Act.Name(),
            At = at,
            Id = id.ToString(),
            Out = happened.Outcome.Name(),
            Why = happened.Purpose,
            Rng = happened.Range,
            Who = by.Commit("who", actor.Id),
            Ip = by.Commit("ip", actor.Address),
            Obj = about.Commit("obj", ObjectOf(happened)),
            Subj = about.Commit("subj", happened.DataSubject?.ToString()),
            Sum = about.Commit("sum", happened.Content),
        };
        var byKey = actorKey ?? chain.House(RootKind.Audit);
        var bySealed = by.SealFor(byKey, id);
        var aboutSealed = subjectKey is null ? null : about.SealFor(subjectKey, id);
        return new PendingRow(
            id.ToString(), LeafWriter.Write(leaf), at, leaf.Act, leaf.Out, happened.Purpose,
            actor.Id, happened.DataSubject?.ToString(), happened.Conversation?.ToString(),
            byKey.Id.ToString(), bySealed.RowKey, bySealed.Sealed,
            subjectKey?.Id.ToString(), aboutSealed?.RowKey, aboutSealed?.Sealed);
    }

    static string? ObjectOf(AuditEvent happened) => (happened.Conversation, happened.Target) switch
    {
        (null, null) => null,
        ({ } conversation, null) => conversation.ToString(),
        (null, { } target) => target,
        ({ } conversation, { } target) => $"{conversation} {target}",
    };

    async Task<DisclosureKeys> KeysAsync(Change change, Actor actor, AuditEvent happened)
    {
        var subjectKey = happened.DataSubject is { } subject ? change.KeyOf(subject) : null;
        if (actor.Holder is null && (happened.DataSubject is null || subjectKey is not null))
            return Open(null, subjectKey);
        await change.SendAsync();
        return await KeysAsync(change.Connection, actor, happened);
    }

    async Task<DisclosureKeys> KeysAsync(DbConnection connection, Actor actor, AuditEvent happened) => Open(
        actor.Holder is { } holder ? await KeyStore.FindAsync(connection, holder) : null,
        happened.DataSubject is { } subject ? await KeyStore.FindOfSubjectAsync(connection, subject) : null);

    DisclosureKeys Open(RootKeyRow? actor, RootKeyRow? subject) => new(actor is null ? null : chain.Open(actor), subject is null ? null : chain.Open(subject));

    readonly record struct DisclosureKeys(RootKey? Actor, RootKey? Subject) : IDisposable
    {
        public void Dispose()
        {
            Actor?.Dispose();
            Subject?.Dispose();
        }
    }

    sealed class Disclosures
    {
        const int MostFields = 5;

        // The salts of all fields at once: the generator's price is by the call.
        readonly byte[] salts = RandomSupply.Bytes(MostFields * Commitment.SaltLength);

        /// <summary>Field → [salt, value].</summary>
        public Dictionary<string, string[]> Fields { get; } = [];

        public SealedValue SealFor(RootKey key, Guid id) =>
            SealedValue.SealBytes(key, "audit_disclosure", id, JsonSerializer.SerializeToUtf8Bytes(Fields, DisclosureJson.Default.DictionaryStringStringArray));

        public string? Commit(string field, string? value)
        {
            if (value is null)
                return null;
            var salt = salts.AsSpan(Fields.Count * Commitment.SaltLength, Commitment.SaltLength);
            Fields[field] = [Convert.ToBase64String(salt), value];
            return Commitment.Make(salt, field, value);
        }
    }
}

/// <summary>Written without looking at the types anew: an entry is made for every act.</summary>
[JsonSerializable(typeof(Dictionary<string, string[]>))]
sealed partial class DisclosureJson : JsonSerializerContext;

/// <summary>The row of <c>audit_pending</c>: durable, not numbered yet.</summary>
sealed record PendingRow(
    string Id, byte[] Leaf, long At, string Act, string Outcome, string? Why,
    string? ActorId, string? SubjectId, string? ConversationId,
    string ActorHolder, byte[] ActorRowKey, byte[] ActorSealed,
    string? SubjectHolder, byte[]? SubjectRowKey, byte[]? SubjectSealed)
{
    public (string Name, object? Value)[] Parameters =>
    [
        ("Id", Id), ("Leaf", Leaf), ("At", At), ("Act", Act), ("Outcome", Outcome), ("Why", Why), ("ActorId", ActorId), ("SubjectId", SubjectId),
        ("ConversationId", ConversationId), ("ActorHolder", ActorHolder), ("ActorRowKey", ActorRowKey), ("ActorSealed", ActorSealed),
        ("SubjectHolder", SubjectHolder), ("SubjectRowKey", SubjectRowKey), ("SubjectSealed", SubjectSealed),
    ];
}
