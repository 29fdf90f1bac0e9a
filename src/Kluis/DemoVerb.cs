using System.CommandLine;
using System.Text.Json;
using System.Xml;
using Kluis.Access;
using Kluis.Demo;

namespace Kluis;

/// <summary><c>kluis demo</c>: a throw-away contact centre of an organisation that does not exist.</summary>
static class DemoVerb
{
    public static Command Make(Option<string?> data)
    {
        var urls = new Option<string?>("--urls") { Description = "Address to listen on; else https://localhost:8443" };
        var offset = new Option<string?>("--clock-offset") { Description = "Move the product's clock ahead: P40D" };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON when ready" };
        var verb = new Command("demo", "Run a throw-away contact centre with everything in it") { data, urls, offset, json };
        verb.SetAction((parsed, stop) => Verbs.GuardAsync(() => RunAsync(parsed.GetValue(data), parsed.GetValue(urls), parsed.GetValue(offset), parsed.GetValue(json), stop)));
        return verb;
    }

    static async Task<int> RunAsync(string? data, string? urls, string? offset, bool json, CancellationToken stop)
    {
        if (ReadOffset(offset) is not { } ahead)
            return await Verbs.ComplainAsync("--clock-offset: a period such as P40D");
        // Without a folder of its own the demo leaves nothing behind.
        var scratch = data is null ? Directory.CreateTempSubdirectory("kluis-demo-") : null;
        try
        {
            var folder = data ?? Path.Combine(scratch!.FullName, "data");
            // A folder of somebody else's is watched where the settings say so; the demo puts nothing into it.
            var inbox = scratch is null ? null : Path.Combine(scratch.FullName, "inbox");
            return await Verbs.WithSettingsAsync(folder, urls, settings => ServeAsync(settings, ahead, json, inbox, stop), inbox);
        }
        finally
        {
            scratch?.Delete(recursive: true);
        }
    }

    static async Task<int> ServeAsync(Settings settings, TimeSpan ahead, bool json, string? inbox, CancellationToken stop)
    {
        if (!settings.Urls.All(url => url.IsLoopback))
            return await Verbs.ComplainAsync("--urls: the demo lets anybody with a link in, so it listens on loopback only");
        await using var product = await Product.OpenAsync(settings, ahead == TimeSpan.Zero ? TimeProvider.System : new OffsetTime(ahead), stop);
        await using var app = WebHost.Build(product, services => services.AddSingleton(new DemoMode(true)).AddSingleton<DemoSeed>().AddSingleton<DemoApprovals>().AddSingleton<DemoQuarantine>().AddSingleton<DemoEvents>().AddSingleton<DemoFolder>());
        await app.StartAsync(stop);
        var seed = app.Services.GetRequiredService<DemoSeed>();
        var url = settings.Urls[0].ToString().TrimEnd('/');
        var doors = await seed.OpenAsync(url, stop);
        await Task.WhenAll(seed.FirstAsync(stop), seed.LeavingAsync(stop));
        await app.Services.GetRequiredService<DemoApprovals>().AddAsync(stop);
        await app.Services.GetRequiredService<DemoQuarantine>().AddAsync(stop);
        await app.Services.GetRequiredService<DemoEvents>().AddAsync(stop);
        if (inbox is not null)
            await app.Services.GetRequiredService<DemoFolder>().AddAsync(inbox, stop);
        await TellAsync(url, doors, json);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, app.Lifetime.ApplicationStopping);
        var rest = seed.RestAsync(ending.Token);
        await app.WaitForShutdownAsync(stop);
        await EndAsync(rest);
        return Verbs.Yes;
    }

    static async Task EndAsync(Task rest)
    {
        try
        {
            await rest;
        }
        catch (OperationCanceledException)
        {
            // Stopped before all conversations were in: it is a demo.
        }
    }

    static async Task TellAsync(string url, DemoDoors doors, bool json)
    {
        var output = System.Console.Out;
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { url, tokens = doors.Tokens, signIn = doors.SignIn }));
            return;
        }
        await output.WriteLineAsync($"{DemoWorld.Organisation} is open at {url}\n\nSign in (each link works once):");
        foreach (var (role, link) in doors.SignIn)
            await output.WriteLineAsync($"  {role,-16} {link}");
        await output.WriteLineAsync($"\nOr with e-mail and password, as femke.zandbergen@lindewaard.example: {DemoStaff.Password}");
        await output.WriteLineAsync("\nTokens for the API (Authorization: Bearer …):");
        foreach (var (role, token) in doors.Tokens)
            await output.WriteLineAsync($"  {role,-16} {token}");
        await output.WriteLineAsync("\nThe certificate is made by this machine: a browser asks once. Stop with Ctrl+C; everything is then gone, unless --data was given.");
    }

    static TimeSpan? ReadOffset(string? text)
    {
        try
        {
            return text is null ? TimeSpan.Zero : XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
