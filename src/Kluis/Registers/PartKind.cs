namespace Kluis.Registers;

/// <summary>The kinds of data that have terms of their own: what goes together is decided per kind, not per conversation.</summary>
enum PartKind
{
    Recording,
    Transcript,
    Chat,
    Mail,
    Attachment,
    CallMetadata,
    Profile,
    Derived,
}

static class PartKinds
{
    static readonly Dictionary<string, PartKind> ByName = Enum.GetValues<PartKind>().ToDictionary(Name, StringComparer.Ordinal);

    public static string Name(this PartKind kind) => kind == PartKind.CallMetadata ? "call-metadata" : kind.ToString().ToLowerInvariant();

    public static PartKind? Parse(string? name) => name is not null && ByName.TryGetValue(name, out var kind) ? kind : null;
}
