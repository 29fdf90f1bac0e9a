using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Kluis.Tests;

/// <summary>The program itself, as a process of its own on a scratch folder; everything it says is kept.</summary>
sealed class KluisProgram(Scratch scratch, string? database = null) : IDisposable
{
    readonly int port = FreePort();
    readonly StringBuilder said = new();
    Process? server;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public string Data => scratch["data"];

    public string Temporary => scratch["tmp"];

    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    public async Task StartAsync()
    {
        server = Start("serve", "--urls", Address.ToString());
        server.OutputDataReceived += Keep;
        server.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        for (var i = 0; i < 600; i++)
        {
            Assert.False(server.HasExited, $"The program did not start: {Said}");
            try
            {
                if ((await client.GetAsync("/readyz")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50);
        }
        Assert.Fail($"The program does not listen: {Said}");
    }

    /// <summary>As a power cut would, but for the disk.</summary>
    public async Task KillAsync()
    {
        server!.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>As an operator would.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{server!.Id}"]))
            await kill.WaitForExitAsync();
        await server.WaitForExitAsync();
        Assert.Equal(0, server.ExitCode);
    }

    /// <summary>Runs a verb to its end.</summary>
    public async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }

    /// <summary>A client with a token that was made on the host.</summary>
    public async Task<HttpClient> ClientAsync(string role, params string[] more)
    {
        var (code, secret) = await RunAsync(["token", "create", "--role", role, "--label", "test", .. more]);
        Assert.True(code == 0, Said);
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    /// <summary>A line of <c>/proc/PID/status</c>, in kilobytes.</summary>
    public long Memory(string name) =>
        long.Parse(File.ReadLines($"/proc/{server!.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose()
    {
        if (server is { HasExited: false })
        {
            server.Kill();
            server.WaitForExit();
        }
        server?.Dispose();
    }

    Process Start(params string[] arguments)
    {
        Directory.CreateDirectory(Temporary);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Kluis"), [.. arguments, "--data", Data])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = scratch.Path,
        };
        start.Environment["KLUIS_KEYRING"] = scratch["keys/keyring.json"];
        start.Environment["TMPDIR"] = Temporary;
        // As the service runs: no pipes for debuggers, no dumps.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (database is not null)
            start.Environment["KLUIS_DATABASE"] = database;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += Keep;
        process.BeginErrorReadLine();
        return process;
    }

    void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (said)
            said.AppendLine(line.Data);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
