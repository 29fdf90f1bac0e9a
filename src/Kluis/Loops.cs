using Kluis.Access;
using Kluis.Accounts;
using Kluis.Conversations;
using Kluis.Intake;
using Kluis.Intake.Folders;
using Kluis.Keys;
using Kluis.Retention;
using Kluis.Storage;
using Kluis.Upkeep;
using Kluis.Web;

namespace Kluis;

/// <summary>What goes on by itself, and how often.</summary>
static class Loops
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Minute = TimeSpan.FromMinutes(1), Day = TimeSpan.FromHours(24);

    /// <summary>How long a stop waits for requests in flight. The rest of <see cref="StopLongest"/> is for what the loops still write.</summary>
    static readonly TimeSpan RequestsLongest = TimeSpan.FromSeconds(5);

    /// <summary>After this the process ends, whatever goes on.</summary>
    public static readonly TimeSpan StopLongest = TimeSpan.FromSeconds(15);

    public static void AddLoops(this IServiceCollection services)
    {
        services.Configure<HostOptions>(options => options.ShutdownTimeout = RequestsLongest);
        services.Add<Product>("Numbering and publishing the audit log", Second, PublishAsync, atStart: true);
        services.Add<Pulse>("Trying clock, database and disk", Pulse.Period, (pulse, stop) => pulse.RunAsync(stop), atStart: true);
        services.Add<KeyChain>("Looking for new epochs of keys", Second, (chain, stop) => chain.RefreshAsync(stop));
        services.Add<DeniedCounter>("Writing down who knocked", Minute, (counter, stop) => counter.FlushAsync(stop), atEnd: true);
        services.Add<OpeningSweep>("Ending openings", Minute, (sweep, stop) => sweep.RunAsync(stop));
        services.Add<OutboxSweep>("Sending mails", TimeSpan.FromSeconds(10), (sweep, stop) => sweep.RunAsync(stop));
        services.AddByTime<Approvals>("Ending approvals that nobody decided", Minute, (approvals, now, stop) => approvals.ExpireAsync(now, stop));
        services.AddByTime<Quarantine>("Ending items that nobody sorted out", TimeSpan.FromHours(1), (quarantine, now, stop) => quarantine.ExpireAsync(now, stop));
        services.Add<FolderWatch>("Looking at watched folders", FolderWatch.Period, (watch, stop) => watch.RunAsync(stop));
        services.AddByTime<RetentionSweep>("Destroying what has passed its term", RetentionSweep.Period, (sweep, now, stop) => sweep.RunAsync(now, stop));
        services.AddByTime<SignInSweep>("Forgetting old sign-ins", Day, (sweep, now, stop) => sweep.RunAsync(now, stop));
        services.AddByTime<OrphanSweep>("Removing objects without a row", Day, (sweep, now, stop) => sweep.RunAsync(now - OrphanSweep.Youngest, stop));
    }

    // Numbers what waits, signs, and writes the published form behind. One node does it; the others look on.
    static async Task PublishAsync(Product product, CancellationToken stop)
    {
        if (await product.Sequencer.RunAsync(stop))
            await product.Publisher.PublishAsync(stop);
    }

    // One registration each: AddHostedService would take the second loop for the first.
    static void Add<T>(this IServiceCollection services, string name, TimeSpan period, Func<T, CancellationToken, Task> work, bool atStart = false, bool atEnd = false)
        where T : notnull =>
        services.AddSingleton<IHostedService>(each => new BackgroundLoop(
            name, period, stop => work(each.GetRequiredService<T>(), stop), each.GetRequiredService<TimeProvider>(), each.GetRequiredService<ILogger<BackgroundLoop>>())
        {
            AtStart = atStart, AtEnd = atEnd,
        });

    // What ends or destroys by time waits while the clock is in doubt. It looks itself, since at the start it may come before the loop
    // that looks; and goes by the moment of that look, since the clock may jump while it works.
    static void AddByTime<T>(this IServiceCollection services, string name, TimeSpan period, Func<T, DateTimeOffset, CancellationToken, Task> work)
        where T : notnull =>
        services.AddSingleton<IHostedService>(each =>
        {
            async Task RunAsync(CancellationToken stop)
            {
                if (await each.GetRequiredService<ClockWatch>().LookAsync(stop) is { IsTrusted: true, Now: var now })
                    await work(each.GetRequiredService<T>(), now, stop);
            }
            return new BackgroundLoop(name, period, RunAsync, each.GetRequiredService<TimeProvider>(), each.GetRequiredService<ILogger<BackgroundLoop>>()) { AtStart = true };
        });
}
