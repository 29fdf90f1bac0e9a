using System.Runtime.InteropServices;

namespace Kluis;

/// <summary>A crash must not write keys and open content to disk.</summary>
static partial class NoDumps
{
    const int CoreSize = 4;

    [StructLayout(LayoutKind.Sequential)]
    struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }

    public static void Set()
    {
        var none = default(Limit);
        _ = SetLimit(CoreSize, in none);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);
}
