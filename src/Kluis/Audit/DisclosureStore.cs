using System.Data.Common;
using Dapper;
using Kluis.AuditLog;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Audit;

/// <summary>One entry as the log holds it, with what is still disclosed of it.</summary>
sealed record OpenedEntry(long Seq, byte[] Bytes, Leaf Leaf, Disclosed Disclosed);

/// <summary>
/// Opens what is disclosed of entries, as far as the keys of those whom it is about are still there, and holds it against the
/// commitments.
/// </summary>
sealed class DisclosureStore(Database database, KeyChain chain)
{
    sealed record Row(string EntryId, string HolderId, byte[] RowKey, byte[] Sealed);

    public Task<OpenedEntry?> OpenAsync(long seq, CancellationToken stop) =>
        database.ReadAsync(
            async connection =>
            {
                var bytes = await connection.QuerySingleOrDefaultAsync<byte[]?>("select leaf from audit_entry where seq = @seq", new { seq });
                if (bytes is null)
                    return null;
                var leaf = Leaf.Parse(bytes);
                return new OpenedEntry(seq, bytes, leaf, await ReadAsync(connection, chain, leaf));
            },
            stop);

    public static async Task<Disclosed> ReadAsync(DbConnection connection, KeyChain chain, Leaf leaf)
    {
        var rows = await connection.QueryAsync<Row>(
            "select entry_id as EntryId, holder_id as HolderId, row_key as RowKey, sealed as Sealed from audit_disclosure where entry_id = @Id", new { leaf.Id });
        var disclosed = new Disclosed();
        foreach (var row in rows)
        {
            // A holder that is gone took its disclosures along: the entry stays, and says nothing about anybody.
            if (await KeyStore.FindAsync(connection, VaultId.Parse(row.HolderId)) is not { } keyRow)
                continue;
            disclosed.Add(leaf, Open(chain, row, keyRow));
        }
        return disclosed;
    }

    // Half destroyed or damaged: the entry stands without it, and the others are read all the same.
    static Dictionary<string, string[]>? Open(KeyChain chain, Row row, RootKeyRow keyRow)
    {
        try
        {
            using var key = chain.Open(keyRow);
            return new SealedValue(row.RowKey, row.Sealed).Open<Dictionary<string, string[]>>(key, "audit_disclosure", Guid.Parse(row.EntryId));
        }
        catch (VaultException fault) when (fault.Code is "object.tampered" or "keys.unavailable")
        {
            return null;
        }
    }
}

/// <summary>The disclosed values of one entry that fit their commitments.</summary>
sealed class Disclosed
{
    /// <summary>The fields of a leaf that are commitments.</summary>
    public static readonly IReadOnlyList<string> Fields = ["who", "ip", "obj", "subj", "sum"];

    readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    readonly HashSet<string> misfits = new(StringComparer.Ordinal);

    public int Misfits => misfits.Count;

    /// <summary>How many disclosures did not open: half destroyed, or damaged.</summary>
    public int Unopened { get; private set; }

    public string? Of(string field) => values.GetValueOrDefault(field);

    /// <summary>Whether a value was disclosed that the leaf does not bear out: somebody has changed it.</summary>
    public bool IsMisfit(string field) => misfits.Contains(field);

    /// <param name="fields">Null: the disclosure did not open.</param>
    public void Add(Leaf leaf, Dictionary<string, string[]>? fields)
    {
        Unopened += fields is null ? 1 : 0;
        foreach (var (field, saltAndValue) in fields ?? [])
            Add(leaf, field, saltAndValue);
    }

    void Add(Leaf leaf, string field, string[] saltAndValue)
    {
        if (CommitmentOf(leaf, field) is { } commitment && Commitment.Check(commitment, Convert.FromBase64String(saltAndValue[0]), field, saltAndValue[1]))
            values[field] = saltAndValue[1];
        else
            misfits.Add(field);
    }

    public static string? CommitmentOf(Leaf leaf, string field) => field switch
    {
        "who" => leaf.Who,
        "ip" => leaf.Ip,
        "obj" => leaf.Obj,
        "subj" => leaf.Subj,
        "sum" => leaf.Sum,
        _ => null,
    };
}
