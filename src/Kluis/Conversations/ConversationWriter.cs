using System.Text;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Conversations;

enum StoreOutcome
{
    Stored,
    NewVersion,

    /// <summary>The same bytes were here already.</summary>
    Same,

    /// <summary>It was here and was destroyed: it does not come back.</summary>
    Erased,
}

sealed record StoredConversation(StoreOutcome Outcome, Guid Id, DateTimeOffset EraseAfter, IReadOnlyList<string> Findings);

/// <summary>Where every intake ends: one transaction with conversation, people, keys, parts, dates to go, and the audit entry.</summary>
sealed class ConversationWriter(Journal journal, SubjectStore subjects, KeyChain chain, IdSource ids)
{
    /// <summary>Stores it whole, or finds that it was here already. Objects are sealed before; on another outcome they are the caller's to discard.</summary>
    public async Task<StoredConversation> StoreAsync(Actor actor, NewConversation conversation, ConversationSecret secret, CancellationToken stop)
    {
        // Sealed before its turn comes: changes wait for one another.
        var digest = ReceivedDigest.OfBytes(chain, conversation.ReceivedDigest);
        var uuid = conversation.VconUuid is null ? null : ReceivedDigest.OfUuid(chain, conversation.VconUuid);
        var document = SealDocument(conversation, secret);
        var facts = conversation.Call is { } call ? SealedValue.Seal(secret, "call_metadata", conversation.Id, call.Facts) : null;
        var stored = await journal.ChangeAsync(
            actor,
            async change =>
            {
                // 1. The same bytes again are the same conversation; what was destroyed stays away.
                if (await FindSameAsync(change, digest, uuid) is { } same)
                    return same;
                // 2. The same vCon with other bytes is its next version; one whose uuid was made here a moment ago has none before it.
                var earlier = conversation.VconUuid is null || conversation.VconUuid == conversation.Id.ToString() ? null : await ConversationStore.NewestVersionAsync(change.Connection, conversation.VconUuid);
                // 3. People, each with a key of their own: who is known is looked up before anything is added.
                using var people = await FindPeopleAsync(change, conversation);
                change.Add(ConversationStore.RowOf(conversation, document, earlier, change.Now, FactsGone(conversation)));
                change.Add(ConversationStore.ReceivedRowOf(digest, conversation.Id));
                // 4. Every customer holds a wrap of the conversation's key.
                AddParties(change, conversation, secret, people);
                // 5. Parts, each with the date on which it goes.
                var gone = AddParts(change, conversation, facts);
                // 6. What happened, and what exactly was stored.
                change.Record(new AuditEvent(earlier is null ? AuditAct.ConversationStored : AuditAct.ConversationVersionAdded)
                {
                    Conversation = conversation.Id,
                    DataSubject = people.Customer,
                    Content = ContentOf(conversation),
                });
                return new StoredConversation(earlier is null ? StoreOutcome.Stored : StoreOutcome.NewVersion, conversation.Id, gone, people.Findings);
            },
            stop);
        FaultPoint.Reach("change-committed");
        return stored;
    }

    static async Task<StoredConversation?> FindSameAsync(Change change, byte[] digest, byte[]? uuid)
    {
        if (await ConversationStore.FindReceivedAsync(change.Connection, digest, uuid) is not { } received)
            return null;
        change.Record(new AuditEvent(AuditAct.ConversationStored) { Outcome = received.IsHere ? AuditOutcome.Same : AuditOutcome.Refused, Conversation = Guid.Parse(received.Id) });
        return received.IsHere
            ? new StoredConversation(StoreOutcome.Same, Guid.Parse(received.Id), await ConversationStore.GoneAtAsync(change.Connection, received.Id), [])
            : new StoredConversation(StoreOutcome.Erased, Guid.Parse(received.Id), default, []);
    }

    static SealedValue SealDocument(NewConversation conversation, ConversationSecret secret) =>
        SealedValue.SealBytes(secret.Secret, secret.Id, secret.Generation, "conversation", conversation.Id, Encoding.UTF8.GetBytes(conversation.Document.ToJsonString()));

    /// <summary>The parties of a conversation with the people that they are; their keys are open until this is disposed.</summary>
    sealed class People : IDisposable
    {
        public List<(int Position, NewParty Party, FoundPerson Person)> All { get; } = [];

        /// <summary>Whom the entry in the log is about.</summary>
        public Guid? Customer => All.Where(one => one is { Party.IsStaff: false, Position: >= 0 }).Select(one => (Guid?)one.Person.Id).FirstOrDefault();

        public IReadOnlyList<string> Findings => [.. All.Where(one => one.Person.IsAmbiguous).Select(_ => "subject.ambiguous")];

        public void Dispose() => All.ForEach(one => one.Person.Key.Dispose());
    }

    // A conversation among staff, or one that names nobody, still needs somebody to hold its key: a person without a name.
    static readonly NewParty nobody = new([], IsStaff: false, Role: null, AgentId: null, Identifiers: [], Name: null);

    async Task<People> FindPeopleAsync(Change change, NewConversation conversation)
    {
        var people = new People();
        try
        {
            foreach (var (position, party) in conversation.Parties.Index())
                people.All.Add((position, party, await subjects.FindOrAddAsync(change, party)));
            if (people.All.TrueForAll(one => one.Party.IsStaff))
                people.All.Add((-1, nobody, await subjects.FindOrAddAsync(change, nobody)));
            return people;
        }
        catch
        {
            people.Dispose();
            throw;
        }
    }

    void AddParties(Change change, NewConversation conversation, ConversationSecret secret, People people)
    {
        var holders = new HashSet<VaultId>();
        foreach (var (position, party, person) in people.All)
        {
            var id = ids.New();
            var value = SealedValue.SealBytes(person.Key, "party", id, Encoding.UTF8.GetBytes(party.Fields.ToJsonString()));
            change.Add(ConversationStore.PartyRowOf(id, conversation, position, party, person.Id, value));
            if (!party.IsStaff && holders.Add(person.Key.Id))
                change.Add(KeyStore.RowOf(secret.WrapFor(person.Key)));
        }
    }

    DateTimeOffset AddParts(Change change, NewConversation conversation, SealedValue? facts)
    {
        var gone = DateTimeOffset.MinValue;
        foreach (var part in conversation.Parts)
        {
            if (part.Content is { } content)
                change.Add(ObjectKeyStore.RowOf(content.Row));
            var eraseAfter = conversation.Activity.EraseAfter(part.Kind, part.StartedAt ?? conversation.StartedAt);
            gone = gone > eraseAfter ? gone : eraseAfter;
            change.Add(ConversationStore.PartRowOf(ids.New(), conversation.Id, part, eraseAfter));
        }
        // Nothing but facts, or not even these: it goes with the term of facts.
        var factsGone = FactsGone(conversation);
        if (conversation.Call is { } call)
        {
            change.Add(ConversationStore.CallRowOf(conversation.Id, call, facts!, factsGone));
            gone = gone > factsGone ? gone : factsGone;
        }
        return gone > DateTimeOffset.MinValue ? gone : factsGone;
    }

    static DateTimeOffset FactsGone(NewConversation conversation) => conversation.Activity.EraseAfter(PartKind.CallMetadata, conversation.StartedAt);

    static string ContentOf(NewConversation conversation) =>
        string.Join(',', conversation.Parts.Select(part => part.Content).OfType<NewObject>().Select(content => content.Proof));
}
