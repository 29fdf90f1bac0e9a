using System.Security.Cryptography;
using System.Text;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Registers;

namespace Kluis.Bench;

/// <summary>A data folder with many conversations, kept between runs as long as tables and makers are the same.</summary>
sealed class FilledVault
{
    // Rises when the rows that are made here change.
    const string Version = "2";
    const int Activities = 30;

    public const int Agents = 400;

    readonly string folder;

    FilledVault(string folder, int conversations)
    {
        this.folder = folder;
        Conversations = conversations;
    }

    public int Conversations { get; }

    public int Customers => Conversations * 3 / 10;

    /// <summary>Holds the data and the keyring.</summary>
    public string Folder => folder;

    public string Data => Path.Combine(folder, "data");

    public string Database => Path.Combine(Data, "kluis.db");

    string StampFile => Path.Combine(folder, "filled");

    public static async Task<FilledVault> OpenAsync(Place place, int conversations)
    {
        var vault = new FilledVault(Path.Combine(place.Folder, $"vault-{conversations}"), conversations);
        if (File.Exists(vault.StampFile) && await File.ReadAllTextAsync(vault.StampFile) == Stamp)
            return vault;
        if (Directory.Exists(vault.folder))
            Directory.Delete(vault.folder, recursive: true);
        var seconds = await Timed.SecondsAsync(vault.FillAsync);
        await System.Console.Error.WriteLineAsync($"Filled {conversations:N0} conversations in {seconds:N0} s");
        await File.WriteAllTextAsync(vault.StampFile, Stamp);
        return vault;
    }

    /// <summary>Another one, and what was filled before is of no use.</summary>
    public static string Stamp { get; } = $"{Version} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Tables()))))}";

    // The tables as the migrations make them: another form of them makes the folder useless.
    static IEnumerable<string> Tables()
    {
        var product = typeof(Product).Assembly;
        foreach (var name in product.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(product.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }

    async Task FillAsync()
    {
        var product = await OpenedVault.OpenAsync(Data);
        var activities = await AddActivitiesAsync(product);
        // The keys stay in memory; the file is now the bulk writer's alone.
        await product.DisposeAsync();
        using var bulk = new BulkWriter(Database);
        var now = TimeProvider.System.GetUtcNow();
        var population = new Population(product.Chain, new BlindIndex(product.Chain), product.Ids, now.ToUnixTimeMilliseconds());
        var agents = await PeopleAsync(bulk, Agents, population.Agent);
        var customers = await PeopleAsync(bulk, Customers, population.Customer);
        var maker = new ConversationRows(activities, product.Ids);
        await bulk.AddAsync(Conversations, number => Call(maker, customers, agents, number, now), rows => rows);
        bulk.Finish();
    }

    // Two years, oldest first; few customers come often, most seldom, and the first of all is the one with thousands.
    IEnumerable<BulkRow> Call(ConversationRows maker, Person[] customers, Person[] agents, int number, DateTimeOffset now)
    {
        var start = now - (TimeSpan.FromDays(730) * (1 - ((double)number / Conversations)));
        var share = Random.Shared.NextDouble();
        var customer = number % 5000 == 0 ? 0 : (int)(customers.Length * share * share);
        var agent = (int)(agents.Length * Random.Shared.NextDouble());
        return maker.Make(customers[customer], agents[agent], start, new ConversationMix(number, agent));
    }

    static Task<List<ProcessingActivity>> AddActivitiesAsync(Product product)
    {
        var store = new ActivityStore(product.Database, product.Chain, product.Ids);
        var terms = new Dictionary<PartKind, Term>
        {
            [PartKind.Recording] = new(6, 0), [PartKind.Transcript] = new(24, 0), [PartKind.CallMetadata] = new(84, 0), [PartKind.Chat] = new(24, 0), [PartKind.Mail] = new(24, 0),
        };
        return product.Journal.ChangeAsync(
            Actor.Product("bench"),
            async change =>
            {
                var made = new List<ProcessingActivity>();
                for (var number = 1; number <= Activities; number++)
                {
                    var activity = new ProcessingActivity(product.Ids.New(), $"Customer contact {number}", "Answering customers", LegalBasis.Contract, ["service", "complaint"], terms)
                    {
                        Recording = RecordingMode.Announce, Protection = ProtectionClass.Normal,
                    };
                    await store.AddAsync(change, activity);
                    change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = activity.Id.ToString() });
                    made.Add(activity);
                }
                return made;
            });
    }

    static async Task<Person[]> PeopleAsync(BulkWriter bulk, int count, Func<int, (Person Person, IReadOnlyList<BulkRow> Rows)> make)
    {
        var people = new Person[count];
        await bulk.AddAsync(
            count,
            number =>
            {
                (people[number], var rows) = make(number);
                return rows;
            },
            rows => rows);
        return people;
    }
}
