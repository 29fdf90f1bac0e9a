namespace Kluis.Bench;

/// <summary>What the figures were taken on.</summary>
/// <param name="Load">Runnable processes in the last minute, before the run: with more of others than cores, figures say little.</param>
sealed record Machine(int Cores, string Processor, double MemoryGigabytes, double SyncMilliseconds, double Load)
{
    public static async Task<Machine> LookAsync(Place place) => new(
        Environment.ProcessorCount,
        await FieldAsync("/proc/cpuinfo", "model name"),
        double.Parse((await FieldAsync("/proc/meminfo", "MemTotal")).Split(' ')[0]) / (1 << 20),
        Sync(place),
        double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]));

    public override string ToString() =>
        $"{Cores} cores {Processor}, {MemoryGigabytes:0} GB, an fsync of 1 KiB takes {SyncMilliseconds:0.00} ms, load before the run {Load:0.0}, .NET {Environment.Version}";

    static async Task<string> FieldAsync(string file, string name) =>
        (await File.ReadAllLinesAsync(file)).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";

    static double Sync(Place place)
    {
        var path = place.Fresh("sync");
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
        var kilobyte = new byte[1024];
        var times = new double[200];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Timed.Now;
            RandomAccess.Write(file, kilobyte, i * kilobyte.Length);
            RandomAccess.FlushToDisk(file);
            times[i] = Timed.Since(start).TotalMilliseconds;
        }
        return Timed.Median(times);
    }
}
