using System.Diagnostics;

namespace Kluis.Vault.Tests;

/// <summary>The Python readers and writers of testdata against this library, both ways.</summary>
public sealed class OtherImplementationTests
{
    const string Python = "/usr/bin/python3";
    const string Objects = "vlt1.py", Intake = "intake.py";

    [Theory]
    [InlineData(0)]
    [InlineData(16384)]
    [InlineData(100_000)]
    public async Task Python_opens_what_we_seal(int length)
    {
        RequirePython();
        using var key = Samples.Key();
        var (code, plain) = await RunAsync(Objects, await Samples.SealAsync(Samples.Plain(length)), "open", Arguments(key));

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
        var (code, bytes) = await RunAsync(Objects, Samples.Plain(length), "seal", Arguments(key));

        Assert.Equal(0, code);
        Assert.Equal(Samples.Plain(length), await Samples.ReadAllAsync(bytes, key));
    }

    [Fact]
    public async Task Python_refuses_what_we_sealed_for_another_object()
    {
        RequirePython();
        using var key = new ObjectKey(VaultId.New(), Samples.Key().KeyId, Samples.Secret(9));
        var (code, plain) = await RunAsync(Objects, await Samples.SealAsync(Samples.Plain(10)), "open", Arguments(key));

        Assert.Equal(2, code);
        Assert.Empty(plain);
    }

    [Fact]
    public async Task Python_opens_what_we_seal_to_the_intake_key_at_its_generation_only()
    {
        RequirePython();
        var (own, secret) = (IntakeWrap.NewPrivate(), Samples.Secret(7));
        var wrapped = IntakeWrap.Wrap(IntakeWrap.PublicOf(own), 3, secret);
        Assert.Equal((0, Convert.ToHexString(secret)), await RunIntakeAsync(wrapped, "open", own, 3));
        Assert.Equal((2, ""), await RunIntakeAsync(wrapped, "open", own, 4));
    }

    [Fact]
    public async Task We_open_what_Python_seals_to_the_intake_key()
    {
        RequirePython();
        var (own, secret) = (IntakeWrap.NewPrivate(), Samples.Secret(7));
        var (code, wrapped) = await RunIntakeAsync(secret, "seal", IntakeWrap.PublicOf(own), 300);
        Assert.Equal(0, code);
        Assert.Equal(secret, IntakeWrap.Unwrap(own, 300, Convert.FromHexString(wrapped)));
    }

    static async Task<(int Code, string Output)> RunIntakeAsync(byte[] input, string act, byte[] key, int generation)
    {
        var (code, output) = await RunAsync(Intake, input, act, [Convert.ToHexStringLower(key), $"{generation}"]);
        return (code, Convert.ToHexString(output));
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

    static async Task<(int Code, byte[] Output)> RunAsync(string script, byte[] input, string act, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "testdata", script), act, .. arguments])
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
