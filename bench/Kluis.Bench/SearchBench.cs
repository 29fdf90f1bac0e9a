using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Web;

namespace Kluis.Bench;

/// <summary>How long the first page of one customer's conversations takes, and what the program costs that holds them.</summary>
sealed class SearchBench(Place place, bool quick)
{
    const string Group = "search";

    readonly int rounds = quick ? 3 : 9;
    readonly int many = quick ? 100_000 : 1_000_000;

    public async Task<IReadOnlyList<Line>> RunAsync()
    {
        var large = await FilledVault.OpenAsync(place, many);
        var small = await FilledVault.OpenAsync(place, 10_000);
        return [.. await SearchAsync(large, small), .. await ServeAsync(large)];
    }

    async Task<IReadOnlyList<Line>> SearchAsync(FilledVault large, FilledVault small)
    {
        await using var inLarge = await OpenedVault.OpenAsync(large.Data);
        await using var inSmall = await OpenedVault.OpenAsync(small.Data);
        await WarmAsync(large);
        await WarmAsync(small);
        List<double[]> ofLarge = [], ofSmall = [];
        for (var round = 0; round <= rounds; round++)
        {
            ofLarge.Add(await TimesAsync(inLarge, large.Customers));
            ofSmall.Add(await TimesAsync(inSmall, small.Customers));
        }
        var tail = Tail(ofLarge);
        var ratio = Timed.Median(ofLarge.Skip(1).Zip(ofSmall.Skip(1), (one, other) => Timed.Median(one) / Timed.Median(other)));
        return
        [
            Line.AtMost(Group, $"first page by telephone number among {many:N0}", $"median {Middle(ofLarge):0.0} ms, p99 {tail:0.0} ms", tail, 20, "ms"),
            Line.RatioAtMost(Group, "the same beside 10,000 (medians)", $"10,000: median {Middle(ofSmall):0.0} ms, p99 {Tail(ofSmall):0.0} ms", ratio, 2),
        ];
    }

    // Both files in the page cache, as those of a server are after a while: else the disk is measured, and only for the large one.
    static async Task WarmAsync(FilledVault vault)
    {
        await using var file = new FileStream(vault.Database, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 20);
        await file.CopyToAsync(Stream.Null, 1 << 20);
    }

    static double Tail(List<double[]> times) => Timed.Median(times.Skip(1).Select(round => Timed.Quantile(round, 0.99)));

    static double Middle(List<double[]> times) => Timed.Median(times.Skip(1).Select(Timed.Median));

    static async Task<double[]> TimesAsync(Product product, int customers)
    {
        var cursors = new Cursors(new HouseProtection(product.Chain));
        var search = new Search(new SearchStore(product.Database, new BlindIndex(product.Chain)), product.Chain, product.Journal, cursors, new SearchLimit(TimeProvider.System));
        var caller = new Caller(new Actor("token:6f1d8c0b2a3e4f5061728394a5b6c7d8", "192.0.2.17"), Role.PrivacyOfficer);
        var times = new double[500];
        for (var i = 0; i < times.Length; i++)
        {
            var (query, problem) = SearchReading.Read(new SearchBody { Phone = Population.PhoneOf(Random.Shared.Next(customers)) }, "NL", cursors);
            times[i] = 1000 * await Timed.SecondsAsync(() => FindAsync(search, caller, query ?? throw new InvalidOperationException(problem)));
        }
        return times;
    }

    static async Task FindAsync(Search search, Caller caller, SearchQuery query)
    {
        var (refusal, _) = await search.RunAsync(caller, query, default);
        if (refusal is not null)
            throw new InvalidOperationException(refusal);
    }

    async Task<IReadOnlyList<Line>> ServeAsync(FilledVault large)
    {
        // The first start takes up what the searches left: entries without a number.
        await using (var first = await ServedVault.StartAsync(place, large.Data))
            await first.IdleAsync();
        var starts = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            await using var served = await ServedVault.StartAsync(place, large.Data);
            starts.Add(served.StartSeconds);
        }
        await using var idle = await ServedVault.StartAsync(place, large.Data);
        await idle.IdleAsync();
        var start = Timed.Median(starts);
        return
        [
            Line.AtMost(Group, $"kluis serve over {many:N0}: start until /readyz says 200", $"median {start:0.00} s of {rounds} starts", start, 2, "s"),
            Line.AtMost(Group, $"kluis serve over {many:N0}: memory when idle", $"resident {idle.ResidentMegabytes:0} MB", idle.ResidentMegabytes, 200, "MB"),
        ];
    }
}
