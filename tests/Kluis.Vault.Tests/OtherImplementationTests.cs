using System.Diagnostics;

namespace Kluis.Vault.Tests;

/// <summary>The Python reader and writer of testdata against this library, both ways.</summary>
public sealed class OtherImplementationTests
{
    const string Python = "/usr/bin/python3";
    static readonly string Script = Path.Combine(AppContext.BaseDirectory, "testdata", "vlt1.py");

    [Theory]
    [InlineData(0)]
    [InlineData(16384)]
    [InlineData(100_000)]
    public async Task Python_opens_what_we_seal(int length)
    {
        RequirePython();
        using var key = Samples.Key();
        var (code, plain) = await RunAsync(await Samples.SealAsync(Samples.Plain(length)), "open", Arguments(key));

        Assert.Equal(0, code);
        Assert.Equal(Samples.Plain(length), plain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16384)]
    [InlineData(100_000)]
    public async Task We_open_what_Python_seals(int length)
    {
        RequirePython();
        using var key = Samples.Key();
        var (code, bytes) = await RunAsync(Samples.Plain(length), "seal", Arguments(key));

        Assert.Equal(0, code);
        Assert.Equal(Samples.Plain(length), await Samples.ReadAllAsync(bytes, key));
    }

    [Fact]
    public async Task Python_refuses_what_we_sealed_for_another_object()
    {
        RequirePython();
        using var key = new ObjectKey(VaultId.New(), Samples.Key().KeyId, Samples.Secret(9));
        var (code, plain) = await RunAsync(await Samples.SealAsync(Samples.Plain(10)), "open", Arguments(key));

        Assert.Equal(2, code);
        Assert.Empty(plain);
    }

    static string[] Arguments(ObjectKey key) =>
    [
        Convert.ToHexStringLower(key.Secret), $"{key.ObjectId}", $"{key.KeyId}",
        Convert.ToHexStringLower(Samples.Context),
    ];

    // In CI a missing package is a failure, not a skip.
    static void RequirePython() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("CI") == "true" || HasPython(), "needs the package python3-cryptography");

    static bool HasPython()
    {
        if (!File.Exists(Python))
            return false;
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import cryptography"])
        {
            RedirectStandardError = true,
        })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    static async Task<(int Code, byte[] Output)> RunAsync(byte[] input, string act, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, [Script, act, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToArray());
    }
}
