namespace Kluis.Bench;

/// <summary>Times, and what is taken from many of them.</summary>
static class Timed
{
    public static long Now => TimeProvider.System.GetTimestamp();

    public static TimeSpan Since(long start) => TimeProvider.System.GetElapsedTime(start);

    public static async Task<double> SecondsAsync(Func<Task> act)
    {
        var start = Now;
        await act();
        return Since(start).TotalSeconds;
    }

    /// <summary>How many acts a second many clients get done, each one after another.</summary>
    public static async Task<double> RateAsync(int clients, int each, Func<Task> act)
    {
        async Task ClientAsync()
        {
            for (var i = 0; i < each; i++)
                await act();
        }
        return clients * each / await SecondsAsync(() => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(ClientAsync))));
    }

    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    public static double Quantile(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min((int)(sorted.Length * part), sorted.Length - 1)];
    }

    /// <summary>Takes both in turns, after one round that does not count: what else the machine does then hits both alike.</summary>
    public static async Task<Pair> PairAsync(int rounds, Func<Task<double>> ours, Func<Task<double>> theirs)
    {
        var taken = new List<(double Ours, double Theirs)>();
        for (var round = 0; round <= rounds; round++)
        {
            var first = round % 2 == 0 ? await ours() : await theirs();
            var second = round % 2 == 0 ? await theirs() : await ours();
            taken.Add(round % 2 == 0 ? (first, second) : (second, first));
        }
        taken.RemoveAt(0);
        return new Pair(Median(taken.Select(pair => pair.Ours)), Median(taken.Select(pair => pair.Theirs)), Median(taken.Select(pair => pair.Ours / pair.Theirs)));
    }
}

/// <summary>Medians of two rates and of their ratio, round by round.</summary>
sealed record Pair(double Ours, double Theirs, double Ratio);
