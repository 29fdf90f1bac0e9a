using System.CommandLine;
using Kluis.Accounts;

namespace Kluis;

/// <summary><c>kluis serve</c>: runs until it is told to stop.</summary>
static class ServeVerb
{
    public static Command Make(Option<string?> data)
    {
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on; else KLUIS_URLS" };
        var verb = new Command("serve", "Run the vault") { data, urls };
        verb.SetAction((parsed, stop) => Verbs.WithSettingsAsync(parsed.GetValue(data), parsed.GetValue(urls), settings => RunAsync(settings, stop)));
        return verb;
    }

    static async Task<int> RunAsync(Settings settings, CancellationToken stop)
    {
        await using var product = await Product.OpenAsync(settings, TimeProvider.System, stop);
        await using var app = WebHost.Build(product);
        await product.Ledger.RequireNewestAsync(stop);
        await app.StartAsync(stop);
        await System.Console.Out.WriteLineAsync($"Kluis listens on {string.Join(", ", settings.Urls)}");
        await TellSetUpAsync(app.Services.GetRequiredService<SetUps>(), settings, stop);
        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    // The secret stands after the #: no server, proxy or log ever sees it.
    static async Task TellSetUpAsync(SetUps setUps, Settings settings, CancellationToken stop)
    {
        if (await setUps.IsDoneAsync(stop))
            return;
        var address = (settings.PublicUrl ?? settings.Urls[0].ToString()).TrimEnd('/');
        await System.Console.Out.WriteLineAsync($"This vault is not set up yet. Open this link within {SetUps.GoodFor.TotalMinutes} minutes; it works once:\n  {address}/set-up#{await setUps.NewLinkAsync(stop)}");
    }
}
