using System.Globalization;

namespace Kluis.Upkeep;

/// <summary>Files and connections that this process has open, and how many it may have (Linux: <c>RLIMIT_NOFILE</c>).</summary>
static class OpenFiles
{
    /// <summary>How many may be open at once.</summary>
    public static long Limit { get; } = ReadLimit();

    public static long Count => Directory.EnumerateFileSystemEntries("/proc/self/fd").LongCount();

    static long ReadLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return long.TryParse(line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }
}
