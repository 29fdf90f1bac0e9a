using System.Net;
using Kluis.Access;
using Kluis.Storage;
using Kluis.Upkeep;
using Kluis.Vault;

namespace Kluis.Tests.Upkeep;

/// <summary>What around the vault does not work is said on the start page of who looks after it, and what still can goes on.</summary>
public sealed class UpkeepTests() : VaultTests(Store.Sqlite)
{
    [Fact]
    public async Task A_keyring_that_is_gone_is_told_and_the_work_goes_on_with_the_keys_in_memory()
    {
        var activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var sound = Sounds.Wav(1, 1);
        var id = await officer.StoreAsync(Told.Call(activity), sound);
        using var administrator = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator));
        var away = Vault.Settings.Keyring + ".away";
        File.Move(Vault.Settings.Keyring, away);
        (await administrator.GetAsync("/")).Has("De sleutelbos is niet te lezen").Has("start niet meer");
        Assert.Equal(sound, await officer.SoundAsync(id));
        await officer.StoreAsync(Told.Call(activity, "2026-02-28T10:00:00+01:00"), Sounds.Wav(1, 2));
        Assert.Equal(HttpStatusCode.OK, (await Vault.Http.GetAsync("/readyz")).StatusCode);
        var fault = await Assert.ThrowsAsync<VaultException>(() => Product.OpenAsync(Vault.Settings, Vault.Time, default));
        Assert.Equal("keys.unavailable", fault.Code);
        File.Move(away, Vault.Settings.Keyring);
        (await administrator.GetAsync("/")).HasNot("De sleutelbos is niet te lezen");
    }

    [Fact]
    public async Task A_slow_disk_is_told_and_is_forgotten_when_it_is_fast_again()
    {
        using var administrator = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator));
        await PulseAsync(1);
        Vault.Database.Before = () => Vault.Time.Advance(TimeSpan.FromMilliseconds(1100));
        await PulseAsync(1);
        (await administrator.GetAsync("/")).HasNot("De schijf is traag");
        await PulseAsync(4);
        Vault.Database.Before = null;
        (await administrator.GetAsync("/")).Has("De schijf is traag");
        await PulseAsync(5);
        (await administrator.GetAsync("/")).HasNot("De schijf is traag");
    }

    [Theory]
    [InlineData("storage.full", "De schijf is vol")]
    [InlineData("storage.read-only", "De opslag neemt nu geen wijzigingen aan")]
    [InlineData("storage.unavailable", "De opslag antwoordt nu niet")]
    public async Task A_disk_of_content_that_fails_is_told_on_the_start_page_and_to_a_balancer_and_is_back_by_itself(string code, string sentence)
    {
        using var administrator = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Administrator));
        await PulseAsync(1);
        Vault.Database.FailWith(code);
        await Assert.ThrowsAsync<FaultException>(() => Vault.Get<Pulse>().RunAsync(default));
        using (var answer = await Vault.Http.GetAsync("/readyz"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains(code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        (await administrator.GetAsync("/")).Must(HttpStatusCode.ServiceUnavailable).Has(sentence).Has(code);
        Assert.Equal(HttpStatusCode.OK, (await Vault.Http.GetAsync("/healthz")).StatusCode);
        Vault.Database.Recover();
        // The pulse has not come again: the page still says what it found, the balancer has it looked at now.
        (await administrator.GetAsync("/")).Must(HttpStatusCode.OK).Has("De opslag werkt niet zoals het hoort").Has(sentence);
        Assert.Equal(HttpStatusCode.OK, (await Vault.Http.GetAsync("/readyz")).StatusCode);
        (await administrator.GetAsync("/")).HasNot("De opslag werkt niet");
    }

    [Fact]
    public async Task Figures_of_the_server_are_told_to_a_monitor()
    {
        await Vault.Get<Pulse>().RunAsync(default);
        var figures = await Vault.Http.GetStringAsync("/metrics");
        foreach (var name in new[] { "kluis_open_files ", "kluis_open_files_limit ", "kluis_pulse_milliseconds ", "kluis_clock_jumped 0" })
            Assert.Contains($"\n{name}", figures, StringComparison.Ordinal);
    }

    // The one of the start first: it comes whenever it comes.
    async Task PulseAsync(int times)
    {
        while (Vault.Get<Pulse>().Median is null)
            await Task.Delay(5);
        for (var i = 0; i < times; i++)
            await Vault.Get<Pulse>().RunAsync(default);
    }
}
