using Kluis.Access;
using Kluis.Audit;
using Kluis.AuditLog;
using Kluis.Keys;

namespace Kluis.Bench;

/// <summary>
/// Two years of the log: entries, disclosures and commitments made by the product's own maker, numbered into its tree and signed with
/// its key. Only the way into the tables is shorter: they do not wait in a queue first.
/// </summary>
sealed class LogRows(Product product, LogCast cast, CheckpointRow head)
{
    const int SignedEvery = 50_000, HeavyEvery = 250, LongEvery = 10_000;

    static readonly string[] purposes = ["service", "service", "service", "complaint"];

    readonly TreeBuilder tree = TreeBuilder.Restore(head.Size, CheckpointStore.SplitEdge(head.RightEdge));
    readonly long now = product.Time.GetUtcNow().ToUnixTimeMilliseconds();
    // The product's own is gone with the product, whose file this one writes.
    readonly LogSigner signer = LogSigner.FromSeed(product.Chain.Installation.LogOrigin, product.Chain.House(RootKind.Log).Secret);
    int count;

    public async Task AddAsync(BulkWriter bulk, int entries)
    {
        count = entries;
        await bulk.AddAsync(entries, Make, RowsOf);
        bulk.Add([Checkpoint(now)]);
    }

    PendingRow Make(int number)
    {
        var random = Random.Shared;
        var conversation = number % LongEvery == 0 ? cast.LongCall : cast.Conversations[ConversationAt(number, random)];
        if (number % HeavyEvery == 0)
            conversation.Customer = cast.Heavy;
        var user = cast.Users[(int)(cast.Users.Count * random.NextDouble())];
        var (by, happened) = Happening(random.Next(1000), conversation.Id, cast.Customers[conversation.Customer].Id, user.Role, random);
        var at = now - (long)(TimeSpan.FromDays(730).TotalMilliseconds * (count - number) / count);
        var isToken = by is not null;
        return product.AuditStore.Make(by ?? user.Actor, happened, at, isToken ? null : user.Key, happened.DataSubject is null ? null : cast.Customers[conversation.Customer].Key);
    }

    // Mostly of the last weeks before the entry.
    int ConversationAt(int number, Random random)
    {
        var far = random.NextDouble();
        return (int)(cast.Conversations.Count * (double)number / count * (1 - (far * far * far)));
    }

    (Actor? By, AuditEvent Happened) Happening(int dice, Guid conversation, Guid subject, Role role, Random random) => dice switch
    {
        < 290 => (cast.Tokens[random.Next(random.Next(cast.Tokens.Count) + 1)], new(AuditAct.ConversationStored) { Conversation = conversation, DataSubject = subject }),
        < 300 => (cast.Tokens[0], new(AuditAct.ConversationStored) { Conversation = conversation, DataSubject = subject, Outcome = AuditOutcome.Same }),
        < 560 => (null, new(AuditAct.ConversationSearched) { DataSubject = role == Role.Agent ? subject : null, Target = "phone=31612345678" }),
        < 720 => (null, new(AuditAct.ConversationViewed) { Conversation = conversation, DataSubject = subject }),
        < 790 => (null, new(AuditAct.ConversationViewed) { Conversation = conversation, DataSubject = subject, Purpose = purposes[random.Next(purposes.Length)] }),
        < 850 => (null, new(AuditAct.ConversationPlayed) { Conversation = conversation, DataSubject = subject, Purpose = purposes[random.Next(purposes.Length)], Range = "0-12s,40-55s" }),
        < 890 => (null, new(AuditAct.SubjectViewed) { DataSubject = subject }),
        < 930 => (null, new(AuditAct.AccountSignedIn)),
        < 950 => (null, new(AuditAct.AccountSignedOut)),
        < 970 => (null, new(AuditAct.LogViewed)),
        < 980 => (null, new(AuditAct.AccountListed)),
        < 990 => (null, new(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = "Search" }),
        < 998 => (null, new(AuditAct.ActivityViewed)),
        998 => (null, new(AuditAct.ConversationExported) { Conversation = conversation, DataSubject = subject, Purpose = "complaint" }),
        _ => (Actor.Product("approvals"), new(AuditAct.ApprovalExpired)),
    };

    // In the order of the tree, one at a time.
    IEnumerable<BulkRow> RowsOf(PendingRow row)
    {
        var seq = tree.Append(row.Leaf);
        yield return new("audit_entry", [("seq", seq), ("leaf", row.Leaf)]);
        yield return new(
            "audit_view",
            [
                ("seq", seq), ("entry_id", row.Id), ("at", row.At), ("act", row.Act), ("outcome", row.Outcome), ("why", row.Why), ("actor_id", row.ActorId),
                ("subject_id", row.SubjectId), ("conversation_id", row.ConversationId),
            ]);
        yield return Disclosure(row.Id, row.ActorHolder, row.ActorRowKey, row.ActorSealed);
        if (row.SubjectHolder is not null)
            yield return Disclosure(row.Id, row.SubjectHolder, row.SubjectRowKey!, row.SubjectSealed!);
        if (tree.Size % SignedEvery == 0)
            yield return Checkpoint(row.At);
    }

    static BulkRow Disclosure(string entry, string holder, byte[] rowKey, byte[] value) =>
        new("audit_disclosure", [("entry_id", entry), ("holder_id", holder), ("row_key", rowKey), ("sealed", value)]);

    BulkRow Checkpoint(long at)
    {
        var root = tree.Root();
        var note = new Checkpoint(product.Chain.Installation.LogOrigin, tree.Size, root).Sign(signer);
        return new("audit_checkpoint", [("size", tree.Size), ("root", root), ("right_edge", CheckpointStore.JoinEdge(tree.RightEdge)), ("note", note), ("at", at)]);
    }
}
