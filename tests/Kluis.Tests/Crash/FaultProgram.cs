using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Kluis.Tests.Crash;

/// <summary>The program built with fault points, as a process of its own on scratch folders.</summary>
sealed class FaultProgram(string folder, params (string Name, string Value)[] settings) : IDisposable
{
    readonly int port = FreePort();
    Process? server;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public static string? Path
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Kluis.slnx")))
                root = root.Parent;
            var program = root is null ? null : System.IO.Path.Combine(root.FullName, "artifacts/faults/bin/Kluis/release/Kluis.dll");
            return File.Exists(program) ? program : null;
        }
    }

    public async Task StartAsync(string? fault)
    {
        server = Start(fault, "serve", "--urls", Address.ToString());
        using var client = new HttpClient { BaseAddress = Address };
        for (var i = 0; i < 200 && !server.HasExited; i++)
        {
            try
            {
                if ((await client.GetAsync("/readyz")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }
        // A fault may be reached while starting; the caller knows whether that is meant.
        Assert.True(server.HasExited && fault is not null, "The program did not start.");
    }

    /// <returns>Whether the process ended within the time.</returns>
    public async Task<bool> DiesAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await server!.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Kill()
    {
        if (server is { HasExited: false })
        {
            server.Kill();
            server.WaitForExit();
        }
    }

    /// <summary>Runs a verb to its end.</summary>
    public async Task<(int Code, string Output)> RunAsync(string? fault, params string[] arguments)
    {
        using var process = Start(fault, arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }

    public void Dispose()
    {
        Kill();
        server?.Dispose();
    }

    Process Start(string? fault, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path!, .. arguments, "--data", System.IO.Path.Combine(folder, "data")])
            start.ArgumentList.Add(argument);
        start.Environment["KLUIS_KEYRING"] = System.IO.Path.Combine(folder, "keys/keyring.json");
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        if (fault is not null)
            start.Environment["KLUIS_FAULT"] = fault;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
