using Kluis.Audit;
using Kluis.Tests.Web;
using Kluis.Web;

namespace Kluis.Tests.Crash;

/// <summary>The process is killed between the mail server's yes and the removal of the row.</summary>
public sealed class MailCrashTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("kluis-crash-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_notice_of_a_killed_process_is_mailed_again_under_the_same_id_and_no_third_time()
    {
        KluisProgram.RequireFaults();
        using var server = await MailServer.StartAsync(SmtpCover.StartTls);
        using var program = new KluisProgram(folder, KluisProgram.WithFaults, server.Settings);
        await program.StartAsync();
        await program.KillAsync();
        await EnqueueAsync(server);
        program.Fault = "mail-sent";
        await program.StartAsync();
        Assert.True(await program.DiesAsync(), "The fault point was not reached.");
        await ChangeAsync(server, product => SweepAsync(product, server, TimeSpan.FromMinutes(1), expected: 0));
        await ChangeAsync(server, product => SweepAsync(product, server, TimeSpan.FromMinutes(6), expected: 1));
        await ChangeAsync(server, product => SweepAsync(product, server, TimeSpan.FromDays(2), expected: 0));
        Assert.Equal(2, server.Taken.Count);
        Assert.Single(server.Taken.Select(mail => mail.Content.Split("\r\n").Single(line => line.StartsWith("Message-ID", StringComparison.Ordinal))).Distinct());
    }

    static async Task SweepAsync(Product product, MailServer server, TimeSpan later, int expected)
    {
        var time = new FakeTime();
        time.Set(DateTimeOffset.UtcNow + later);
        Assert.Equal(expected, await new OutboxSweep(new OutboxStore(product.Database, product.Chain), new MailRoute(server.Target), time).RunAsync(default));
    }

    Task EnqueueAsync(MailServer server) => ChangeAsync(server, product => product.Journal.ChangeAsync(Actor.Product("test"), async change =>
    {
        await new OutboxStore(product.Database, product.Chain).AddAsync(change, product.Ids.New(), new Mail("a@b.example", "Test", "Test"));
        change.Record(new AuditEvent(AuditAct.AccountInvited));
        return true;
    }));

    async Task ChangeAsync(MailServer server, Func<Product, Task> act)
    {
        var variables = server.Settings.ToDictionary(each => each.Name, each => each.Value);
        variables["KLUIS_KEYRING"] = Path.Combine(folder, "keys/keyring.json");
        var (settings, _) = Settings.Read(name => variables.GetValueOrDefault(name), Path.Combine(folder, "data"), null);
        await using var product = await Product.OpenAsync(settings!, TimeProvider.System, default);
        await act(product);
    }
}
