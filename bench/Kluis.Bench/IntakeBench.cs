using Kluis.Intake;

namespace Kluis.Bench;

/// <summary>How many conversations come in within a second, each with 100 kB of sound, beside plain files and rows of as many bytes.</summary>
sealed class IntakeBench(Place place, BenchOptions options)
{
    const string Group = "intake";

    /// <summary>As many as the product takes in at once.</summary>
    const int Clients = IntakeGate.AtOnce;

    readonly int rounds = options.Quick ? 3 : 7;
    readonly int each = options.Quick ? 10 : 30;

    public async Task<IReadOnlyList<Line>> RunAsync()
    {
        var lines = new List<Line>();
        if (options.Asks("SQLite"))
            lines.AddRange(await SqliteAsync());
        if (options.Asks("stored"))
            lines.Add(await FlatAsync());
        if (options.Asks("PostgreSQL") && await PostgresPeer.StartAsync(place) is { } server)
        {
            await using var _ = server;
            lines.AddRange(await PostgresAsync(server));
        }
        return lines;
    }

    async Task<IReadOnlyList<Line>> SqliteAsync()
    {
        await using var vault = await IntakeVault.OpenAsync(place.Fresh("intake"));
        await using var plain = await PlainStore.OpenAsync(place.Fresh("plain"), $"sqlite:{place.Fresh("plain-db")}");
        return [await BesideAsync("SQLite", vault, plain), await MemoryAsync(vault)];
    }

    async Task<IReadOnlyList<Line>> PostgresAsync(PostgresPeer server)
    {
        await using var plain = await PlainStore.OpenAsync(place.Fresh("plain"), server.ConnectionString);
        await using var vault = await IntakeVault.OpenAsync(place.Fresh("intake"), server.ConnectionString);
        return [await BesideAsync("PostgreSQL", vault, plain), await TwoProcessesAsync(vault, server.ConnectionString)];
    }

    async Task<Line> BesideAsync(string store, IntakeVault vault, PlainStore plain)
    {
        var pair = await Timed.PairAsync(rounds, () => RateAsync(vault.TakeAsync), () => RateAsync(plain.TakeAsync));
        return Line.Ratio(Group, $"a call with 100 kB of sound, beside a plain file and a row in {store}", $"{pair.Ours:N0} conversations/s; plain {pair.Theirs:N0}", pair.Ratio, 0.5);
    }

    // What a process holds after many is what it held after few.
    async Task<Line> MemoryAsync(IntakeVault vault)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < rounds; round++)
            await RateAsync(vault.TakeAsync);
        var grown = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        return Line.AtMost(Group, $"memory held after {rounds * Clients * each:N0} conversations more", $"{grown:0.0} MB more", Math.Max(grown, 0), 8, "MB");
    }

    // The database of many years beside a young one, in turns; copies, since the filled ones are kept.
    async Task<Line> FlatAsync()
    {
        var many = options.Quick ? 100_000 : 1_000_000;
        await using var large = await IntakeVault.OpenAsync(await CopyAsync(await FilledVault.OpenAsync(place, many)));
        await using var small = await IntakeVault.OpenAsync(await CopyAsync(await FilledVault.OpenAsync(place, 10_000)));
        var pair = await Timed.PairAsync(rounds, () => RateAsync(large.TakeAsync), () => RateAsync(small.TakeAsync));
        return Line.RatioAtMost(Group, $"cost of a conversation with {many:N0} stored, beside 10,000", $"{pair.Ours:N0} conversations/s; {pair.Theirs:N0}", 1 / pair.Ratio, 1.25);
    }

    async Task<string> CopyAsync(FilledVault filled)
    {
        var copy = Directory.CreateDirectory(place.Fresh("filled")).FullName;
        await Tool.RunAsync("cp -r --reflink=auto \"$1\"/. \"$2\"", filled.Folder, copy);
        return Path.Combine(copy, "data");
    }

    // Each in a process of its own, so that they share nothing but the database.
    async Task<Line> TwoProcessesAsync(IntakeVault vault, string database)
    {
        var alone = new List<(double Rate, double Busy)>();
        var both = new List<double>();
        for (var round = 0; round <= rounds / 2; round++)
        {
            alone.Add(await ProcessesAsync(1, vault, database));
            both.Add((await ProcessesAsync(2, vault, database)).Rate);
        }
        var one = Timed.Median(alone.Skip(1).Select(run => run.Rate));
        var two = Timed.Median(both.Skip(1));
        var busy = Timed.Median(alone.Skip(1).Select(run => run.Busy));
        var figure = $"{two:N0} conversations/s; one {one:N0}, with the processors {busy:P0} busy";
        // Two of them need twice what one takes: where one leaves less than that, the machine is measured.
        return busy > 0.6
            ? Line.Told(Group, "two processes on one PostgreSQL, beside one", $"{figure}; {two / one:0.00} ×, no verdict on processors that one fills")
            : Line.Ratio(Group, "two processes on one PostgreSQL, beside one", figure, two / one, 1.6);
    }

    async Task<(double Rate, double Busy)> ProcessesAsync(int count, IntakeVault vault, string database)
    {
        var (busy, all) = ProcessorTicks();
        var rates = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => WorkerAsync(vault, database)));
        var (busyAfter, allAfter) = ProcessorTicks();
        return (rates.Sum(), (busyAfter - busy) / (allAfter - all));
    }

    async Task<double> WorkerAsync(IntakeVault vault, string database) => double.Parse(
        await Tool.RunAsync("exec \"$@\"", Environment.ProcessPath!, "intake-worker", vault.Data, database, $"{vault.Activity}", $"{each}"));

    /// <summary>What a process of its own does: warms up, takes in, says how many in a second.</summary>
    public static async Task<int> WorkAsync(string data, string database, string activity, string each)
    {
        await using var vault = await IntakeVault.OpenAsync(data, database, Guid.Parse(activity));
        await Timed.RateAsync(Clients, 5, vault.TakeAsync);
        System.Console.WriteLine(await Timed.RateAsync(Clients, int.Parse(each), vault.TakeAsync));
        return 0;
    }

    Task<double> RateAsync(Func<Task> take) => Timed.RateAsync(Clients, each, take);

    // proc(5): user, nice, system, idle, iowait, …
    static (double Busy, double All) ProcessorTicks()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(double.Parse).ToList();
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }
}
