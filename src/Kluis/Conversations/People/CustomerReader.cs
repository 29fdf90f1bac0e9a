using System.Data.Common;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Vault;

namespace Kluis.Conversations.People;

/// <summary>One person over all channels, as far as the caller may see it.</summary>
/// <param name="Id">The record that stands for the person; what was merged with it is theirs too.</param>
/// <param name="Name">Null: nobody has said it.</param>
/// <param name="IsLong">There are more conversations than the evidence was read from.</param>
sealed record CustomerFacts(
    Guid Id, string? Name, IReadOnlyList<KnownIdentifier> Identifiers, bool IsLong, IReadOnlyList<ChannelCount> Counts,
    FoundPage Conversations, IReadOnlyList<PeopleChange> Changes, IReadOnlyList<Member> Members)
{
    /// <summary>When the first part of what is kept goes; 0 when nothing is kept.</summary>
    public long FirstGone => ChannelCount.Earliest(Counts);

    public long LastGone => Counts.Select(count => count.Last).DefaultIfEmpty().Max();
}

/// <summary>A merge or split with its reason.</summary>
/// <param name="Reason">Null for who may not read it.</param>
sealed record PeopleChange(PeopleChangeRow Row, string? Reason);

/// <summary>What is sealed of a merge or split.</summary>
sealed record PeopleChangeReason(string Reason);

/// <summary>Which part of the list of conversations.</summary>
sealed record CustomerPage(int Limit, (long Key, string Id)? After = null, bool IsBackwards = false);

/// <summary>
/// The door to one person: within the reach of the conversation list, and recorded. Who reaches none of their conversations is
/// told what is told of a person who is not there.
/// </summary>
sealed class CustomerReader(ConversationStore store, Search search, KeyChain chain, Journal journal, TimeProvider time)
{
    /// <summary>As many conversations are read to tell by what somebody is known; it keeps the page's cost within bounds.</summary>
    const int MostEvidence = 200;
    const int MostChanges = 50;

    /// <returns>Null when there is nobody, or nobody within the caller's reach.</returns>
    public async Task<CustomerFacts?> ViewAsync(Caller caller, Guid id, CustomerPage page, CancellationToken stop)
    {
        var (members, scope) = await store.ReadAsync(connection => ScopeAsync(connection, caller, id), stop);
        if (members.Count == 0)
            return null;
        var root = Guid.Parse(members[0].Root);
        if (scope is null)
        {
            await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, DataSubject = root, Target = "customer" }, stop);
            return null;
        }
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.SubjectViewed) { DataSubject = root }, stop);
        return await store.ReadAsync(connection => ReadAsync(connection, caller, root, members, scope, page), stop);
    }

    /// <summary>What the log says about a person, for a role that may see it; others see nothing of it.</summary>
    public Task<List<AuditViewRow>> LogAsync(Caller caller, CustomerFacts facts, int most, CancellationToken stop)
    {
        var reach = caller.ReachOf(Permission.ReadLog);
        return reach is Reach.All or Reach.Own
            ? store.ReadAsync(connection => CustomerStore.LogAsync(connection, [.. facts.Members.Select(member => member.Key)], reach == Reach.Own ? caller.Actor.Id : null, most), stop)
            : Task.FromResult<List<AuditViewRow>>([]);
    }

    // An agent sees all of whom they have just looked up, and of everybody else their own conversations.
    async Task<(List<Member> Members, SearchQuery? Scope)> ScopeAsync(DbConnection connection, Caller caller, Guid id)
    {
        if (await SubjectStore.FindAsync(connection, id) is not { Kind: SubjectStore.Customer })
            return ([], null);
        var members = await GroupStore.FindAsync(connection, [id]);
        var reach = caller.ReachOf(Permission.Search);
        if (reach == Reach.All)
            return (members, new SearchQuery());
        if (reach == Reach.FoundCustomer && await SearchStore.RemembersAsync(connection, caller.Actor.Id, members, time.GetUtcNow().ToUnixTimeMilliseconds()))
            return (members, new SearchQuery());
        var scope = new SearchQuery { OnlyOwn = reach == Reach.FoundCustomer, Limit = 1 };
        var any = await SearchStore.FindAsync(connection, scope, Ids(members), caller);
        return (members, any.Rows.Count > 0 ? scope : null);
    }

    async Task<CustomerFacts> ReadAsync(DbConnection connection, Caller caller, Guid root, List<Member> members, SearchQuery scope, CustomerPage page)
    {
        var people = Ids(members);
        var rows = await CustomerStore.EvidenceAsync(connection, people, scope, caller, MostEvidence + 1);
        var (newest, hasMore) = (rows.Take(MostEvidence).ToList(), rows.Count > MostEvidence);
        var profiles = new List<SubjectProfile>();
        var parties = new List<(EvidenceRow Row, JsonObject Fields)>();
        var changes = new List<PeopleChange>();
        foreach (var member in members.OrderByDescending(member => member.IsRoot))
            changes.AddRange(await OpenAsync(connection, caller, member, newest, profiles, parties));
        parties.Sort((one, other) => other.Row.StartedAt.CompareTo(one.Row.StartedAt));
        var all = caller.ReachOf(Permission.Search) == Reach.All;
        var identifiers = Evidence.Of(parties, profiles, chain.Installation.Country, withRest: all);
        var masked = caller.ReachOf(Permission.Search) == Reach.FoundCustomer;
        return new CustomerFacts(
            root,
            NameOf(parties) ?? (all ? profiles.Select(profile => profile.Name).FirstOrDefault(name => name is not null) : null),
            masked ? [.. identifiers.Select(known => known with { Text = null, Identifier = null })] : identifiers,
            hasMore,
            await CustomerStore.CountsAsync(connection, people, scope, caller, newest, hasMore),
            await search.PageAsync(connection, caller, scope with { Limit = page.Limit, After = page.After, IsBackwards = page.IsBackwards }, people),
            [.. changes.OrderByDescending(change => change.Reason is not null).DistinctBy(change => change.Row.Id).OrderByDescending(change => change.Row.Id, StringComparer.Ordinal).Take(MostChanges)],
            members);
    }

    // One record under its key: the profile, the parties, and the reasons of merges and splits for who may make them.
    async Task<IReadOnlyList<PeopleChange>> OpenAsync(
        DbConnection connection, Caller caller, Member member, IEnumerable<EvidenceRow> rows, List<SubjectProfile> profiles, List<(EvidenceRow Row, JsonObject Fields)> parties)
    {
        var row = await SubjectStore.FindAsync(connection, member.Key);
        using var key = chain.Open(await KeyStore.FindAsync(connection, VaultId.Parse(row!.KeyId)) ?? throw new VaultException("keys.unavailable", $"Key {row.KeyId} is not there."));
        profiles.Add(new SealedValue(row.RowKey, row.Sealed).Open<SubjectProfile>(key, "data_subject", member.Key));
        foreach (var party in rows.Where(party => party.SubjectId == member.Id))
        {
            var fields = new SealedValue(party.RowKey, party.Sealed).Open(key.Secret, key.Id, key.Generation, "party", Guid.Parse(party.Id));
            parties.Add((party, (JsonObject)JsonNode.Parse(fields)!));
        }
        if (caller.ReachOf(Permission.Search) != Reach.All)
            return [];
        var changes = await PeopleChangeStore.OfAsync(connection, [member.Key], MostChanges);
        return [.. changes.Select(change => new PeopleChange(change, change.SubjectId == member.Id ? new SealedValue(change.RowKey, change.Sealed).Open<PeopleChangeReason>(key, "people_change", Guid.Parse(change.Id)).Reason : null))];
    }

    static string? NameOf(List<(EvidenceRow Row, JsonObject Fields)> parties) =>
        parties.Select(party => PartyIdentifiers.Text(party.Fields, "name")).FirstOrDefault(name => name is not null);

    static IReadOnlyList<Guid> Ids(IEnumerable<Member> members) => [.. members.Select(member => member.Key)];
}
