namespace Kluis.Registers;

/// <summary>Whether sound may be kept under an activity, and what the person on the line is told or asked before.</summary>
enum RecordingMode
{
    /// <summary>No sound is taken in.</summary>
    Off,

    /// <summary>It is said that the call is recorded.</summary>
    Announce,

    /// <summary>It is said, and whoever does not want it can say so.</summary>
    OptOut,

    /// <summary>Only after a yes.</summary>
    OptIn,
}

static class RecordingModes
{
    static readonly Dictionary<string, RecordingMode> ByName = Enum.GetValues<RecordingMode>().ToDictionary(Name, StringComparer.Ordinal);

    public static string Name(this RecordingMode mode) => mode switch
    {
        RecordingMode.OptOut => "opt-out",
        RecordingMode.OptIn => "opt-in",
        _ => mode.ToString().ToLowerInvariant(),
    };

    public static RecordingMode? Parse(string? name) => name is not null && ByName.TryGetValue(name, out var mode) ? mode : null;
}
