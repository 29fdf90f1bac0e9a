using System.Data.Common;
using System.Text;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Conversations.Events;

/// <summary>What became of an event.</summary>
/// <param name="IsNew">False: the same one was told before.</param>
/// <param name="Refusal">A stable code; null when it is kept.</param>
sealed record EventResult(Guid Id, bool IsNew, string? Refusal = null);

/// <summary>A case with its number.</summary>
sealed record CaseFacts(CaseRow Row, string Number)
{
    public bool IsOpen => Row.ClosedAt is null;
}

/// <summary>What is known to have happened, the newest first.</summary>
sealed record EventFacts(IReadOnlyList<CaseFacts> Cases, IReadOnlyList<EventRow> Events, bool IsLong);

/// <summary>Takes in what other systems tell of customers, and tells it again where the customer is shown.</summary>
sealed class CustomerEvents(EventStore store, SubjectStore subjects, ConversationReader reader, KeyChain chain, Journal journal, IdSource ids)
{
    const int MostShown = 100;

    sealed record CaseNumber(string Number);

    /// <summary>Keeps it once: the same event again changes nothing.</summary>
    public async Task<EventResult> TakeAsync(Caller caller, NewEvent told, CancellationToken stop)
    {
        Guid? customer = null;
        if (told.Conversation is { } conversation)
        {
            var (refusal, facts) = await reader.FindAsync(caller, conversation, Permission.Store, stop);
            if (facts is null)
                return new(Guid.Empty, false, refusal.Code());
            // A conversation that names no customer has a nameless one, who holds its key.
            customer = facts.Customer;
        }
        return await journal.ChangeAsync(caller.Actor, change => TakeAsync(change, caller, told, customer), stop);
    }

    async Task<EventResult> TakeAsync(Change change, Caller caller, NewEvent told, Guid? ofConversation)
    {
        // 1. Told before?
        var digest = chain.KeyedDigest([.. "event/v1"u8, .. Encoding.UTF8.GetBytes(string.Join('\n', Words(told, caller.Source)))]);
        if (await EventStore.FindSameAsync(change.Connection, digest) is { } same)
            return Recorded(change, AuditOutcome.Same, told, Guid.Parse(same.SubjectId), new(Guid.Parse(same.Id), false));
        // 2. Of whom.
        var token = told.Case is null ? null : chain.KeyedDigest([.. "case/v1"u8, .. Encoding.UTF8.GetBytes(told.Case.ToUpperInvariant())]);
        var known = token is null ? null : await EventStore.FindCaseAsync(change.Connection, token);
        var (subject, refusal) = await WhoAsync(change.Connection, told, ofConversation, known);
        if (subject is not { } who)
            return Recorded(change, AuditOutcome.Refused, told, null, new(Guid.Empty, false, refusal));
        // 3. The event, and what its case comes to with it.
        var id = ids.New();
        var ofCase = token is null ? null : known?.Id ?? await AddCaseAsync(change, told.Case!, who, token);
        var row = new EventRow(id.ToString(), told.Kind.Name(), told.At.ToUnixTimeMilliseconds(), caller.Source, who.ToString(), told.Conversation?.ToString(), ofCase);
        await EventStore.AddAsync(change, row, digest);
        if (ofCase is not null)
            await EventStore.SettleCaseAsync(change, ofCase);
        return Recorded(change, AuditOutcome.Ok, told, who, new(id, true));
    }

    static EventResult Recorded(Change change, AuditOutcome outcome, NewEvent told, Guid? subject, EventResult result)
    {
        change.Record(new AuditEvent(AuditAct.EventReceived) { Outcome = outcome, Conversation = told.Conversation, DataSubject = subject, Target = told.Kind.Name() });
        return result;
    }

    static IEnumerable<string?> Words(NewEvent told, string? source) =>
    [
        source, told.Kind.Name(), told.At.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), told.Case,
        told.Conversation?.ToString(), told.Subject?.ToString(), .. told.Identifiers.Select(identifier => $"{identifier.Field} {identifier.Value}"),
    ];

    // Whoever is named first counts. Nobody is made from an event: a person who is in no conversation is none of this vault's business.
    async Task<(Guid? Subject, string? Refusal)> WhoAsync(DbConnection connection, NewEvent told, Guid? ofConversation, CaseRow? known)
    {
        if (ofConversation is { } customer)
            return (customer, null);
        if (told.Subject is { } subject)
            return await SubjectStore.FindAsync(connection, subject) is { Kind: SubjectStore.Customer } ? (subject, null) : (null, "customer.not-found");
        if (told.Identifiers.Count > 0)
        {
            var found = await subjects.FindPeopleAsync(connection, told.Identifiers);
            return found.Count == 1 ? (found[0], null) : (null, found.Count == 0 ? "event.person-unknown" : "event.person-ambiguous");
        }
        return known is null ? (null, "event.case-unknown") : (Guid.Parse(known.SubjectId), null);
    }

    async Task<string> AddCaseAsync(Change change, string number, Guid subject, byte[] token)
    {
        var id = ids.New();
        using var key = await subjects.OpenKeyOfAsync(change.Connection, subject);
        var value = SealedValue.Seal(key, "case_file", id, new CaseNumber(number));
        await EventStore.AddCaseAsync(change, new CaseRow(id.ToString(), "case", subject.ToString(), null, null, value.RowKey, value.Sealed), token);
        return id.ToString();
    }

    /// <summary>What happened with a person, or in and around one conversation. Whoever asks has been let in there.</summary>
    public Task<EventFacts> OfAsync(IReadOnlyCollection<Guid> people, Guid? conversation, CancellationToken stop) =>
        store.ReadAsync(
            async connection =>
            {
                var members = await GroupStore.FindAsync(connection, people);
                var events = await EventStore.OfAsync(connection, [.. members.Select(member => member.Key)], conversation, MostShown + 1);
                var cases = new List<CaseFacts>();
                foreach (var group in (await EventStore.CasesAsync(connection, [.. events.Select(each => each.CaseId).OfType<string>().Distinct()])).GroupBy(row => row.SubjectId))
                {
                    using var key = await subjects.OpenKeyOfAsync(connection, Guid.Parse(group.Key));
                    cases.AddRange(group.Select(row => new CaseFacts(row, new SealedValue(row.RowKey, row.Sealed).Open<CaseNumber>(key, "case_file", Guid.Parse(row.Id)).Number)));
                }
                return new EventFacts([.. cases.OrderBy(each => each.IsOpen ? 0 : 1).ThenByDescending(each => each.Row.OpenedAt)], [.. events.Take(MostShown)], events.Count > MostShown);
            },
            stop);
}
