using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EndToEnd.Tests.DemoRun))]

namespace EndToEnd.Tests;

/// <summary>One demo and one browser for the whole run: the real program as a process, Debian's Chromium.</summary>
public sealed class DemoRun : IAsyncLifetime
{
    static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"];

    // The shell has no windows of its own to draw: a third faster, where it is installed.
    static readonly string Chromium = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists) ?? "/usr/bin/chromium";

    readonly Dictionary<string, string> signedIn = new(StringComparer.Ordinal);
    readonly SemaphoreSlim gate = new(1);
    Process? demo;
    IPlaywright? playwright;

    public string Url { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Tokens { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> SignIn { get; private set; } = new Dictionary<string, string>();

    public IBrowser Browser { get; private set; } = null!;

    public static string Program
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "Kluis.slnx")))
                root = root.Parent;
            return Path.Combine(root!.FullName, "artifacts/bin/Kluis/release/Kluis.dll");
        }
    }

    public async ValueTask InitializeAsync()
    {
        Url = $"http://127.0.0.1:{FreePort()}";
        demo = Start("demo", "--urls", Url, "--json");
        var line = await demo.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The demo ended: " + await demo.StandardError.ReadToEndAsync());
        var doors = JsonDocument.Parse(line).RootElement;
        Tokens = Texts(doors.GetProperty("tokens"));
        SignIn = Texts(doors.GetProperty("signIn"));
        if (!File.Exists(Chromium))
            return;
        playwright = await Playwright.CreateAsync();
        // A picture of sound takes more than the usual five seconds where the machine is busy.
        Assertions.SetDefaultExpectTimeout(30_000);
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
        if (demo is { HasExited: false })
        {
            demo.Kill(entireProcessTree: true);
            await demo.WaitForExitAsync();
        }
    }

    /// <summary>A page of somebody who has signed in by the link of this role; the link itself is used once.</summary>
    public async Task<IPage> PageOfAsync(string role, int width = 1440, string language = "nl", bool script = true)
    {
        SkipWithoutBrowser();
        var context = await Browser.NewContextAsync(new()
        {
            StorageState = await StateOfAsync(role), ViewportSize = new() { Width = width, Height = 900 }, JavaScriptEnabled = script, Locale = language == "nl" ? "nl-NL" : "en-GB",
        });
        await context.AddCookiesAsync([new() { Name = "kluis-language", Value = language, Url = Url }]);
        return await context.NewPageAsync();
    }

    public async Task<IPage> AnonymousAsync(int width = 1440, string language = "nl")
    {
        SkipWithoutBrowser();
        var context = await Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, Locale = language == "nl" ? "nl-NL" : "en-GB" });
        return await context.NewPageAsync();
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Program, .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    async Task<string> StateOfAsync(string role)
    {
        await gate.WaitAsync();
        try
        {
            if (signedIn.TryGetValue(role, out var state))
                return state;
            await using var context = await Browser.NewContextAsync();
            var page = await context.NewPageAsync();
            await page.GotoAsync(SignIn[role]);
            await Hands.ArriveAsync(page, url => !new Uri(url).AbsolutePath.StartsWith("/sign-in", StringComparison.Ordinal));
            return signedIn[role] = await context.StorageStateAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    static void SkipWithoutBrowser()
    {
        if (File.Exists(Chromium))
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "Chromium is missing: apt-get install chromium.");
        Assert.Skip("Chromium is missing: apt-get install chromium.");
    }

    static Dictionary<string, string> Texts(JsonElement element) =>
        element.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString()!, StringComparer.Ordinal);
}
