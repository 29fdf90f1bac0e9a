using System.Net.Http.Headers;
using Dapper;
using Kluis.Access;
using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Conversations;
using Kluis.Registers;
using Kluis.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kluis.Tests;

/// <summary>A whole product in this process: a fresh database, data and keyring folders, Kestrel on a free port.</summary>
sealed class RunningVault : IAsyncDisposable
{
    readonly Scratch scratch;
    WebApplication app;
    bool altered;
    int users;

    RunningVault(Scratch scratch, Settings settings, FakeTime time, CapturedLog log, Product product, WebApplication app)
    {
        (this.scratch, this.app) = (scratch, app);
        (Settings, Time, Log, Product) = (settings, time, log, product);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public Settings Settings { get; }

    public FakeTime Time { get; }

    public CapturedLog Log { get; }

    public Product Product { get; private set; }

    /// <summary>The database of the product, which a test may break.</summary>
    public FailingDatabase Database => (FailingDatabase)Product.Database;

    /// <summary>Without a token; see <see cref="ClientAsync"/>.</summary>
    public HttpClient Http { get; private set; }

    public IServiceProvider Services => app.Services;

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static async Task<RunningVault> StartAsync(Store store, FakeTime? time = null, params (string Name, string Value)[] more)
    {
        var scratch = new Scratch();
        var folder = Directory.CreateDirectory(scratch["data"]).FullName;
        var database = store == Store.Postgres ? await PostgresServer.TakeAsync() : await store.NewAsync(folder);
        var settings = SettingsOf(scratch, [("KLUIS_DATABASE", database), .. more]);
        var (clock, log) = (time ?? new FakeTime(), new CapturedLog());
        var (product, app) = await RunAsync(settings, clock, log);
        return new RunningVault(scratch, settings, clock, log, product, app);
    }

    public static Settings SettingsOf(Scratch scratch, params (string Name, string Value)[] more)
    {
        var variables = more.ToDictionary(each => each.Name, each => each.Value);
        variables.TryAdd("KLUIS_KEYRING", scratch["keys/keyring.json"]);
        variables.TryAdd("KLUIS_URLS", "http://127.0.0.1:0");
        var (settings, complaints) = Settings.Read(name => variables.GetValueOrDefault(name), scratch["data"], null);
        Assert.Empty(complaints);
        return settings!;
    }

    /// <summary>Ends the process's part and starts it again on the same folders and database.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        // Long enough for what the old one had leased.
        Time.Advance(TimeSpan.FromSeconds(11));
        (Product, app) = await RunAsync(Settings, Time, Log);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>A client with a fresh token of this role. What the role's scope needs is filled in where it is missing.</summary>
    public async Task<HttpClient> ClientAsync(
        Role role, string? source = null, string? team = null, string? queue = null, Guid? user = null, Guid? activity = null)
    {
        var (_, secret) = await TokenAsync(role, source, team, queue, user, activity);
        return ClientWith(secret);
    }

    public HttpClient ClientWith(string secret)
    {
        var client = new HttpClient { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    public async Task<(Guid Id, string Secret)> TokenAsync(
        Role role, string? source = null, string? team = null, string? queue = null, Guid? user = null, Guid? activity = null, int days = 90)
    {
        var wish = new TokenWish($"test {role.Name()}", role)
        {
            Source = source ?? (role == Role.Integrator ? "telephony" : null),
            Team = team ?? (role == Role.TeamLead ? "team-1" : null),
            Queue = queue ?? (role == Role.Quality ? "queue-1" : null),
            User = user ?? (role == Role.Agent ? await UserAsync(Role.Agent, $"agent-{Guid.NewGuid():N}") : null),
            Activity = activity,
            Days = days,
        };
        Assert.Null(wish.Problem());
        return await Get<Tokens>().CreateAsync(Actor.Product("test"), wish, default);
    }

    /// <summary>An account, with its agent ids of the telephone system.</summary>
    public async Task<Guid> UserAsync(Role role, params string[] agentIds)
    {
        var id = Product.Ids.New();
        await Product.Journal.ChangeAsync(Actor.Product("test"), async change =>
        {
            // An address belongs to one account: the first one here gets the one that is looked for everywhere.
            var profile = new UserProfile(Known.StaffName, Interlocked.Increment(ref users) == 1 ? Known.StaffMail : $"{id:N}@organisatie.example");
            await Get<AccessStore>().AddUserAsync(change, id, role, profile, "team-1", "queue-1", "nl", agentIds);
            change.Record(new AuditEvent(AuditAct.AccountInvited) { Target = id.ToString() });
            return true;
        });
        return id;
    }

    /// <summary>A processing activity under which everything may be kept, 90 days unless said otherwise.</summary>
    public async Task<Guid> ActivityAsync(string term = "P90D", params string[] purposes)
    {
        var terms = Enum.GetValues<PartKind>().ToDictionary(kind => kind, _ => Term.Parse(term)!.Value);
        var activity = new ProcessingActivity(
            Product.Ids.New(), "Klantenservice", "Vragen en klachten afhandelen", LegalBasis.Contract,
            purposes.Length > 0 ? purposes : ["service", "complaint", "quality"], terms)
        {
            Recording = RecordingMode.Announce, Protection = ProtectionClass.Normal,
        };
        await Product.Journal.ChangeAsync(Actor.Product("test"), async change =>
        {
            await Get<ActivityStore>().AddAsync(change, activity);
            change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = activity.Id.ToString() });
            return true;
        });
        return activity.Id;
    }

    /// <summary>Gives everything that waits its number in the log, now.</summary>
    public async Task SequenceAsync() => Assert.True(await Product.Sequencer.RunAsync(default));

    /// <summary>The whole log, oldest first, numbered.</summary>
    public async Task<List<AuditViewRow>> LogAsync()
    {
        await SequenceAsync();
        var newestFirst = await Get<AuditViewStore>().FindAsync(new AuditQuery { Limit = 100_000 }, default);
        newestFirst.Reverse();
        return newestFirst;
    }

    /// <summary>How many entries of this act the log has.</summary>
    public async Task<int> CountAsync(AuditAct act) => (await LogAsync()).Count(entry => entry.Act == act.Name());

    public Task<T> ScalarAsync<T>(string sql, object? parameters = null) =>
        Product.Database.ReadAsync(async connection => (await connection.ExecuteScalarAsync<T>(sql, parameters))!, default);

    /// <summary>Past the journal, as an intruder in the database would.</summary>
    public Task<int> TamperAsync(string sql, object? parameters = null)
    {
        altered |= sql.StartsWith("alter", StringComparison.OrdinalIgnoreCase);
        return Product.Database.WriteAsync(connection => connection.ExecuteAsync(sql, parameters), default);
    }

    /// <summary>What must hold after every test: the log verifies, nothing personal was said aloud, all openings are in the log.</summary>
    public async Task CheckAsync()
    {
        await SequenceAsync();
        AssertVerifies(await ExportAsync(), await ScalarAsync<long>("select count(*) from audit_view"));
        Known.AssertNoneIn(Log.ToString(), "The application log");
        CapturedOutput.AssertNoPersonalValue();
        var openings = await ScalarAsync<long>("select count(*) from audit_view where why is not null and outcome = 'ok'");
        Assert.True(Get<ConversationReader>().Opened == 0 || openings > 0, "Content was opened, and the log has no entry about it.");
    }

    public async Task<string> ExportAsync()
    {
        var folder = Directory.CreateDirectory(scratch[$"export-{Guid.NewGuid():N}"]).FullName;
        await Product.Publisher.ExportAsync(folder, default);
        return folder;
    }

    public void AssertVerifies(string folder, long entries)
    {
        if (entries == 0)
            return;
        var outcome = LogVerifier.Verify(folder, Product.Sequencer.Signer.VerifierKey);
        Assert.True(outcome.Yes, $"{outcome.Code}: {outcome.Reason}");
        Assert.Equal(entries, outcome.Size);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (!altered && !Settings.Database.StartsWith("sqlite:", StringComparison.Ordinal))
            await PostgresServer.GiveBackAsync(Settings.Database);
        scratch.Dispose();
    }

    async Task StopAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Product.DisposeAsync();
    }

    static async Task<(Product Product, WebApplication App)> RunAsync(Settings settings, FakeTime time, CapturedLog log)
    {
        var product = await Product.OpenAsync(settings, time, default, database => new FailingDatabase(database));
        // As after the first run of its owner; what is before that has tests of its own.
        await product.Database.WriteAsync(connection => connection.ExecuteAsync("update installation set set_up_at = coalesce(set_up_at, created_at)"), default);
        var app = WebHost.Build(product, services => services.AddSingleton<ILoggerProvider>(log).AddSingleton<IHostLifetime, NoSignals>());
        await app.StartAsync();
        // A test moves clock and files at moments of its own choice; what the start does beside it would make it chance.
        await Task.WhenAll(app.Services.GetServices<IHostedService>().OfType<BackgroundLoop>().Select(loop => loop.FirstTurn));
        return (product, app);
    }

    // A signal is for the run as a whole; a host that took it would end its own test only.
    sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
