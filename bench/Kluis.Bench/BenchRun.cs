using System.Globalization;

namespace Kluis.Bench;

/// <summary>
/// Measures the product beside a peer in the same run: <c>vault</c>, <c>audit</c>, <c>intake</c>, <c>search</c>, <c>pages</c> or <c>all</c>. Exit codes:
/// 0 done; 1 wrong call; 2 with <c>--check</c>, a target was missed.
/// </summary>
static class BenchRun
{
    const string Usage =
        """
        kluis bench vault|audit|intake|search|pages|all … [--check] [--quick] [--write]
          --check  exit with 2 when a target is missed
          --quick  small sizes, for a first look
          --write  all, and write the result to docs/performance.md
          --only TEXT  of intake and pages, what has this in its name
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        if (args is ["intake-worker", var data, var database, var activity, var each])
            return await IntakeBench.WorkAsync(data, database, activity, each);
        if (BenchOptions.Read(args) is not { } options)
        {
            await System.Console.Error.WriteLineAsync(Usage);
            return 1;
        }
        using var place = Place.Find();
        var machine = await Machine.LookAsync(place);
        System.Console.WriteLine(machine);
        var lines = new List<Line>();
        foreach (var verb in options.Verbs)
            lines.AddRange(await MeasureAsync(verb, place, options));
        System.Console.WriteLine();
        System.Console.Write(Report.Table(lines));
        if (options.Write)
            await File.WriteAllTextAsync(place.Document, Report.Document(lines, machine, options.Quick));
        return options.Check && lines.Any(line => line.Met == false) ? 2 : 0;
    }

    static async Task<IReadOnlyList<Line>> MeasureAsync(string verb, Place place, BenchOptions options) => verb switch
    {
        "vault" => await new VaultBench(place, options.Quick).RunAsync(),
        "audit" => await new AuditBench(place, options.Quick).RunAsync(),
        "intake" => await new IntakeBench(place, options).RunAsync(),
        "pages" => await new PagesBench(place, options).RunAsync(),
        _ => await new SearchBench(place, options.Quick).RunAsync(),
    };
}

/// <summary>What was asked on the command line.</summary>
/// <param name="Only">Null: everything.</param>
sealed record BenchOptions(IReadOnlyList<string> Verbs, bool Check, bool Quick, bool Write, string? Only)
{
    public bool Asks(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    static readonly string[] All = ["vault", "audit", "intake", "search", "pages"];

    /// <returns>Null for anything that is not a verb or an option, for no verb at all, and for a part that would be written as the whole.</returns>
    public static BenchOptions? Read(string[] args)
    {
        var at = Array.IndexOf(args, "--only");
        if (at >= 0 && at + 1 == args.Length)
            return null;
        var only = at < 0 ? null : args[at + 1];
        var rest = at < 0 ? args : [.. args[..at], .. args[(at + 2)..]];
        var known = rest.All(arg => All.Contains(arg) || arg is "all" or "--check" or "--quick" or "--write");
        var write = rest.Contains("--write");
        var verbs = write || rest.Contains("all") ? All : [.. All.Where(rest.Contains)];
        return known && verbs.Length > 0 && !(write && only is not null) ? new BenchOptions(verbs, rest.Contains("--check"), rest.Contains("--quick"), write, only) : null;
    }
}
