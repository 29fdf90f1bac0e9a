using Kluis.Storage;

namespace Kluis.Tests.Crash;

/// <summary>The process is killed at each named moment, as by a power cut; a restart finishes or cleans, and loses nothing confirmed.</summary>
public sealed class FaultPointTests(FilledVault filled) : IClassFixture<FilledVault>, IDisposable
{
    static readonly string[] OfRotation = ["epoch-announced", "keys-rewrapped"];

    readonly string folder = Directory.CreateTempSubdirectory("kluis-crash-").FullName;

    // These have tests of their own: MailCrashTests, ApprovalCrashTests, QuarantineCrashTests, SweepCrashTests.
    public static TheoryData<string> Names => [.. FaultPoint.Names.Except(["mail-sent", "approval-decided", "item-ended", "intake-pair-made", "items-sealed-anew", "ledger-written", "keys-destroyed", "objects-deleted"])];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_crash_leaves_nothing_half_done_and_loses_nothing_confirmed(string fault)
    {
        KluisProgram.RequireFaults();
        filled.CopyTo(folder);
        using var program = new KluisProgram(folder, KluisProgram.WithFaults) { Fault = fault };
        using var integrator = new CrashClient(program, filled.Integrator);
        using var officer = new CrashClient(program, filled.Officer);

        await program.StartAsync();
        var second = await ActAsync(program, fault, integrator, officer);
        Assert.True(OfRotation.Contains(fault) || await program.DiesAsync(), "The fault point was not reached.");
        await program.KillAsync();

        program.Fault = null;
        await program.StartAsync();
        Assert.Equal(FilledVault.Before, await officer.PlayAsync(filled.First));
        var again = await integrator.StoreAsync(filled.Activity, During);
        Assert.True(second is null || second == again, "What was confirmed before the crash is another conversation after it.");
        Assert.Equal(During, await officer.PlayAsync(again));
        var (code, answer) = await program.RunAsync("verify");
        Assert.True(code == 0 && answer.StartsWith("yes", StringComparison.Ordinal), answer);
        if (OfRotation.Contains(fault))
            Assert.Equal(0, (await program.RunAsync("key", "rotate")).Code);
        Assert.Equal(FilledVault.Before, await officer.PlayAsync(filled.First));
    }

    static byte[] During { get; } = CrashClient.Sound(2);

    // Everything that passes a fault point; the process may end under any of it.
    async Task<Guid?> ActAsync(KluisProgram program, string fault, CrashClient integrator, CrashClient officer)
    {
        if (OfRotation.Contains(fault))
        {
            Assert.NotEqual(0, (await program.RunAsync("key", "rotate")).Code);
            return null;
        }
        try
        {
            var stored = await integrator.StoreAsync(filled.Activity, During);
            await officer.PlayAsync(filled.First);
            return stored;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
