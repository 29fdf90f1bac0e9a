using System.Net;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake;
using Kluis.Storage;
using Kluis.Upkeep;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kluis.Tests.Upkeep;

/// <summary>A clock that jumps ahead ends nothing before its time, until a person says that it is right.</summary>
public abstract class ClockTests(Store store) : VaultTests(store)
{
    ClockWatch Clock => Vault.Get<ClockWatch>();

    [Fact]
    public async Task A_clock_that_runs_on_is_trusted_whatever_it_shows()
    {
        for (var hour = 0; hour < 30; hour++)
        {
            Vault.Time.Set(Vault.Time.GetUtcNow().AddHours(1.1));
            Assert.True((await Clock.LookAsync(default)).IsTrusted);
        }
        Vault.Time.Jump(TimeSpan.FromMinutes(59));
        Assert.True((await Clock.LookAsync(default)).IsTrusted);
        Assert.Equal(0, await Vault.CountAsync(AuditAct.ClockJumped));
        Assert.False(await Clock.ConfirmAsync(Actor.Product("test"), default));
    }

    [Fact]
    public async Task After_a_jump_nothing_ends_by_time_until_somebody_confirms_it()
    {
        await KeepAsync();
        var before = Vault.Time.GetUtcNow();
        Vault.Time.Jump(TimeSpan.FromDays(40));
        await TurnAsync();
        Assert.Equal("waiting", await StateAsync());
        var state = await Clock.StateAsync(default);
        Assert.Equal((before, before.AddDays(40)), (state.Jump!.From, state.Jump.To));
        await TurnAsync();
        Assert.Equal(1, await Vault.CountAsync(AuditAct.ClockJumped));
        // It stays so over a restart: the doubt is of the vault, not of a process.
        await Vault.RestartAsync();
        await TurnAsync();
        Assert.Equal("waiting", await StateAsync());
        Assert.True(await Clock.ConfirmAsync(Actor.Product("test"), default));
        await TurnAsync();
        Assert.Equal("expired", await StateAsync());
        Assert.Equal(1, await Vault.CountAsync(AuditAct.ClockConfirmed));
    }

    [Fact]
    public async Task A_vault_that_rested_for_more_than_a_day_asks_at_its_start()
    {
        await KeepAsync();
        Vault.Time.Set(Vault.Time.GetUtcNow().AddHours(23));
        await Vault.RestartAsync();
        Assert.True((await Clock.LookAsync(default)).IsTrusted);
        Vault.Time.Set(Vault.Time.GetUtcNow().AddDays(40));
        await Vault.RestartAsync();
        await TurnAsync();
        Assert.Equal("waiting", await StateAsync());
        Assert.False((await Clock.StateAsync(default)).IsTrusted);
    }

    [Fact]
    public async Task A_clock_that_goes_back_is_told_and_is_right_once_confirmed()
    {
        await Clock.LookAsync(default);
        Vault.Time.Jump(TimeSpan.FromHours(-3));
        var state = await Clock.LookAsync(default);
        Assert.Equal((true, true), (state.IsTrusted, state.IsBehind));
        Assert.True(await Clock.ConfirmAsync(Actor.Product("test"), default));
        Assert.False((await Clock.LookAsync(default)).IsBehind);
    }

    [Fact]
    public async Task Officer_and_administrator_read_it_on_the_start_page_and_confirm_it_on_the_page()
    {
        await Clock.LookAsync(default);
        Vault.Time.Jump(TimeSpan.FromHours(2));
        await Clock.LookAsync(default);
        foreach (var role in new[] { Role.PrivacyOfficer, Role.Administrator })
        {
            using var browser = await Browser.OfAsync(Vault, await Vault.UserAsync(role));
            (await browser.GetAsync("/")).Has("Klopt de klok van de server?").Has("Hij sprong van 2 mrt 2026, 10.00 uur naar 2 mrt 2026, 12.00 uur");
        }
        using var officer = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.PrivacyOfficer));
        (await officer.GetAsync("/clock")).Must(HttpStatusCode.OK).Has("De klok sprong vooruit").Has("12.00 uur").Has("De klok klopt");
        Assert.Equal("/clock?done=confirmed", (await officer.PostAsync("/clock")).Must(HttpStatusCode.Redirect).Location);
        (await officer.GetAsync("/clock?done=confirmed")).Has("Bevestigd").Has("De klok loopt goed").HasNot("De klok klopt");
        (await officer.GetAsync("/")).HasNot("Klopt de klok");
        using var agent = await Browser.OfAsync(Vault, await Vault.UserAsync(Role.Agent));
        Assert.Equal("/no-permission", (await agent.GetAsync("/clock")).Must(HttpStatusCode.Redirect).Location);
        Assert.Equal(2, await Vault.CountAsync(AuditAct.ClockViewed));
    }

    [Fact]
    public async Task The_api_shows_it_and_takes_the_word()
    {
        await Clock.LookAsync(default);
        Vault.Time.Jump(TimeSpan.FromDays(2));
        await Clock.LookAsync(default);
        using var administrator = await Vault.ClientAsync(Role.Administrator);
        var shown = (await Answer.OfAsync(administrator.GetAsync("/api/v1/clock"))).Must(HttpStatusCode.OK);
        Assert.Equal((false, FakeTime.Start.AddDays(2)), ((bool)shown.Json["trusted"]!, (DateTimeOffset)shown.Json["jump"]!["to"]!));
        var confirmed = (await Answer.OfAsync(administrator.PostAsync("/api/v1/clock/confirm", null))).Must(HttpStatusCode.OK);
        Assert.Equal((true, null), ((bool)confirmed.Json["trusted"]!, confirmed.Json["jump"]));
        using var auditor = await Vault.ClientAsync(Role.Auditor);
        (await Answer.OfAsync(auditor.PostAsync("/api/v1/clock/confirm", null))).Must(HttpStatusCode.Forbidden);
    }

    // One turn of everything that goes on by itself.
    async Task TurnAsync()
    {
        foreach (var loop in Vault.Services.GetServices<IHostedService>().OfType<BackgroundLoop>())
            await loop.RunOnceAsync(default);
    }

    async Task KeepAsync()
    {
        var delivery = new Delivery(DeliveryKind.Vcon, DeliveryWay.Api, "application/vcon");
        Assert.NotNull((await Vault.Get<Incoming>().TakeAsync(new Caller(Actor.Product("test"), Role.Integrator), delivery, new MemoryStream("{}"u8.ToArray()), default)).Item);
        await Clock.LookAsync(default);
    }

    Task<string> StateAsync() => Vault.ScalarAsync<string>("select state from quarantine");
}

public sealed class ClockTests_on_sqlite() : ClockTests(Store.Sqlite);

public sealed class ClockTests_on_postgres() : ClockTests(Store.Postgres);
