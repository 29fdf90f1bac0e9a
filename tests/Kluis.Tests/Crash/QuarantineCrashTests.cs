using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Kluis.Tests.Crash;

/// <summary>The process is killed when an item's key is gone and its bytes are not: nobody can open them, and they go with the sweep.</summary>
public sealed class QuarantineCrashTests : IDisposable
{
    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task An_item_that_was_being_discarded_is_gone_after_a_kill()
    {
        if (KluisProgram.WithFaults is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "The build with fault points is missing: ./kluis test makes it.");
            Assert.Skip("The build with fault points is missing: ./kluis test makes it.");
        }
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

    static async Task<Guid> KeepAsync(HttpClient officer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/conversations")
        {
            Content = new StringContent("{\"vcon\":\"0.4.0\",\"noise\":\"" + new string('x', 200_000) + "\"}", Encoding.UTF8, "application/vcon"), Headers = { { "Prefer", "quarantine" } },
        };
        return Guid.Parse((string)(await Answer.OfAsync(officer.SendAsync(request))).Must(HttpStatusCode.Accepted).Json["quarantineId"]!);
    }

    string[] Objects() => Leftovers.ObjectFiles(scratch["data/objects"]);
}
