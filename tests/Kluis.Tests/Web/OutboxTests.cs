using System.Text;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Tests.Web;

/// <summary>Notices from the change that causes them to the mail server, on both databases.</summary>
public abstract class OutboxTests(Store store)
{
    static readonly Mail notice = new(Known.StaffMail, "Een verzoek wacht op u", $"{Known.StaffName}, er wacht een verzoek.");

    [Theory]
    [InlineData("Tls")]
    [InlineData("StartTls")]
    public async Task A_notice_is_mailed_once_its_change_is_committed_and_leaves_no_row(string cover)
    {
        using var server = await MailServer.StartAsync(Enum.Parse<SmtpCover>(cover));
        await using var vault = await RunningVault.StartAsync(store, null, server.Settings);
        await EnqueueAsync(vault);
        Assert.Equal(1, await vault.Get<OutboxSweep>().RunAsync(default));
        var mail = Assert.Single(server.Taken);
        Assert.Equal((Known.StaffMail, true), (Assert.Single(mail.To), mail.Tls));
        Assert.Contains($"{Known.StaffName}, er wacht een verzoek.", mail.Content, StringComparison.Ordinal);
        Assert.Equal(0, await vault.Get<OutboxSweep>().RunAsync(default));
        Assert.Equal(0, await CountAsync(vault));
        await vault.CheckAsync();
    }

    [Fact]
    public async Task A_notice_of_a_change_that_fails_is_never_sent()
    {
        using var server = await MailServer.StartAsync(SmtpCover.Plain);
        await using var vault = await RunningVault.StartAsync(store, null, server.Settings);
        await Assert.ThrowsAsync<InvalidDataException>(() => EnqueueAsync(vault, () => throw new InvalidDataException()));
        Assert.Equal(0, await vault.Get<OutboxSweep>().RunAsync(default));
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task Nothing_personal_stands_in_the_row_of_a_notice()
    {
        await using var vault = await WithoutServerAsync();
        await EnqueueAsync(vault);
        Assert.Equal(1, await CountAsync(vault));
        var row = await vault.ScalarAsync<byte[]>("select sealed from outbox");
        Known.AssertNoneIn(Encoding.UTF8.GetString(row), "The outbox");
    }

    [Fact]
    public async Task What_finds_the_server_away_is_tried_again_later_and_then_sent()
    {
        using var server = await MailServer.StartAsync(SmtpCover.StartTls);
        await using var vault = await RunningVault.StartAsync(store, null, server.Settings);
        server.Stop();
        await EnqueueAsync(vault);
        Assert.Equal(0, await vault.Get<OutboxSweep>().RunAsync(default));
        Assert.Equal(new OutboxState(1, 1, 0, "mail.unreachable"), await StateAsync(vault));
        await server.StartAsync();
        Assert.Equal(0, await vault.Get<OutboxSweep>().RunAsync(default));
        Pass(vault, TimeSpan.FromMinutes(1));
        Assert.Equal(1, await vault.Get<OutboxSweep>().RunAsync(default));
        Assert.Single(server.Taken);
        await vault.CheckAsync();
    }

    [Fact]
    public async Task What_cannot_be_sent_for_three_days_is_given_up_and_forgotten_but_for_the_fact()
    {
        await using var vault = await WithoutServerAsync();
        await EnqueueAsync(vault);
        var tries = 0;
        for (; (await StateAsync(vault)).Waiting == 1; tries++)
        {
            await vault.Get<OutboxSweep>().RunAsync(default);
            Pass(vault, TimeSpan.FromHours(6));
        }
        Assert.InRange(tries, 10, 13);
        Assert.Equal(new OutboxState(0, 0, 1, "mail.unreachable"), await StateAsync(vault));
        Assert.Equal(1, await vault.ScalarAsync<long>("select count(*) from outbox where sealed is null and row_key is null and holder_id is null"));
        Assert.Contains("kluis_mail_given_up 1\n", await vault.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Pass(vault, TimeSpan.FromDays(31));
        await vault.Get<OutboxSweep>().RunAsync(default);
        Assert.Equal(0, await CountAsync(vault));
    }

    [Theory]
    [InlineData("nobody@lindewaard.example", "mail.refused 550")]
    [InlineData("not an address", "mail.no-address")]
    [InlineData("a@b.example>\r\nRCPT TO:<c@d.example", "mail.no-address")]
    public async Task An_address_that_takes_no_mail_is_given_up_at_once(string to, string code)
    {
        using var server = await MailServer.StartAsync(SmtpCover.Plain);
        await using var vault = await RunningVault.StartAsync(store, null, server.Settings);
        await EnqueueAsync(vault, to: to);
        await EnqueueAsync(vault);
        Assert.Equal(1, await vault.Get<OutboxSweep>().RunAsync(default));
        Assert.Equal(new OutboxState(0, 0, 1, code), await StateAsync(vault));
        Assert.Single(server.Taken);
    }

    [Fact]
    public async Task Two_that_sweep_at_once_send_each_notice_once()
    {
        using var server = await MailServer.StartAsync(SmtpCover.Plain);
        await using var vault = await RunningVault.StartAsync(store, null, server.Settings);
        for (var i = 0; i < 10; i++)
            await EnqueueAsync(vault);
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => vault.Get<OutboxSweep>().RunAsync(default)));
        Assert.Equal((10, 10), (sent.Sum(), server.Taken.Count));
    }

    [Fact]
    public async Task What_a_dead_process_held_is_sent_by_the_next_one()
    {
        using var server = await MailServer.StartAsync(SmtpCover.Plain);
        await using var vault = await RunningVault.StartAsync(store, null, server.Settings);
        await EnqueueAsync(vault);
        var now = vault.Time.GetUtcNow();
        Assert.NotNull(await vault.Get<OutboxStore>().TakeAsync(now.ToUnixTimeMilliseconds(), now.AddMinutes(5).ToUnixTimeMilliseconds(), default));
        Assert.Equal(0, await vault.Get<OutboxSweep>().RunAsync(default));
        Pass(vault, TimeSpan.FromMinutes(6));
        Assert.Equal(1, await vault.Get<OutboxSweep>().RunAsync(default));
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_kept_to_be_sent()
    {
        await using var vault = await RunningVault.StartAsync(store);
        await EnqueueAsync(vault);
        Assert.False(vault.Get<Mails>().AreSent);
        Assert.Equal(0, await vault.Get<OutboxSweep>().RunAsync(default));
        Assert.Equal(0, await CountAsync(vault));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(9, 256)]
    [InlineData(10, 360)]
    [InlineData(63, 360)]
    [InlineData(1000, 360)]
    public void The_pause_doubles_up_to_six_hours(long attempts, int minutes) => Assert.Equal(TimeSpan.FromMinutes(minutes), OutboxSweep.PauseAfter(attempts));

    Task<RunningVault> WithoutServerAsync() =>
        RunningVault.StartAsync(store, null, ("KLUIS_SMTP", "smtp://127.0.0.1:1"), ("KLUIS_MAIL_FROM", "kluis@lindewaard.example"));

    // Without a tick: the loop of the product itself would sweep too.
    static void Pass(RunningVault vault, TimeSpan span) => vault.Time.Set(vault.Time.GetUtcNow() + span);

    static Task<OutboxState> StateAsync(RunningVault vault) => vault.Get<OutboxStore>().StateAsync(default);

    static Task<long> CountAsync(RunningVault vault) => vault.ScalarAsync<long>("select count(*) from outbox");

    static Task<bool> EnqueueAsync(RunningVault vault, Action? fail = null, string? to = null) =>
        vault.Product.Journal.ChangeAsync(Actor.Product("test"), async change =>
        {
            await vault.Get<Mails>().EnqueueAsync(change, to is null ? notice : notice with { To = to });
            change.Record(new AuditEvent(AuditAct.AccountInvited));
            fail?.Invoke();
            return true;
        });
}

public sealed class OutboxTests_on_sqlite() : OutboxTests(Store.Sqlite);

public sealed class OutboxTests_on_postgres() : OutboxTests(Store.Postgres);
