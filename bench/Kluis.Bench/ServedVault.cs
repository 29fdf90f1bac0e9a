using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Kluis.Bench;

/// <summary>The program itself, <c>kluis serve</c>, in a process of its own.</summary>
sealed class ServedVault : IAsyncDisposable
{
    static readonly string[] Paths = ["/readyz", "/metrics", "/openapi/v1.json"];

    readonly Process process;
    readonly HttpClient client;

    ServedVault(Process process, HttpClient client) => (this.process, this.client) = (process, client);

    /// <summary>From the start of the process to the first 200 of <c>/readyz</c>.</summary>
    public double StartSeconds { get; private init; }

    public Uri Address => client.BaseAddress!;

    /// <summary>MB as <c>VmRSS</c> has them.</summary>
    public double ResidentMegabytes =>
        double.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;

    /// <summary>What the process has used of the processors so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<ServedVault> StartAsync(Place place, string data)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = Timed.Now;
        var process = Process.Start(new ProcessStartInfo("dotnet", [place.Program, "serve", "--data", data, "--urls", url]) { RedirectStandardOutput = true })!;
        var client = new HttpClient { BaseAddress = new Uri(url) };
        while (!await IsReadyAsync(client))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"kluis serve ended with {process.ExitCode}");
            await Task.Delay(10);
        }
        return new ServedVault(process, client) { StartSeconds = Timed.Since(start).TotalSeconds };
    }

    /// <summary>Serves a little, then nothing for a while.</summary>
    public async Task IdleAsync()
    {
        for (var turn = 0; turn < 50; turn++)
        {
            foreach (var path in Paths)
                await client.GetStringAsync(path);
        }
        await Task.Delay(TimeSpan.FromSeconds(15));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Tool.RunAsync("kill -TERM \"$1\"", $"{process.Id}");
        await process.WaitForExitAsync();
        process.Dispose();
    }

    static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/readyz");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
