using System.Text;

namespace Kluis.AuditLog;

/// <summary>
/// One entry of the audit log. Its written form (<see cref="LeafWriter"/>) is what is stored and hashed; it is read for
/// people and programs, never written again. Fields marked ‹c› hold a <see cref="Commitment"/>.
/// </summary>
public sealed record Leaf
{
    /// <summary>Longest written leaf in bytes.</summary>
    public const int LongestLength = 8192;

    /// <summary>What was done, such as <c>conversation.played</c>.</summary>
    public required string Act { get; init; }

    /// <summary>When, in milliseconds since 1970-01-01 UTC.</summary>
    public required long At { get; init; }

    /// <summary>Id of the entry, by which its disclosures are found.</summary>
    public required string Id { get; init; }

    /// <summary>‹c› Network address of the actor.</summary>
    public string? Ip { get; init; }

    /// <summary>‹c› What it was done to.</summary>
    public string? Obj { get; init; }

    /// <summary>How it ended, such as <c>ok</c>.</summary>
    public string? Out { get; init; }

    /// <summary>The part that was heard or exported, such as <c>0-181s</c>.</summary>
    public string? Rng { get; init; }

    /// <summary>‹c› Whose data it was.</summary>
    public string? Subj { get; init; }

    /// <summary>‹c› SHA-256 and size of the plaintext.</summary>
    public string? Sum { get; init; }

    /// <summary>‹c› Who did it.</summary>
    public string? Who { get; init; }

    /// <summary>For which purpose: a code, never free text.</summary>
    public string? Why { get; init; }

    /// <summary>Reads a written leaf of version 1.</summary>
    /// <exception cref="LogException"><c>leaf.malformed</c>, <c>leaf.too-long</c>.</exception>
    public static Leaf Parse(ReadOnlySpan<byte> written)
    {
        var (texts, numbers) = Fields(written);
        return FromFields(texts, numbers);
    }

    internal static (Dictionary<string, string> Texts, Dictionary<string, long> Numbers) Fields(ReadOnlySpan<byte> written)
    {
        RequireLength(written.Length);
        var texts = new Dictionary<string, string>();
        var numbers = new Dictionary<string, long>();
        for (var json = new CanonicalJson(written); json.Read();)
        {
            var key = Encoding.ASCII.GetString(json.Key);
            if (json.Number is { } number)
                numbers.Add(key, number);
            else
                texts.Add(key, Encoding.ASCII.GetString(json.Text));
        }
        return (texts, numbers);
    }

    internal static void RequireLength(int length)
    {
        if (length is 0 or > LongestLength)
            throw new LogException("leaf.too-long", $"A leaf has 1 to {LongestLength} bytes, this one {length}.");
    }

    static Leaf FromFields(Dictionary<string, string> texts, Dictionary<string, long> numbers)
    {
        if (!numbers.Remove("v", out var version) || version != 1)
            throw new LogException("leaf.malformed", "A leaf is not of version 1.");
        var known = numbers.Remove("at", out var at);
        known &= texts.Remove("act", out var act) & texts.Remove("id", out var id);
        if (!known)
            throw new LogException("leaf.malformed", "A leaf lacks act, at or id.");
        var leaf = new Leaf
        {
            Act = act!,
            At = at,
            Id = id!,
            Ip = Optional("ip"),
            Obj = Optional("obj"),
            Out = Optional("out"),
            Rng = Optional("rng"),
            Subj = Optional("subj"),
            Sum = Optional("sum"),
            Who = Optional("who"),
            Why = Optional("why"),
        };
        return texts.Count == 0 && numbers.Count == 0
            ? leaf
            : throw new LogException("leaf.malformed", "A leaf has a field that version 1 does not know.");

        string? Optional(string name) => texts.Remove(name, out var text) ? text : null;
    }
}
