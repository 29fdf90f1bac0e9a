using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Kluis.Tests;

/// <summary>The program itself, as a process of its own on a scratch folder; everything it says is kept.</summary>
/// <param name="path">Another build of it than the one beside the tests; see <see cref="WithFaults"/>.</param>
/// <param name="settings">Variables of its environment.</param>
sealed class KluisProgram(string folder, string? path = null, params (string Name, string Value)[] settings) : IDisposable
{
    readonly int port = FreePort();
    readonly StringBuilder said = new();
    Process? server;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public int Id => server!.Id;

    public string Data => Path.Combine(folder, "data");

    public string Temporary => Path.Combine(folder, "tmp");

    /// <summary>The build with fault points, if it was made.</summary>
    public static string? WithFaults
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "Kluis.slnx")))
                root = root.Parent;
            var program = root is null ? null : Path.Combine(root.FullName, "artifacts/faults/bin/Kluis/release/Kluis");
            return File.Exists(program) ? program : null;
        }
    }

    /// <summary>Skips the test where the build with fault points is missing; in CI that is a failure.</summary>
    public static void RequireFaults()
    {
        if (WithFaults is not null)
            return;
        const string Missing = "The build with fault points is missing: ./kluis test makes it.";
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.Skip(Missing);
    }

    /// <summary>Where the processes that are started from now on kill themselves.</summary>
    public string? Fault { get; set; }

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
            if (server.HasExited)
            {
                // A fault may be reached while starting; the caller knows whether that is meant.
                Assert.True(Fault is not null, $"The program did not start: {Said}");
                return;
            }
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

    /// <returns>Whether the process ended by itself within the time.</returns>
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

    /// <summary>The log and every object are in order; asked of the program itself.</summary>
    public async Task AssertVerifiesAsync()
    {
        foreach (var question in new string[][] { ["verify"], ["verify", "--objects"] })
        {
            var (code, verdict) = await RunAsync(question);
            Assert.True(code == 0 && verdict.StartsWith("yes", StringComparison.Ordinal), verdict);
        }
    }

    /// <summary>Runs a verb, and kills it after a while as a power cut would.</summary>
    /// <returns>Whether it was still running then.</returns>
    public async Task<bool> KillAsync(TimeSpan after, params string[] arguments)
    {
        using var process = Start(arguments);
        process.OutputDataReceived += Keep;
        process.BeginOutputReadLine();
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(after));
        var ran = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        return ran;
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
        var start = new ProcessStartInfo(path ?? Path.Combine(AppContext.BaseDirectory, "Kluis"), [.. arguments, "--data", Data])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        start.Environment["KLUIS_KEYRING"] = Path.Combine(folder, "keys/keyring.json");
        start.Environment["TMPDIR"] = Temporary;
        // As the service runs: no pipes for debuggers, no dumps.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (Fault is not null)
            start.Environment["KLUIS_FAULT"] = Fault;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
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
