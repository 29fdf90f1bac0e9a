using Kluis.Vault;

namespace Kluis.Storage;

/// <summary>
/// The one catch-all of work that goes on by itself: a fault ends neither the loop nor the product. It is said once when it
/// begins, once when it changes and once when it is over, by its code: a message may hold what nobody should read.
/// </summary>
sealed partial class BackgroundLoop(string name, TimeSpan period, Func<CancellationToken, Task> work, TimeProvider time, ILogger<BackgroundLoop> log) : BackgroundService
{
    readonly TaskCompletionSource firstTurn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    string? current;

    public string Name => name;

    /// <summary>The first time at once, not after the first period.</summary>
    public bool AtStart { get; init; }

    /// <summary>Once more when the product stops: what is in memory only would be lost.</summary>
    public bool AtEnd { get; init; }

    /// <summary>Ends when the turn at the start is over, well or not.</summary>
    public Task FirstTurn => firstTurn.Task;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Not under the token of the stop: what stopped before may have used all its time.
        if (AtEnd)
            await RunOnceAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        if (AtStart)
            await RunOnceAsync(stoppingToken);
        firstTurn.TrySetResult();
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RunOnceAsync(stoppingToken);
    }

    /// <summary>One turn of it, with its faults told.</summary>
    public async Task RunOnceAsync(CancellationToken stop)
    {
        try
        {
            await work(stop);
            Tell(null);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && stop.IsCancellationRequested))
        {
            Tell(CodeOf(exception));
        }
    }

    void Tell(string? code)
    {
        if (code == current)
            return;
        current = code;
        if (code is not null)
            LogFault(name, code);
        else
            LogOver(name);
    }

    // The kind of an unknown exception tells a programmer enough, and nobody else anything.
    static string CodeOf(Exception exception) => exception switch
    {
        FaultException fault => fault.Code,
        VaultException vault => vault.Code,
        AuditLog.LogException entry => entry.Code,
        _ => exception.GetType().Name,
    };

    [LoggerMessage(1101, LogLevel.Error, "{Loop} does not work now ({Code}). It tries again by itself, and nothing that was confirmed is lost.")]
    partial void LogFault(string loop, string code);

    [LoggerMessage(1102, LogLevel.Warning, "{Loop} works again.")]
    partial void LogOver(string loop);
}
