using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Conversations.Events;
using Kluis.Conversations.People;
using Kluis.Intake;
using Kluis.Intake.Folders;
using Kluis.Intake.Import;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Retention;
using Kluis.Storage;
using Kluis.Upkeep;
using Kluis.Vault;
using Kluis.Web;
using Microsoft.AspNetCore.DataProtection;

namespace Kluis;

/// <summary>The product without its web server: database, keys, log. What every verb needs, opened in the one right order.</summary>
sealed class Product : IAsyncDisposable
{
    Product(Database database, FileKeyring keyring, KeyChain chain, IdSource ids, TimeProvider time, Settings settings)
    {
        Database = database;
        Keyring = keyring;
        Chain = chain;
        Ids = ids;
        Time = time;
        Settings = settings;
        Objects = new FileObjectStore(settings.Objects);
        Leases = new LeaseStore(database, time);
        AuditStore = new AuditStore(chain, ids);
        Journal = new Journal(database, AuditStore, time);
        Sequencer = new SequencerStore(database, chain, Leases, time);
        Publisher = new LogPublisher(database, LogTables.Audit, new LogFolder(Path.Combine(settings.Data, "log")));
        Ledger = new Ledger(database, chain, keyring, new LogFolder(Path.Combine(settings.Data, "ledger")));
    }

    public Database Database { get; }

    public FileKeyring Keyring { get; }

    public KeyChain Chain { get; }

    public IdSource Ids { get; }

    public TimeProvider Time { get; }

    public Settings Settings { get; }

    public IObjectStore Objects { get; }

    public LeaseStore Leases { get; }

    public AuditStore AuditStore { get; }

    public Journal Journal { get; }

    public SequencerStore Sequencer { get; }

    public LogPublisher Publisher { get; }

    public Ledger Ledger { get; }

    /// <param name="around">What stands between the product and its database; null: nothing does.</param>
    public static async Task<Product> OpenAsync(Settings settings, TimeProvider time, CancellationToken stop, Func<Database, Database>? around = null)
    {
        Directory.CreateDirectory(settings.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var ids = new IdSource(time);
        var opened = Storage.Database.Open(settings.Database);
        var database = around?.Invoke(opened) ?? opened;
        await database.MigrateAsync(stop);
        var installation = await InstallationStore.OpenAsync(database, ids, time, settings.LogOrigin, settings.Country, stop);
        var keys = new KeyStore(database);
        var keyring = KeyringOpening.Open(settings.Keyring, settings.KeyringPassphraseFile, settings.Data, (await keys.EpochsAsync(stop)).Count == 0, time);
        var chain = new KeyChain(installation, keyring, keys, time);
        await chain.OpenAsync(stop);
        return new Product(database, keyring, chain, ids, time, settings);
    }

    /// <summary>Everything as services, for a verb on the host: nothing runs by itself. What the product holds stays open.</summary>
    public ServiceProvider Services()
    {
        var services = new ServiceCollection().AddLogging();
        AddTo(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Everything as services, for the web server.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(this).AddSingleton(Database).AddSingleton(Chain).AddSingleton(Chain.Installation).AddSingleton(Ids).AddSingleton(Time)
            .AddSingleton(Objects).AddSingleton(Leases).AddSingleton(AuditStore).AddSingleton(Journal).AddSingleton(Sequencer).AddSingleton(Publisher).AddSingleton(Settings)
            .AddSingleton<IDataProtectionProvider, HouseProtection>().AddSingleton<Cursors>().AddSingleton<SealedState>()
            .AddSingleton<AuditViewStore>().AddSingleton<DisclosureStore>().AddSingleton<LogCheckStore>().AddSingleton<LogCheck>().AddSingleton(new SignInSpans(Settings.LockAfter) { ContentLock = OpenedStore.LocksAtAsync }).AddSingleton<AccessStore>().AddSingleton<KeptFormsApi>().AddSingleton<Tokens>().AddSingleton<TokenDesk>().AddSingleton<WhoMay>().AddSingleton<DeniedCounter>()
            .AddSingleton<AccountStore>().AddSingleton<FactorStore>().AddSingleton<SignInStore>().AddSingleton<Passwords>().AddSingleton<Lockout>().AddSingleton<SignIns>()
            .AddSingleton<SignInFactors>().AddSingleton<Invitations>().AddSingleton<SetUpStore>().AddSingleton<SetUps>().AddSingleton<AccountChanges>().AddSingleton<UserList>().AddSingleton<OwnPassword>().AddSingleton<Notices>().AddSingleton<SignInSweepStore>().AddSingleton<SignInSweep>().AddSingleton<RoleRequests>().AddSingleton(Settings.TimeZone)
            .AddSingleton(each => RoleRequests.KindOf(each.GetRequiredService<AccountStore>(), each.GetRequiredService<AccountChanges>(), each.GetRequiredService<ReachCount>())).AddSingleton<ScreenLock>().AddSingleton(PasskeySite.Of(Settings.PublicUrl)).AddSingleton<Passkeys>()
            .AddSingleton<ActivityStore>().AddSingleton<ActivityRegister>().AddSingleton<BlindIndex>().AddSingleton<SubjectStore>().AddSingleton<ConversationStore>()
            .AddSingleton<SearchLimit>().AddSingleton<SearchStore>().AddSingleton<Search>().AddSingleton<OpeningStore>().AddSingleton<SpecialMarkStore>().AddSingleton<SpecialMarks>().AddSingleton<ObjectVault>().AddSingleton<ConversationWriter>()
            .AddSingleton<ConversationReader>().AddSingleton<VconExport>().AddSingleton<MarksReader>().AddSingleton(new ContentDisk(Settings.Objects, Settings.Data)).AddSingleton<DiskReserve>().AddSingleton<IntakeGate>().AddSingleton<RecordingIntake>().AddSingleton<LateContent>().AddSingleton<ContentIntake>().AddSingleton<SignerStore>().AddSingleton(new VconKeys(Settings.VconKeys)).AddSingleton<VconCover>().AddSingleton<VconIntake>()
            .AddSingleton<IntakeKeys>().AddSingleton<IntakeActivities>().AddSingleton<QuarantineStore>().AddSingleton<Quarantine>().AddSingleton<DeliveryApi>().AddSingleton<Incoming>().AddSingleton<ImportStore>().AddSingleton<ImportCheck>().AddSingleton<Importer>()
            .AddSingleton<EventStore>().AddSingleton<CustomerEvents>().AddSingleton<FoundList>().AddSingleton<KeptSearchStore>().AddSingleton<KeptSearches>().AddSingleton<CustomerReader>().AddSingleton<SplitStore>().AddSingleton<PeopleEditing>()
            .AddSingleton(new PublicAddress(Settings.PublicUrl)).AddSingleton<ScreenPopStore>().AddSingleton<ScreenPops>()
            .AddSingleton<OpeningSweep>().AddSingleton<OrphanSweep>();
        services.AddSingleton<INeeds, ApprovalNeeds>().AddSingleton<INeeds, TokenNeeds>().AddSingleton<INeeds, LogNeeds>().AddSingleton<INeeds, MailNeeds>()
            .AddSingleton<INeeds, AccountNeeds>().AddSingleton<AccountNeedStore>().AddSingleton<INeeds, RegisterNeeds>()
            .AddSingleton<INeeds, ConversationNeeds>().AddSingleton<OpenedStore>().AddSingleton<OpenedLately>().AddSingleton<INeeds, DiskNeeds>().AddSingleton<SourceStore>().AddSingleton<INeeds, SourceNeeds>();
        services.AddSingleton<ReachStore>().AddSingleton<ReachCount>(each => each.GetRequiredService<ReachStore>().CountAsync).AddApprovals();
        services.AddSingleton(new Inbox(Settings.Inbox)).AddSingleton<FolderStore>().AddSingleton<FolderDesk>().AddSingleton<FolderPreview>().AddSingleton<FolderLook>().AddSingleton<FolderWatch>()
            .AddSingleton<INeeds, FolderNeeds>();
        services.AddSingleton(Keyring).AddSingleton<IKeyring>(Keyring).AddSingleton<ClockStore>().AddSingleton<ClockWatch>().AddSingleton<Pulse>().AddSingleton<INeeds, UpkeepNeeds>();
        services.AddSingleton(Ledger).AddSingleton<ErasureStore>().AddSingleton<Eraser>().AddSingleton<RetentionSweep>().AddSingleton<Certificates>().AddSingleton<TombstoneStore>().AddSingleton<HoldMarkStore>().AddSingleton<LegalHoldStore>().AddSingleton<LegalHolds>();
        services.AddSingleton(new MailRoute(Settings.Smtp)).AddSingleton<OutboxStore>().AddSingleton<Mails>().AddSingleton<OutboxSweep>();
        services.AddSingleton(new TelemetryTarget(Settings.Otlp)).AddHostedService<Telemetry>();
        services.AddHostedService(each => each.GetRequiredService<LogCheck>());
        services.AddLoops();
    }

    public async ValueTask DisposeAsync()
    {
        Publisher.Dispose();
        Ledger.Dispose();
        Sequencer.Signer.Dispose();
        await Database.DisposeAsync();
        Keyring.Dispose();
    }
}
