using Dapper;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Storage;

namespace Kluis.Conversations;

enum StoreOutcome
{
    Stored,
    NewVersion,

    /// <summary>The same bytes were here already.</summary>
    Same,
}

sealed record StoredConversation(StoreOutcome Outcome, Guid Id, DateTimeOffset EraseAfter, IReadOnlyList<string> Findings);

/// <summary>Where every intake ends: one transaction with conversation, people, keys, parts, dates to go, and the audit entry.</summary>
sealed class ConversationWriter(Journal journal, SubjectStore subjects, KeyChain chain, IdSource ids)
{
    sealed record EarlierRow(string Id, long Version);

    /// <summary>Stores it whole, or finds that it was here already. Objects are sealed before; on another outcome they are the caller's to discard.</summary>
    public async Task<StoredConversation> StoreAsync(Actor actor, NewConversation conversation, ConversationSecret secret, CancellationToken stop)
    {
        var stored = await journal.ChangeAsync(
            actor,
            async change =>
            {
                // 1. The same bytes again are the same conversation.
                var digest = KeyedDigest(conversation);
                if (await FindSameAsync(change, digest) is { } same)
                    return same;
                // 2. The same vCon with other bytes is its next version.
                var earlier = conversation.VconUuid is null ? null : await change.Connection.QueryFirstOrDefaultAsync<EarlierRow>(
                    "select id as Id, version as Version from conversation where vcon_uuid = @VconUuid order by version desc limit 1", new { conversation.VconUuid });
                await AddConversationAsync(change, conversation, secret, earlier);
                await change.Connection.ExecuteAsync(
                    "insert into received (digest, conversation_id) values (@digest, @id)", new { digest, id = conversation.Id.ToString() });
                // 3. People, each with a key of their own; every customer holds a wrap of the conversation's key.
                var (customer, findings) = await AddPartiesAsync(change, conversation, secret);
                // 4. Parts, each with the date on which it goes.
                var gone = await AddPartsAsync(change, conversation, secret);
                // 5. What happened, and what exactly was stored.
                change.Record(new AuditEvent(earlier is null ? AuditAct.ConversationStored : AuditAct.ConversationVersionAdded)
                {
                    Conversation = conversation.Id,
                    DataSubject = customer,
                    Content = ContentOf(conversation),
                });
                return new StoredConversation(earlier is null ? StoreOutcome.Stored : StoreOutcome.NewVersion, conversation.Id, gone, findings);
            },
            stop);
        FaultPoint.Reach("change-committed");
        return stored;
    }

    static async Task<StoredConversation?> FindSameAsync(Change change, byte[] digest)
    {
        var id = await change.Connection.QuerySingleOrDefaultAsync<string?>("select conversation_id from received where digest = @digest", new { digest });
        if (id is null)
            return null;
        change.Record(new AuditEvent(AuditAct.ConversationStored) { Outcome = AuditOutcome.Same, Conversation = Guid.Parse(id) });
        return new StoredConversation(StoreOutcome.Same, Guid.Parse(id), await ConversationStore.GoneAtAsync(change.Connection, id), []);
    }

    static async Task AddConversationAsync(Change change, NewConversation conversation, ConversationSecret secret, EarlierRow? earlier)
    {
        var value = SealedValue.SealBytes(secret.Secret, secret.Id, secret.Generation, "conversation", conversation.Id, System.Text.Encoding.UTF8.GetBytes(conversation.Document.ToJsonString()));
        await change.Connection.ExecuteAsync(
            """
            insert into conversation (id, vcon_uuid, version, previous_id, activity_id, channel, direction, source, team, queue, agent_id,
                started_at, duration_ms, received_at, row_key, sealed)
            values (@id, @VconUuid, @version, @previous, @activity, @channel, @Direction, @Source, @Team, @Queue, @AgentId,
                @startedAt, @duration, @Now, @RowKey, @Sealed)
            """,
            new
            {
                id = conversation.Id.ToString(),
                conversation.VconUuid,
                version = (earlier?.Version ?? 0) + 1,
                previous = earlier?.Id,
                activity = conversation.Activity.Id.ToString(),
                channel = conversation.Channel.ToString().ToLowerInvariant(),
                conversation.Direction,
                conversation.Marks.Source,
                conversation.Marks.Team,
                conversation.Marks.Queue,
                conversation.Marks.AgentId,
                startedAt = conversation.StartedAt.ToUnixTimeMilliseconds(),
                duration = (long?)conversation.Duration?.TotalMilliseconds,
                change.Now,
                value.RowKey,
                value.Sealed,
            });
    }

    async Task<(Guid? Customer, IReadOnlyList<string> Findings)> AddPartiesAsync(Change change, NewConversation conversation, ConversationSecret secret)
    {
        Guid? customer = null;
        var findings = new List<string>();
        var holders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (position, party) in conversation.Parties.Index())
        {
            var (subject, key, ambiguous) = await subjects.FindOrAddAsync(change, party);
            using var _ = key;
            if (ambiguous)
                findings.Add("subject.ambiguous");
            customer ??= party.IsStaff ? null : subject;
            await AddPartyAsync(change, conversation, position, party, subject, key);
            if (!party.IsStaff && holders.Add(key.Id.ToString()))
                await KeyStore.AddAsync(change.Connection, secret.WrapFor(key));
        }
        if (holders.Count == 0)
            await KeyStore.AddAsync(change.Connection, await UnknownCustomerAsync(change, conversation, secret));
        return (customer, findings);
    }

    // A conversation among staff, or one that names nobody, still needs somebody to hold its key: a person without a name.
    async Task<ConversationKeyRow> UnknownCustomerAsync(Change change, NewConversation conversation, ConversationSecret secret)
    {
        var nobody = new NewParty([], IsStaff: false, Role: null, AgentId: null, Identifiers: [], Name: null);
        var (subject, key, _) = await subjects.FindOrAddAsync(change, nobody);
        using var __ = key;
        await AddPartyAsync(change, conversation, -1, nobody, subject, key);
        return secret.WrapFor(key);
    }

    async Task AddPartyAsync(Change change, NewConversation conversation, int position, NewParty party, Guid subject, RootKey key)
    {
        var id = ids.New();
        var value = SealedValue.SealBytes(key, "party", id, System.Text.Encoding.UTF8.GetBytes(party.Fields.ToJsonString()));
        await change.Connection.ExecuteAsync(
            """
            insert into party (id, conversation_id, position, subject_id, kind, role, agent_id, started_at, row_key, sealed)
            values (@id, @conversation, @position, @subject, @kind, @Role, @AgentId, @startedAt, @RowKey, @Sealed)
            """,
            new
            {
                id = id.ToString(),
                conversation = conversation.Id.ToString(),
                position = (long)position,
                subject = subject.ToString(),
                kind = party.IsStaff ? SubjectStore.Staff : SubjectStore.Customer,
                party.Role,
                party.AgentId,
                startedAt = conversation.StartedAt.ToUnixTimeMilliseconds(),
                value.RowKey,
                value.Sealed,
            });
    }

    async Task<DateTimeOffset> AddPartsAsync(Change change, NewConversation conversation, ConversationSecret secret)
    {
        var gone = DateTimeOffset.MinValue;
        foreach (var part in conversation.Parts)
        {
            if (part.Content is { } content)
                await ObjectKeyStore.AddAsync(change.Connection, content.Row);
            var eraseAfter = conversation.Activity.EraseAfter(part.Kind, part.StartedAt ?? conversation.StartedAt);
            gone = gone > eraseAfter ? gone : eraseAfter;
            await ConversationStore.AddPartAsync(change.Connection, ids.New(), conversation.Id, part, eraseAfter);
        }
        if (conversation.Call is { } call)
        {
            var eraseAfter = conversation.Activity.EraseAfter(PartKind.CallMetadata, conversation.StartedAt);
            gone = gone > eraseAfter ? gone : eraseAfter;
            await ConversationStore.AddCallAsync(change.Connection, conversation.Id, call, SealedValue.Seal(secret, "call_metadata", conversation.Id, call.Facts), eraseAfter);
        }
        // Nothing but facts: they go with the term of facts.
        return gone > DateTimeOffset.MinValue ? gone : conversation.Activity.EraseAfter(PartKind.CallMetadata, conversation.StartedAt);
    }

    // Keyed: who has the database cannot test whether a recording they know is in it.
    byte[] KeyedDigest(NewConversation conversation) =>
        System.Security.Cryptography.HMACSHA256.HashData(
            chain.AllOf(RootKind.Index)[0].Secret, [.. "received/v1"u8, .. conversation.ReceivedDigest]);

    static string ContentOf(NewConversation conversation) =>
        string.Join(',', conversation.Parts.Where(part => part.Content is not null)
            .Select(part => $"{part.Content!.Row.ObjectId}:{Convert.ToHexStringLower(part.Content.Digest)}:{part.Content.Size}"));
}
