using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Kluis.Tests.Crash;

/// <summary>
/// The process is killed when an item's key is gone and its bytes are not: nobody can open them, and they go with the sweep. Or while
/// what waits gets another key: it opens all the same.
/// </summary>
public sealed class QuarantineCrashTests : IDisposable
{
    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_item_that_was_being_discarded_is_gone_after_a_kill()
    {
        KluisProgram.RequireFaults();
        using var program = new KluisProgram(scratch.Path, KluisProgram.WithFaults);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var item = await KeepAsync(officer);
        Assert.Single(Objects());
        await program.StopAsync();
        program.Fault = "item-ended";
        await program.StartAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => officer.PostAsJsonAsync($"/api/v1/quarantine/{item}/discard", new { reason = "not-a-conversation" }));
        Assert.True(await program.DiesAsync(), "The fault point was not reached.");
        // What is left of it is an object whose key is gone.
        program.Fault = null;
        await program.StartAsync();
        var shown = (await Answer.OfAsync(officer.GetAsync($"/api/v1/quarantine/{item}"))).Must(HttpStatusCode.OK);
        Assert.Equal("discarded", (string?)shown.Json["item"]!["state"]);
        using (var content = await officer.GetAsync($"/api/v1/quarantine/{item}/content"))
            Assert.Equal(HttpStatusCode.NotFound, content.StatusCode);
        await program.StopAsync();
        foreach (var left in Objects())
            File.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);
        await program.StartAsync();
        while (Objects().Length > 0)
            await Task.Delay(20);
        await program.StopAsync();
        await program.AssertVerifiesAsync();
    }

    [Theory]
    [InlineData("intake-pair-made")]
    [InlineData("items-sealed-anew")]
    public async Task What_waits_opens_after_a_rotation_that_was_killed_and_after_the_next(string fault)
    {
        KluisProgram.RequireFaults();
        using var program = new KluisProgram(scratch.Path, KluisProgram.WithFaults);
        await program.StartAsync();
        using var officer = await program.ClientAsync("privacy-officer");
        var item = await KeepAsync(officer);
        program.Fault = fault;
        Assert.NotEqual(0, (await program.RunAsync("key", "rotate")).Code);
        program.Fault = null;
        await AssertOpensAsync(officer, item);
        var (code, answer) = await program.RunAsync("key", "rotate");
        Assert.Equal(0, code);
        Assert.Contains("1 waiting items were sealed to it", answer, StringComparison.Ordinal);
        await AssertOpensAsync(officer, item);
        await program.StopAsync();
        await program.AssertVerifiesAsync();
    }

    static async Task AssertOpensAsync(HttpClient officer, Guid item)
    {
        using var content = await officer.GetAsync($"/api/v1/quarantine/{item}/content");
        Assert.Equal(HttpStatusCode.OK, content.StatusCode);
        Assert.Equal(Noise, await content.Content.ReadAsStringAsync());
    }

    static readonly string Noise = "{\"vcon\":\"0.4.0\",\"noise\":\"" + new string('x', 200_000) + "\"}";

    static async Task<Guid> KeepAsync(HttpClient officer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations")
        {
            Content = new StringContent(Noise, Encoding.UTF8, "application/vcon"), Headers = { { "Prefer", "quarantine" } },
        };
        return Guid.Parse((string)(await Answer.OfAsync(officer.SendAsync(request))).Must(HttpStatusCode.Accepted).Json["quarantineId"]!);
    }

    string[] Objects() => Leftovers.ObjectFiles(scratch["data/objects"]);
}
