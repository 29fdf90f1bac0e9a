using System.Text;
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
    /// <summary>Stores it whole, or finds that it was here already. Objects are sealed before; on another outcome they are the caller's to discard.</summary>
    public async Task<StoredConversation> StoreAsync(Actor actor, NewConversation conversation, ConversationSecret secret, CancellationToken stop)
    {
        var stored = await journal.ChangeAsync(
            actor,
            async change =>
            {
                // 1. The same bytes again are the same conversation.
                var digest = chain.KeyedDigest([.. "received/v1"u8, .. conversation.ReceivedDigest]);
                if (await FindSameAsync(change, digest) is { } same)
                    return same;
                // 2. The same vCon with other bytes is its next version; one whose uuid was made here a moment ago has none before it.
                var earlier = conversation.VconUuid is null || conversation.VconUuid == conversation.Id.ToString() ? null : await ConversationStore.NewestVersionAsync(change.Connection, conversation.VconUuid);
                await ConversationStore.AddAsync(change, conversation, SealDocument(conversation, secret), earlier);
                await ConversationStore.AddReceivedAsync(change.Connection, digest, conversation.Id);
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
        var id = await ConversationStore.FindReceivedAsync(change.Connection, digest);
        if (id is null)
            return null;
        change.Record(new AuditEvent(AuditAct.ConversationStored) { Outcome = AuditOutcome.Same, Conversation = Guid.Parse(id) });
        return new StoredConversation(StoreOutcome.Same, Guid.Parse(id), await ConversationStore.GoneAtAsync(change.Connection, id), []);
    }

    static SealedValue SealDocument(NewConversation conversation, ConversationSecret secret) =>
        SealedValue.SealBytes(secret.Secret, secret.Id, secret.Generation, "conversation", conversation.Id, Encoding.UTF8.GetBytes(conversation.Document.ToJsonString()));

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

    Task AddPartyAsync(Change change, NewConversation conversation, int position, NewParty party, Guid subject, RootKey key)
    {
        var id = ids.New();
        var value = SealedValue.SealBytes(key, "party", id, Encoding.UTF8.GetBytes(party.Fields.ToJsonString()));
        return ConversationStore.AddPartyAsync(change.Connection, id, conversation, position, party, subject, value);
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

    static string ContentOf(NewConversation conversation) =>
        string.Join(',', conversation.Parts.Select(part => part.Content).OfType<NewObject>().Select(content => content.Proof));
}
