namespace Kluis.Access;

/// <summary>Looks once a minute for what nobody has decided in time.</summary>
sealed class ApprovalLoop(Approvals approvals, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await approvals.ExpireAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Expired ones decide nothing all the same; the next minute writes them down.
            }
        }
    }
}
