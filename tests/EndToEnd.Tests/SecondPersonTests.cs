namespace EndToEnd.Tests;

/// <summary>A token that opens content, from the question to the secret, by two people with a keyboard.</summary>
public sealed class SecondPersonTests(DemoRun demo)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_administrator_asks_an_officer_approves_and_the_secret_is_shown_once(bool script)
    {
        var administrator = await demo.PageOfAsync("administrator", language: "en", script: script);
        await administrator.GotoAsync(demo.Url + "/approvals");
        var asked = await administrator.Context.APIRequest.PostAsync(demo.Url + "/api/v1/tokens/content", new()
        {
            Headers = [new("Origin", demo.Url)],
            DataObject = new { label = "Sampling", role = "quality", queue = "Billing", days = 30, reason = "Samples of Billing are listened to each week." },
        });
        var id = (await asked.JsonAsync())!.Value.GetProperty("id").GetString();
        var officer = await demo.PageOfAsync("privacy-officer", language: "en", script: script);
        await officer.GotoAsync(demo.Url + "/approvals");
        await officer.Locator($"table[aria-labelledby=h-decide] a[href='/approvals/{id}']").ClickAsync();
        Assert.Contains("Samples of Billing are listened to each week.", await officer.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await officer.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Approve and allow the token" }).ClickAsync();
        Assert.Contains("Approved by you", await officer.Locator(".utrecht-alert").InnerTextAsync(), StringComparison.Ordinal);
        await administrator.GotoAsync($"{demo.Url}/approvals/{id}");
        await administrator.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Pick it up" }).ClickAsync();
        await administrator.Locator("main form button").ClickAsync();
        Assert.StartsWith("kluis_", await administrator.Locator(".kl-secret").InnerTextAsync(), StringComparison.Ordinal);
        await administrator.GotoAsync($"{demo.Url}/approvals/{id}/token");
        await administrator.Locator("main form button").ClickAsync();
        Assert.Contains("picked up already", await administrator.Locator("[role=alert]").InnerTextAsync(), StringComparison.Ordinal);
    }
}
