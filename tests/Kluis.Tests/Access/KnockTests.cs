using System.Net;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Storage;
using Microsoft.Extensions.Hosting;

namespace Kluis.Tests.Access;

/// <summary>Who comes without a token is counted, and nobody outside can fill the log.</summary>
public abstract class KnockTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Knocks_of_a_minute_are_one_entry_with_their_number()
    {
        for (var i = 0; i < 25; i++)
            await Vault.Http.GetAsync("/api/v1/log").AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
        Assert.Equal(0, await Vault.CountAsync(AuditAct.AccountSignInFailed));
        await MinuteAsync(1);
        var entry = Assert.Single(await Vault.LogAsync());
        Assert.Equal(("account.sign-in-failed", "denied", "nobody"), (entry.Act, entry.Outcome, entry.ActorId));
        Assert.Equal("25 times", await TargetAsync(entry.EntryId));
        await Vault.Http.GetAsync("/api/v1/log");
        await MinuteAsync(2);
        Assert.Equal(2, await Vault.CountAsync(AuditAct.AccountSignInFailed));
    }

    [Fact]
    public async Task Knocks_of_the_last_minute_are_written_when_the_product_stops()
    {
        for (var i = 0; i < 3; i++)
            await Vault.Http.GetAsync("/api/v1/log").AssertProblemAsync(HttpStatusCode.Unauthorized, "request.unauthenticated");
        await Vault.RestartAsync();
        var entry = Assert.Single(await Vault.LogAsync());
        Assert.Equal(("account.sign-in-failed", "denied", "nobody"), (entry.Act, entry.Outcome, entry.ActorId));
        Assert.Equal("3 times", await TargetAsync(entry.EntryId));
    }

    [Fact]
    public async Task Ten_thousand_addresses_make_no_ten_thousand_entries()
    {
        var counter = Vault.Get<DeniedCounter>();
        for (var i = 0; i < 10_000; i++)
            counter.Count($"2001:db8::{i:x}");
        await counter.FlushAsync(default);
        Assert.InRange(await Vault.CountAsync(AuditAct.AccountSignInFailed), 2, 1001);
    }

    async Task MinuteAsync(int entries)
    {
        for (var tries = 0; tries < 100 && await Vault.CountAsync(AuditAct.AccountSignInFailed) < entries; tries++)
        {
            Vault.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(20);
        }
    }

    async Task<string> TargetAsync(string entry)
    {
        var row = await Vault.Product.Database.ReadAsync(
            connection => Dapper.SqlMapper.QuerySingleAsync<(byte[] RowKey, byte[] Sealed)>(connection, "select row_key, sealed from audit_disclosure where entry_id = @entry", new { entry }), default);
        return new Kluis.Keys.SealedValue(row.RowKey, row.Sealed)
            .Open<Dictionary<string, string[]>>(Vault.Product.Chain.House(Kluis.Keys.RootKind.Audit), "audit_disclosure", Guid.Parse(entry))["obj"][1];
    }
}

public sealed class KnockTests_on_sqlite() : KnockTests(Store.Sqlite)
{
    [Fact]
    public async Task Knocks_are_not_lost_and_the_product_goes_on_while_the_disk_is_full()
    {
        for (var i = 0; i < 100; i++)
            Vault.Get<DeniedCounter>().Count($"2001:db8::{i:x}");
        await FillAsync();
        await Assert.ThrowsAsync<FaultException>(() => Vault.Get<DeniedCounter>().FlushAsync(default));
        for (var minutes = 0; minutes < 5; minutes++)
        {
            Vault.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(50);
        }
        Assert.False(Vault.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await Vault.TamperAsync("pragma max_page_count=1000000");
        await Vault.Get<DeniedCounter>().FlushAsync(default);
        Assert.Equal(100, await Vault.CountAsync(AuditAct.AccountSignInFailed));
    }

    async Task FillAsync()
    {
        await Vault.TamperAsync("pragma max_page_count=1");
        for (var i = 0; await Record.ExceptionAsync(() => Vault.TamperAsync("insert into lease (name, holder, held_until) values (@name, '', 0)", new { name = $"{i}" })) is null; i++)
            Assert.True(i < 10_000);
    }
}

public sealed class KnockTests_on_postgres() : KnockTests(Store.Postgres);
