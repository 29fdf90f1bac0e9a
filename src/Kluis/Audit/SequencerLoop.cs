using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Audit;

/// <summary>Once a second: number what waits, sign, and write the published form behind.</summary>
sealed partial class SequencerLoop(SequencerStore sequencer, LogPublisher publisher, TimeProvider time, ILogger<SequencerLoop> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        do
            await RunOnceAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task RunOnceAsync(CancellationToken stop)
    {
        try
        {
            if (await sequencer.RunAsync(stop))
                await publisher.PublishAsync(stop);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Entries are durable in the table already; numbering goes on when the cause is gone.
            LogFault(exception is FaultException fault ? fault.Code : exception is VaultException vault ? vault.Code : exception.GetType().Name);
        }
    }

    [LoggerMessage(1101, LogLevel.Error, "The audit log cannot be numbered or published now ({Code}). Entries wait in the database and nothing is lost.")]
    partial void LogFault(string code);
}
