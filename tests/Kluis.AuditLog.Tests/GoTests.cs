using System.Diagnostics;
using System.Text.Json;

namespace Kluis.AuditLog.Tests;

/// <summary>Another implementation reads what we wrote: Go's x/mod/sumdb/note and tlog, from Debian.</summary>
public sealed class GoTests
{
    const int Size = 66_000;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Go_verifies_our_checkpoint_tiles_and_proofs_and_refuses_a_changed_byte()
    {
        RequireGo();
        using var export = await Samples.ExportAsync(Size);
        using var proofs = new TempFolder();
        await File.WriteAllTextAsync(proofs.At("proofs.json"), Proofs(new TileFolder(export.Path).HashesAt(Size)), Stop);

        Assert.Equal((0, $"ok: {Size} entries, 54 inclusion and 20 consistency proofs\n"), await GoAsync(export, proofs));

        var bundle = await File.ReadAllBytesAsync(export.At("tile/entries/100"), Stop);
        bundle[20] ^= 1;
        await File.WriteAllBytesAsync(export.At("tile/entries/100"), bundle, Stop);
        var (exit, answer) = await GoAsync(export, proofs);
        Assert.NotEqual(0, exit);
        Assert.Contains("the entries have another root", answer, StringComparison.Ordinal);
    }

    static string Proofs(IHashSource hashes) => JsonSerializer.Serialize(new
    {
        Inclusion = Enumerable.Range(0, 54).Select(n => n * 1245L).Select(index => new
        {
            Index = index,
            Proof = AuditLog.Proofs.Inclusion(index, Size, hashes),
        }),
        Consistency = Enumerable.Range(0, 20).Select(n => (n * 3449L) + 1).Select(older => new
        {
            Older = older,
            Proof = AuditLog.Proofs.Consistency(older, Size, hashes),
        }),
    });

    static async Task<(int Exit, string Answer)> GoAsync(TempFolder export, TempFolder proofs)
    {
        using var signer = Samples.Signer();
        var program = Path.Combine(AppContext.BaseDirectory, "testdata", "go", "verify.go");
        var start = new ProcessStartInfo("go", ["run", program, export.Path, signer.VerifierKey.ToString(), proofs.At("proofs.json")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["GO111MODULE"] = "off", ["GOPATH"] = "/usr/share/gocode", ["GOFLAGS"] = "", ["GOENV"] = "off",
                ["GOCACHE"] = Path.Combine(Path.GetTempPath(), "kluis-go-cache"),
            },
        };
        using var go = Process.Start(start)!;
        var answer = go.StandardOutput.ReadToEndAsync(Stop);
        var errors = go.StandardError.ReadToEndAsync(Stop);
        await go.WaitForExitAsync(Stop);
        return (go.ExitCode, await answer + await errors);
    }

    /// <summary>On a desk without Go the test is skipped; on the build machine it has to run.</summary>
    static void RequireGo()
    {
        var there = Directory.Exists("/usr/share/gocode/src/golang.org/x/mod/sumdb/note")
            && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "go")));
        if (!there && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip("needs the Debian packages golang-go and golang-golang-x-mod-dev");
    }
}
