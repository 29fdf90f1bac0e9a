using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Intake;
using Kluis.Registers;
using Kluis.Retention;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Demo;

/// <summary>What a visitor of the demo needs to get in.</summary>
sealed record DemoDoors(IReadOnlyDictionary<string, string> Tokens, IReadOnlyDictionary<string, string> SignIn);

/// <summary>Fills an empty vault through the same doors that everybody uses: intake, journal, tokens.</summary>
sealed class DemoSeed(
    Journal journal, AccessStore access, Tokens tokens, ActivityStore activities, VconIntake intake, SpecialMarks specials, KeptSearches kept, AccountStore accounts, Passwords passwords, ErasureStore erasures, RetentionSweep sweep, IdSource ids, TimeProvider time)
{
    public const int First = 40;
    const string Source = "telephony";
    static readonly Actor Builder = Actor.Product("demo");
    readonly SpeechMaker speech = new();

    /// <summary>Users, activities, a token and a link for each role. People of an earlier start stay who they are.</summary>
    public async Task<DemoDoors> OpenAsync(string url, CancellationToken stop)
    {
        if ((await access.UsersAsync(stop)).Count == 0)
        {
            await AddActivitiesAsync(stop);
            await AddUsersAsync(stop);
            await KeepSearchesAsync(stop);
        }
        var users = await access.UsersAsync(stop);
        var tokenOf = new Dictionary<string, string>(StringComparer.Ordinal);
        var linkOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in Enum.GetValues<Role>())
        {
            var user = users.First(each => each.Role == role.Name());
            tokenOf[role.Name()] = await TokenAsync(role, user, stop);
            linkOf[role.Name()] = $"{url.TrimEnd('/')}/sign-in/{await LinkAsync(user, stop)}";
        }
        return new DemoDoors(tokenOf, linkOf);
    }

    /// <summary>The first forty, spoken and stored side by side; the caller waits for them.</summary>
    public async Task FirstAsync(CancellationToken stop)
    {
        var byName = await ByNameAsync(stop);
        await Parallel.ForEachAsync(
            DemoWorld.Conversations(time.GetUtcNow()).Take(First),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop },
            async (conversation, cancel) => await StoreAsync(conversation, byName, cancel));
    }

    /// <summary>A call whose sound has served: its term ends in a moment, and it is destroyed before the eyes of the visitor.</summary>
    public async Task LeavingAsync(CancellationToken stop)
    {
        if ((await erasures.ListAsync(null, 1, stop)).Count > 0)
            return;
        Term TermOf(DemoConversation each) => Term.Parse(DemoWorld.Activities.First(activity => activity.Key == each.Activity).Terms["recording"])!.Value;
        // A term in days: where it began is plain.
        var call = DemoWorld.Conversations(time.GetUtcNow()).First(each => each.Kind == DemoKind.Call && TermOf(each).Months == 0);
        var byName = await ByNameAsync(stop);
        DateTimeOffset due;
        var lead = TimeSpan.FromSeconds(2);
        do
        {
            // On a busy machine it is spoken and sealed too late, and refused: then with more time.
            lead *= 1.5;
            due = time.GetUtcNow() + lead;
        }
        while (!await StoreAsync(call with { Start = due.AddDays(-TermOf(call).Days) }, byName, stop));
        if (due - time.GetUtcNow() is { Ticks: > 0 } left)
            await Task.Delay(left, TimeProvider.System, stop);
        await sweep.RunAsync(time.GetUtcNow(), stop);
    }

    /// <summary>The others, spread over a minute: a contact centre at work.</summary>
    public async Task RestAsync(CancellationToken stop)
    {
        var byName = await ByNameAsync(stop);
        foreach (var conversation in DemoWorld.Conversations(time.GetUtcNow()).Skip(First))
        {
            await StoreAsync(conversation, byName, stop);
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, stop);
        }
    }

    // False: it may not be kept any more.
    async Task<bool> StoreAsync(DemoConversation conversation, IReadOnlyDictionary<string, Guid> byName, CancellationToken stop)
    {
        var audio = conversation.Kind == DemoKind.Call ? await speech.SpeakAsync(conversation, stop) : null;
        using var document = new MemoryStream(DemoVcon.Build(conversation, audio), writable: false);
        var caller = new Caller(Builder, Role.Integrator) { Source = Source };
        var result = await intake.TakeAsync(caller, byName[conversation.Activity], document, _ => AsyncEnumerable.Empty<SentFile>(), stop);
        // Of a year of work, what is past its term is not there any more.
        if (result.Refusal is { } over && PastTerm.IsOver(over.Code))
            return false;
        if (result.Refusal is { } refusal)
            throw new InvalidOperationException($"The demo made a conversation that is refused: {refusal.Code}.");
        if (conversation.SubjectLine == DemoWorld.SpecialSubject)
            await specials.MarkAsync(new Caller(Builder, Role.PrivacyOfficer), result.Stored!.Id, new SpecialReason(["health"], "c", "Iemand in huis gebruikt zuurstof."), stop);
        return true;
    }

    async Task<Dictionary<string, Guid>> ByNameAsync(CancellationToken stop)
    {
        var stored = await activities.AllAsync(stop);
        return DemoWorld.Activities.ToDictionary(each => each.Key, each => stored.First(activity => activity.Name == each.NameNl).Id, StringComparer.Ordinal);
    }

    Task AddActivitiesAsync(CancellationToken stop) =>
        journal.ChangeAsync(
            Builder,
            async change =>
            {
                foreach (var each in DemoWorld.Activities)
                {
                    var terms = each.Terms.ToDictionary(term => PartKinds.Parse(term.Key)!.Value, term => Term.Parse(term.Value)!.Value);
                    var activity = new ProcessingActivity(ids.New(), each.NameNl, each.Purpose, BasisOf(each.LegalBasis), each.Purposes, terms)
                    {
                        Recording = RecordingModes.Parse(each.Recording)!.Value, Protection = ProtectionClasses.Parse(each.Protection)!.Value,
                        People = each.People, Data = each.Data, Owner = each.Owner, Note = each.Note,
                    };
                    await activities.AddAsync(change, activity, Builder.Id);
                    change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = activity.Id.ToString() });
                }
                return true;
            },
            stop);

    // One hash for all of them: it is slow to make, and this is a demo.
    async Task AddUsersAsync(CancellationToken stop)
    {
        var password = await passwords.HashAsync(DemoStaff.Password, stop);
        await journal.ChangeAsync(
            Builder,
            async change =>
            {
                foreach (var each in DemoWorld.Users)
                {
                    var id = ids.New();
                    await access.AddUserAsync(change, id, Roles.Parse(each.Role)!.Value, new UserProfile(each.Name, each.Email), each.Team, each.Queue, "nl", each.AgentIds);
                    change.Record(new AuditEvent(AuditAct.AccountInvited) { Target = id.ToString() });
                    if (await accounts.FindAsync(change.Connection, id) is { } account)
                        await accounts.SetPasswordAsync(change, account, password);
                    await AccountStore.ActivateAsync(change, id);
                }
                await SetUpStore.CompleteAsync(change, DemoWorld.Organisation, "NL", "EEA");
                change.Record(new AuditEvent(AuditAct.InstallationSetUp));
                return true;
            },
            stop);
    }

    async Task KeepSearchesAsync(CancellationToken stop)
    {
        var user = (await access.UsersAsync(stop)).First(each => each.Role == Role.PrivacyOfficer.Name());
        var officer = new Caller(new Actor(user.Id, Holder: VaultId.Parse(user.HolderId)), Role.PrivacyOfficer) { User = Guid.Parse(user.Id) };
        foreach (var (name, criteria) in DemoWorld.KeptSearches)
            await kept.KeepAsync(officer, name, SearchCriteria.Of(criteria.GetValueOrDefault), stop);
    }

    async Task<string> TokenAsync(Role role, UserRow user, CancellationToken stop) =>
        (await tokens.CreateAsync(
            Builder,
            new TokenWish($"demo {role.Name()}", role)
            {
                Days = 7, Team = user.Team, Queue = user.Queue, User = role == Role.Agent ? Guid.Parse(user.Id) : null, Source = role == Role.Integrator ? Source : null,
            },
            stop)).Secret;

    Task<string> LinkAsync(UserRow user, CancellationToken stop) =>
        journal.ChangeAsync(
            Builder,
            async change =>
            {
                var secret = Secret.New();
                await AccessStore.AddLinkAsync(change, Secret.Hash(secret), Guid.Parse(user.Id), change.Now + (long)TimeSpan.FromHours(12).TotalMilliseconds);
                change.Record(new AuditEvent(AuditAct.AccountInvited) { Target = user.Id });
                return secret;
            },
            stop);

    // The letter of GDPR Art. 6(1), as law texts number it.
    static LegalBasis BasisOf(string article) => article[^1] switch
    {
        'a' => LegalBasis.Consent,
        'b' => LegalBasis.Contract,
        'c' => LegalBasis.LegalObligation,
        'd' => LegalBasis.VitalInterests,
        'e' => LegalBasis.PublicTask,
        _ => LegalBasis.LegitimateInterests,
    };
}
