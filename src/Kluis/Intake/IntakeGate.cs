using System.Threading.RateLimiting;
using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>
/// So many deliveries at once are taken in, whatever knocks: memory is bounded by the work in hand, not by the burst. The others wait
/// with their bytes unread, in the order in which they came; who has waited too long, or would be one too many, comes again later.
/// </summary>
sealed class IntakeGate(DiskReserve reserve, TimeProvider time) : IDisposable
{
    /// <summary>How many deliveries are read and sealed at once. More would share the same disk and processors.</summary>
    public const int AtOnce = 64;

    /// <summary>How many wait for their turn.</summary>
    public const int Waiting = 20_000;

    /// <summary>How long one waits.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <returns>The turn; it ends when this is disposed.</returns>
    /// <exception cref="FaultException"><c>storage.full</c>, at once; <c>server.busy</c></exception>
    public async Task<IDisposable> EnterAsync(CancellationToken stop)
    {
        reserve.Check();
        using var patience = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            var lease = await limiter.AcquireAsync(1, either.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Answered below.
        }
        throw new FaultException("server.busy", $"{AtOnce} deliveries are being taken in and others waited before this one. Its sender has to come again.");
    }

    public void Dispose() => limiter.Dispose();
}
