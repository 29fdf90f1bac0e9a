using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Architecture.Tests;

/// <summary>
/// The examples of the documents are run as they stand, from top to bottom, each document against a new and empty vault: an example
/// that fails fails this test.
/// </summary>
public sealed class DocsExampleTests
{
    [Theory]
    [InlineData("docs/api.md")]
    [InlineData("docs/operate/keys.md")]
    [InlineData("docs/operate/log.md")]
    [InlineData("docs/operate/doctor.md")]
    public async Task The_examples_work(string path)
    {
        await DocsProcess.RequireAsync("bash", "-c", "command -v curl");
        await using var vault = await ServedVault.StartAsync();
        var (code, output) = await vault.ShellAsync(ScriptOf(path, vault.Url));
        Assert.True(code == 0, $"{path} failed with {code}:\n{output}");
    }

    [Fact]
    public async Task An_example_that_fails_is_noticed()
    {
        await DocsProcess.RequireAsync("bash", "-c", "command -v curl");
        await using var vault = await ServedVault.StartAsync();
        Assert.NotEqual(0, (await vault.ShellAsync("curl -sSf $URL/api/v1/conversations/x\n")).Code);
        Assert.NotEqual(0, (await vault.ShellAsync("kluis verify nowhere --key none | cat\ntrue\n")).Code);
    }

    // The one line that differs is the address: a test cannot have the port of everybody.
    static string ScriptOf(string path, string url) =>
        string.Join('\n', DocsText.Blocks(Repository.Read(path).Text, "sh")).Replace("https://localhost:8443", url, StringComparison.Ordinal);

    /// <summary><c>kluis serve</c> as its own process, in a folder of its own in which a shell can use <c>kluis</c>.</summary>
    sealed class ServedVault(DirectoryInfo folder, Process server, string url) : IAsyncDisposable
    {
        static readonly string program = Path.Combine(AppContext.BaseDirectory, "Kluis.dll");

        public string Url { get; } = url;

        public static async Task<ServedVault> StartAsync()
        {
            var folder = Directory.CreateTempSubdirectory("kluis-docs-");
            File.WriteAllText(Path.Combine(folder.FullName, "kluis"), $"#!/bin/sh\nexec dotnet {program} \"$@\"\n");
            File.SetUnixFileMode(Path.Combine(folder.FullName, "kluis"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllBytes(Path.Combine(folder.FullName, "call.wav"), Tone());
            var url = $"https://localhost:{FreePort()}";
            var server = Process.Start(new ProcessStartInfo("dotnet", [program, "serve", "--urls", url])
            {
                WorkingDirectory = folder.FullName, RedirectStandardOutput = true,
            })!;
            Assert.Contains(url, await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            return new ServedVault(folder, server, url);
        }

        public async Task<(int Code, string Output)> ShellAsync(string script)
        {
            var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder.FullName };
            start.Environment["PATH"] = $"{folder.FullName}:{start.Environment["PATH"]}";
            start.Environment["URL"] = Url;
            start.Environment["CURL_CA_BUNDLE"] = Path.Combine(folder.FullName, "data", "tls", "certificate.pem");
            var (code, output, errors) = await DocsProcess.RunAsync(start, []);
            return (code, Encoding.UTF8.GetString(output) + errors);
        }

        public async ValueTask DisposeAsync()
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
            folder.Delete(recursive: true);
        }

        static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        // Two seconds of a tone as a telephone has it: WAV, 8 kHz, 16 bits, one channel.
        static byte[] Tone()
        {
            const int Rate = 8000, Samples = 2 * Rate;
            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            writer.Write("RIFF"u8);
            writer.Write(36 + (Samples * 2));
            writer.Write("WAVEfmt "u8);
            writer.Write(16);
            writer.Write((short)1);
            writer.Write((short)1);
            writer.Write(Rate);
            writer.Write(Rate * 2);
            writer.Write((short)2);
            writer.Write((short)16);
            writer.Write("data"u8);
            writer.Write(Samples * 2);
            for (var i = 0; i < Samples; i++)
                writer.Write((short)(8000 * Math.Sin(i * 2 * Math.PI * 440 / Rate)));
            return bytes.ToArray();
        }
    }
}
