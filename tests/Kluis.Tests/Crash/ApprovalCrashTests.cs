using System.Net.Http.Json;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Tests.Crash;

/// <summary>The process is killed while it decides: the approval is open, or decided and in the log.</summary>
public sealed class ApprovalCrashTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("kluis-crash-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("rows-written", "Open", 0)]
    [InlineData("approval-decided", "Approved", 1)]
    public async Task A_kill_leaves_an_approval_open_or_decided(string fault, string state, int entries)
    {
        KluisProgram.RequireFaults();
        using var program = new KluisProgram(folder, KluisProgram.WithFaults);
        await program.StartAsync();
        await program.KillAsync();
        var (id, cookie) = await WithProductAsync(AskAsync, TimeSpan.Zero);
        program.Fault = fault;
        await program.StartAsync();
        await DecideAsync(program, id, cookie);
        Assert.True(await program.DiesAsync(), "The fault point was not reached.");
        await WithProductAsync(async product =>
        {
            Assert.True(await product.Sequencer.RunAsync(default));
            Assert.Equal(state, (await new ApprovalStore(product.Database, product.Chain).FindAsync(id, default))!.State.ToString());
            var log = await new AuditViewStore(product.Database).FindAsync(new AuditQuery { Limit = 1000 }, default);
            Assert.Equal(entries, log.Count(entry => entry.Act == "approval.approved"));
            return true;
        }, TimeSpan.FromMinutes(1));
    }

    static async Task DecideAsync(KluisProgram program, Guid id, string cookie)
    {
        using var browser = new HttpClient { BaseAddress = program.Address };
        Persons.Bear(browser, cookie);
        await Assert.ThrowsAsync<HttpRequestException>(() => browser.PostAsJsonAsync($"/api/v1/approvals/{id}/decision", new { approve = true }));
    }

    static async Task<(Guid Id, string Cookie)> AskAsync(Product product)
    {
        var access = new AccessStore(product.Database, product.Chain, new BlindIndex(product.Chain), new SignInSpans(TimeSpan.FromMinutes(15)));
        var (administrator, officer) = (product.Ids.New(), product.Ids.New());
        await product.Journal.ChangeAsync(Actor.Product("test"), async change =>
        {
            await access.AddUserAsync(change, administrator, Role.Administrator, new("A", null), null, null, "nl", []);
            await access.AddUserAsync(change, officer, Role.PrivacyOfficer, new("B", null), null, null, "nl", []);
            change.Record(new AuditEvent(AuditAct.AccountInvited));
            return true;
        });
        var kind = ContentTokens.KindOf(access, (_, _) => Task.FromResult(0L), product.Time);
        var store = new ApprovalStore(product.Database, product.Chain);
        var approvals = new Approvals(store, [kind], product.Journal, product.Ids, product.Time);
        var tokens = new ContentTokens(approvals, store, access, new Tokens(product.Journal, product.Ids), product.Journal, product.Time);
        var asker = new Caller(new Actor(administrator.ToString()), Role.Administrator) { User = administrator };
        var (_, _, id) = await tokens.AskAsync(asker, new TokenWish("test", Role.Dpo), "Because it is a test.", default);
        return (id, await Persons.SignInAsync(product, officer));
    }

    // Later, so that what the killed process had leased is free.
    async Task<T> WithProductAsync<T>(Func<Product, Task<T>> act, TimeSpan later)
    {
        var time = new FakeTime();
        time.Set(DateTimeOffset.UtcNow + later);
        var (settings, _) = Settings.Read(name => name == "KLUIS_KEYRING" ? Path.Combine(folder, "keys/keyring.json") : null, Path.Combine(folder, "data"), null);
        await using var product = await Product.OpenAsync(settings!, time, default);
        return await act(product);
    }
}
