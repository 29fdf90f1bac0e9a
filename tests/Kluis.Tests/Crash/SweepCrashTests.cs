using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Kluis.Tests.Crash;

/// <summary>The process is killed in the middle of a destruction: after a restart it is finished, and its certificate proves it.</summary>
public sealed class SweepCrashTests : IDisposable
{
    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("ledger-written")]
    [InlineData("keys-destroyed")]
    [InlineData("objects-deleted")]
    public async Task A_sweep_that_was_killed_is_finished_after_a_restart(string fault)
    {
        KluisProgram.RequireFaults();
        using var program = new KluisProgram(scratch.Path, KluisProgram.WithFaults);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var (due, kept, until) = await FillAsync(officer);
        await program.StopAsync();
        await Task.Delay(until - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero);
        program.Fault = fault;
        await program.StartAsync();
        Assert.True(await program.DiesAsync(), "The fault point was not reached.");
        program.Fault = null;
        // The process that died held the lease for ten seconds.
        await Task.Delay(TimeSpan.FromSeconds(11));
        await program.StartAsync();
        JsonNode act;
        while ((act = await OnlyActAsync(officer)) is var one && (string)one["state"]! != "done")
            await Task.Delay(50);
        Assert.Equal(HttpStatusCode.Gone, (await officer.ViewAsync(due)).Status);
        Assert.Equal(Sound, await officer.SoundAsync(kept));
        Assert.Single(Leftovers.ObjectFiles(scratch["data/objects"]));
        var proof = await officer.GetStringAsync($"/api/v1/certificates/{act["id"]}/proof");
        await File.WriteAllTextAsync(scratch["proof"], proof);
        var (_, key) = await program.RunAsync("log", "key", "--erasures");
        await program.StopAsync();
        var (code, verdict) = await program.RunAsync("verify", "--proof", scratch["proof"], "--key", key);
        Assert.True(code == 0 && verdict.StartsWith($"yes: erasure {act["id"]}", StringComparison.Ordinal), verdict);
        await program.AssertVerifiesAsync();
    }

    [Fact]
    public async Task A_database_from_before_a_destruction_is_refused_and_a_changed_proof_too()
    {
        using var program = new KluisProgram(scratch.Path);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var (due, _, until) = await FillAsync(officer);
        await program.StopAsync();
        var copies = Directory.GetFiles(program.Data, "kluis.db*");
        foreach (var file in copies)
            File.Copy(file, file + ".before");
        await Task.Delay(until - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero);
        await program.StartAsync();
        while ((string)(await OnlyActAsync(officer))["state"]! != "done")
            await Task.Delay(50);
        // The head is in the keyring once the sweep is over, which is when the program may stop.
        await program.StopAsync();
        Assert.Equal(0, (await program.RunAsync("log", "export", scratch["ledger"], "--erasures")).Code);
        var (_, key) = await program.RunAsync("log", "key", "--erasures");
        Assert.Equal(0, (await program.RunAsync("verify", scratch["ledger"], "--key", key)).Code);
        foreach (var file in Directory.GetFiles(program.Data, "kluis.db*").Where(file => !file.EndsWith(".before", StringComparison.Ordinal)))
            File.Delete(file);
        foreach (var file in copies)
            File.Move(file + ".before", file);
        var (code, said) = await program.RunAsync("serve", "--urls", program.Address.ToString());
        Assert.True(code == 3, said);
        await File.WriteAllTextAsync(scratch["proof"], "c2sp.org/tlog-proof@v1\nextra AA==\nindex 0\n\nx\n1\nx\n");
        Assert.Equal(2, (await program.RunAsync("verify", "--proof", scratch["proof"], "--key", key)).Code);
        Assert.NotEqual(Guid.Empty, due);
    }

    static readonly byte[] Sound = Sounds.Wav(20, 7);

    // One call whose term ends in some seconds, and one that stays.
    static async Task<(Guid Due, Guid Kept, DateTimeOffset Until)> FillAsync(HttpClient officer)
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(6);
        var due = await officer.StoreAsync(Told.Call(await ActivityAsync(officer, "P1D"), until.AddDays(-1).ToString("O", CultureInfo.InvariantCulture)), Sounds.Wav(20, 3));
        var kept = await officer.StoreAsync(Told.Call(await ActivityAsync(officer, "P50Y")), Sound);
        return (due, kept, until);
    }

    static async Task<Guid> ActivityAsync(HttpClient officer, string term)
    {
        var terms = new JsonObject();
        foreach (var kind in new[] { "recording", "transcript", "chat", "mail", "attachment", "call-metadata", "derived" })
            terms[kind] = term;
        terms["profile"] = "P50Y";
        var activity = new JsonObject { ["name"] = "Klantenservice " + term, ["purpose"] = "Vragen", ["legalBasis"] = "contract", ["recording"] = "announce", ["purposes"] = new JsonArray("service"), ["terms"] = terms };
        return (await Answer.OfAsync(officer.PostAsync("/api/v1/activities", Calls.Json(activity.ToJsonString())))).Must(HttpStatusCode.Created).Id;
    }

    static async Task<JsonNode> OnlyActAsync(HttpClient officer)
    {
        for (; ; await Task.Delay(50))
        {
            var items = (await Answer.OfAsync(officer.GetAsync("/api/v1/erasures"))).Must(HttpStatusCode.OK).Json["items"]!.AsArray();
            if (items.Count > 0)
                return Assert.Single(items)!;
        }
    }
}
