using System.Threading.Channels;
using Kluis.AuditLog;
using Kluis.Storage;

namespace Kluis.Audit;

/// <summary>How far a check is.</summary>
sealed record LogCheckProgress(long Done, long Of);

/// <summary>
/// Computes the whole log anew, in the background: every entry, every signed checkpoint that is kept, and the published files
/// beside the table. One at a time over all nodes; a batch of entries in memory.
/// </summary>
sealed partial class LogCheck(
    LogCheckStore store, LogPublisher publisher, SequencerStore sequencer, Journal journal, LeaseStore leases, IdSource ids, TimeProvider time, ILogger<LogCheck> log)
    : BackgroundService
{
    const int Bundle = 256, Batch = 16 * Bundle;
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    readonly Channel<Actor> waiting = Channel.CreateBounded<Actor>(1);
    LogCheckProgress? progress;

    /// <summary>Null when none runs on this node.</summary>
    public LogCheckProgress? Running => Volatile.Read(ref progress);

    /// <summary>Whether the last one on this node broke off on a fault: that is no answer.</summary>
    public bool BrokeOff { get; private set; }

    /// <returns>False: one runs already.</returns>
    public bool Start(Actor actor) =>
        Interlocked.CompareExchange(ref progress, new LogCheckProgress(0, 0), null) is null && waiting.Writer.TryWrite(actor);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var actor in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                BrokeOff = await RunAsync(actor, stoppingToken) is null;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                BrokeOff = true;
                LogBroken(exception is FaultException fault ? fault.Code : exception.GetType().Name);
            }
            finally
            {
                Volatile.Write(ref progress, null);
            }
        }
    }

    /// <summary>Goes through the log once and writes down what came out.</summary>
    /// <returns>Null when another node does it now.</returns>
    public async Task<LogCheckRow?> RunAsync(Actor actor, CancellationToken stop)
    {
        if (!await leases.TakeAsync("log-check", Lease, stop))
            return null;
        var started = time.GetUtcNow().ToUnixTimeMilliseconds();
        // 1. What there is: the published head first, so that the table is never the shorter one.
        await sequencer.RunAsync(stop);
        var key = sequencer.Signer.VerifierKey;
        var (head, broken) = PublishedHead(key);
        var newest = await publisher.NewestAsync(stop);
        // 2. Entry by entry.
        var walk = new LogWalk(key);
        var met = new Met();
        var fault = broken ?? (newest is null ? null : await WalkAsync(walk, met, newest, head, stop));
        // 3. What came out, with its entry.
        var row = new LogCheckRow(
            ids.New().ToString(), started, time.GetUtcNow().ToUnixTimeMilliseconds(), actor.Id, walk.Size, fault is null ? walk.Root() : null, key.ToString(),
            fault?.Code, fault?.At, met.Checkpoints, met.Oldest, met.Published);
        return await journal.ChangeAsync(
            actor,
            async change =>
            {
                await LogCheckStore.AddAsync(change, row);
                change.Record(new AuditEvent(AuditAct.LogVerified) { Outcome = fault is null ? AuditOutcome.Ok : AuditOutcome.Refused, Target = $"{row.Size} entries" });
                return row;
            },
            stop);
    }

    async Task<LogFault?> WalkAsync(LogWalk walk, Met met, CheckpointRow newest, Checkpoint? head, CancellationToken stop)
    {
        if (head?.Size > newest.Size)
            return new LogFault("published.ahead", newest.Size);
        var next = await store.CheckpointAfterAsync(0, stop);
        for (var from = 0L; from < newest.Size; from += Batch)
        {
            Volatile.Write(ref progress, new LogCheckProgress(from, newest.Size));
            await leases.TakeAsync("log-check", Lease, stop);
            var until = Math.Min(newest.Size, from + Batch);
            var leaves = await store.LeavesAsync(from, until, stop);
            // First, since it tells the place to within a bundle.
            if (Differing(leaves, from, head?.Size ?? 0) is { } differing)
                return new LogFault("published.differs", differing);
            foreach (var leaf in leaves)
            {
                if ((walk.Add(leaf) ?? (walk.Size == head?.Size ? walk.Meet(head) : null)) is { } wrong)
                    return wrong;
                if (walk.Size != next?.Size || walk.Size == newest.Size)
                    continue;
                if (walk.Meet(next.Note) is { } unsigned)
                    return unsigned;
                met.Add(next);
                next = await store.CheckpointAfterAsync(next.Size, stop);
            }
            if (leaves.Count < until - from)
                return new LogFault("entry.missing", walk.Size);
        }
        met.Add(newest);
        met.Published = head?.Size;
        return walk.Meet(newest.Note);
    }

    (Checkpoint? Head, LogFault? Broken) PublishedHead(VerifierKey key)
    {
        try
        {
            return (publisher.Head(key), null);
        }
        catch (LogException)
        {
            return (null, new LogFault("published.checkpoint", 0));
        }
    }

    long? Differing(List<byte[]> leaves, long from, long published)
    {
        for (var at = 0; at + Bundle <= leaves.Count && from + at + Bundle <= published; at += Bundle)
        {
            if (!publisher.Published!.HoldsBundle((from + at) / Bundle, leaves.Skip(at).Take(Bundle)))
                return from + at;
        }
        return null;
    }

    /// <summary>The signed heads that were met.</summary>
    sealed class Met
    {
        public long Checkpoints { get; private set; }

        public long? Oldest { get; private set; }

        public long? Published { get; set; }

        public void Add(CheckpointRow checkpoint)
        {
            Checkpoints++;
            Oldest = Math.Min(Oldest ?? checkpoint.At, checkpoint.At);
        }
    }

    [LoggerMessage(1102, LogLevel.Error, "A check of the audit log broke off ({Code}). It is no answer; start it again.")]
    partial void LogBroken(string code);
}
