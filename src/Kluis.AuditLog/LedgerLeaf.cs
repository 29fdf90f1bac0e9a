using System.Text;

namespace Kluis.AuditLog;

/// <summary>
/// One entry of the erasure ledger: which keys were destroyed, by their random ids, and how much it was. It names nobody. Written in
/// the form of every leaf (<see cref="LeafWriter"/>), so that the same verifiers read both logs.
/// </summary>
public sealed record LedgerLeaf
{
    /// <summary>The only act there is.</summary>
    public const string Act = "erased";

    /// <summary>When it was decided, in milliseconds since 1970-01-01 UTC; before the first key is gone.</summary>
    public required long At { get; init; }

    /// <summary>Id of the erasure.</summary>
    public required string Id { get; init; }

    /// <summary>Ids of the destroyed keys, base64url of 16 bytes each. None: what went had no key of its own.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>How many of which kind, such as <c>conversation:2,recording:3</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>On which ground, such as <c>term</c>.</summary>
    public required string Why { get; init; }

    /// <summary>The bytes to store and to hash.</summary>
    /// <exception cref="LogException"><c>leaf.malformed</c>, <c>leaf.too-long</c>.</exception>
    public byte[] Write()
    {
        var text = new StringBuilder(160 + (Keys.Count * 23));
        LeafWriter.Add(text, "act", Act);
        LeafWriter.AddTime(text, At);
        LeafWriter.Add(text, "id", Id);
        LeafWriter.Add(text, "keys", string.Join(',', Keys));
        LeafWriter.Add(text, "scope", Scope);
        text.Append(",\"v\":1");
        LeafWriter.Add(text, "why", Why);
        return LeafWriter.End(text);
    }

    /// <summary>Reads a written entry of version 1.</summary>
    /// <exception cref="LogException"><c>leaf.malformed</c>, <c>leaf.too-long</c>.</exception>
    public static LedgerLeaf Parse(ReadOnlySpan<byte> written)
    {
        var (texts, numbers) = Leaf.Fields(written);
        if (!numbers.Remove("v", out var version) || version != 1 || !texts.Remove("act", out var act) || act != Act)
            throw Malformed("is not of version 1 of the erasure ledger");
        var whole = numbers.Remove("at", out var at);
        whole &= texts.Remove("id", out var id) & texts.Remove("keys", out var keys) & texts.Remove("scope", out var scope) & texts.Remove("why", out var why);
        return whole && texts.Count + numbers.Count == 0
            ? new LedgerLeaf { At = at, Id = id!, Keys = keys!.Split(',', StringSplitOptions.RemoveEmptyEntries), Scope = scope!, Why = why! }
            : throw Malformed("lacks a field, or has one more");
    }

    static LogException Malformed(string what) => new("leaf.malformed", $"An entry of the ledger {what}.");
}
