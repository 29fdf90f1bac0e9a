using System.Net;

namespace EndToEnd.Tests;

/// <summary>What <c>serve</c> must not have, and what every answer carries.</summary>
public sealed class ServeTests
{
    [Fact]
    public async Task Serve_has_no_sign_in_links_and_lets_nobody_in()
    {
        var folder = Directory.CreateTempSubdirectory("kluis-serve-");
        var url = $"http://127.0.0.1:{DemoRun.FreePort()}";
        await SetUpAsync(Path.Combine(folder.FullName, "data"));
        using var program = DemoRun.Start("serve", "--urls", url, "--data", Path.Combine(folder.FullName, "data"));
        try
        {
            await program.StandardOutput.ReadLineAsync();
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(url) };
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/sign-in/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).StatusCode);
            Assert.Equal(HttpStatusCode.Redirect, (await http.GetAsync("/search")).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/activities")).StatusCode);
            using var rebound = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { Host = "evil.example" } };
            Assert.Equal(HttpStatusCode.BadRequest, (await http.SendAsync(rebound)).StatusCode);
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Before_it_is_set_up_nothing_answers_but_health_and_the_set_up()
    {
        var folder = Directory.CreateTempSubdirectory("kluis-serve-");
        var url = $"http://127.0.0.1:{DemoRun.FreePort()}";
        using var program = DemoRun.Start("serve", "--urls", url, "--data", Path.Combine(folder.FullName, "data"));
        try
        {
            await program.StandardOutput.ReadLineAsync();
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(url) };
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/set-up")).StatusCode);
            Assert.Equal("/set-up", (await http.GetAsync("/sign-in")).Headers.Location?.OriginalString);
            var api = await http.GetAsync("/api/v1/activities");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, api.StatusCode);
            Assert.Contains("setup.required", await api.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    static async Task SetUpAsync(string data)
    {
        using var program = DemoRun.Start(
            "set-up", "--data", data, "--organisation", "Proef", "--officer", "Anna Proef <anna@proef.example>", "--administrator", "Bo Proef <bo@proef.example>");
        await program.WaitForExitAsync();
        Assert.Equal(0, program.ExitCode);
    }
}
