using System.Data.Common;
using Dapper;
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

    /// <summary>Reads the keys that the disclosures go under, then inserts the entry in the caller's transaction.</summary>
    public async Task AppendAsync(DbConnection connection, Actor actor, AuditEvent happened, long at)
    {
        var actorKey = actor.Holder is { } holder ? await OpenRootAsync(connection, holder) : null;
        var subjectKey = happened.DataSubject is { } subject ? await SubjectKeyAsync(connection, subject) : null;
        await connection.ExecuteAsync(Insert, Make(actor, happened, at, actorKey, subjectKey));
        actorKey?.Dispose();
        subjectKey?.Dispose();
    }

    /// <summary>The row of one event, ready to insert.</summary>
    public PendingRow Make(Actor actor, AuditEvent happened, long at, RootKey? actorKey, RootKey? subjectKey)
    {
        var id = ids.New();
        var about = new Disclosures();
        var by = new Disclosures();
        var owner = subjectKey is null ? by : about;
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
            Obj = owner.Commit("obj", ObjectOf(happened)),
            Subj = owner.Commit("subj", happened.DataSubject?.ToString()),
            Sum = owner.Commit("sum", happened.Content),
        };
        var byKey = actorKey ?? chain.House(RootKind.Audit);
        var bySealed = SealedValue.Seal(byKey, "audit_disclosure", id, by.Fields);
        var aboutSealed = subjectKey is null ? null : SealedValue.Seal(subjectKey, "audit_disclosure", id, about.Fields);
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

    async Task<RootKey?> OpenRootAsync(DbConnection connection, VaultId id) =>
        await KeyStore.FindAsync(connection, id) is { } row ? chain.Open(row) : null;

    async Task<RootKey?> SubjectKeyAsync(DbConnection connection, Guid subject) =>
        await connection.QuerySingleOrDefaultAsync<string?>("select key_id from data_subject where id = @id", new { id = subject.ToString() }) is { } key
            ? await OpenRootAsync(connection, VaultId.Parse(key))
            : null;

    sealed class Disclosures
    {
        /// <summary>Field → [salt, value].</summary>
        public Dictionary<string, string[]> Fields { get; } = [];

        public string? Commit(string field, string? value)
        {
            if (value is null)
                return null;
            var salt = Commitment.NewSalt();
            Fields[field] = [Convert.ToBase64String(salt), value];
            return Commitment.Make(salt, field, value);
        }
    }
}

/// <summary>The row of <c>audit_pending</c>: durable, not numbered yet.</summary>
sealed record PendingRow(
    string Id, byte[] Leaf, long At, string Act, string Outcome, string? Why,
    string? ActorId, string? SubjectId, string? ConversationId,
    string ActorHolder, byte[] ActorRowKey, byte[] ActorSealed,
    string? SubjectHolder, byte[]? SubjectRowKey, byte[]? SubjectSealed);
