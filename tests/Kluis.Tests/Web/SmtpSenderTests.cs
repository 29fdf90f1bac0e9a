using System.Net;
using System.Net.Sockets;
using System.Text;
using Kluis.Web;

namespace Kluis.Tests.Web;

/// <summary>Against a real mail server; and against one that lies.</summary>
public sealed class SmtpSenderTests
{
    const string To = "f.zandbergen@lindewaard.example";

    static string Message(string text = "Er wacht een verzoek op u.") =>
        MailMessage.Write(Guid.Empty, "kluis@lindewaard.example", To, "Een verzoek wacht", text, FakeTime.Start);

    [Theory]
    [InlineData("Tls")]
    [InlineData("StartTls")]
    public async Task A_mail_goes_under_TLS_with_the_password_and_arrives_as_it_was(string cover)
    {
        using var server = await MailServer.StartAsync(Enum.Parse<SmtpCover>(cover));
        var message = Message("Regel één\r\n.\r\n..twee\r\n" + new string('x', 3000) + " \r\n");
        Assert.Equal(new MailOutcome(null), await SendAsync(server.Target, message: message));
        var taken = Assert.Single(server.Taken);
        Assert.Equal((message, true, MailServer.User, "kluis@lindewaard.example"), (taken.Content, taken.Tls, taken.User, taken.From));
        Assert.Equal([To], taken.To);
    }

    [Fact]
    public async Task A_server_on_this_machine_takes_mail_without_TLS()
    {
        using var server = await MailServer.StartAsync(SmtpCover.Plain);
        Assert.True((await SendAsync(server.Target)).IsSent);
        Assert.False(Assert.Single(server.Taken).Tls);
    }

    [Theory]
    [InlineData("Tls")]
    [InlineData("StartTls")]
    public async Task A_certificate_of_another_name_or_authority_gets_no_mail_and_no_password(string cover)
    {
        using var stranger = await MailServer.StartAsync(Enum.Parse<SmtpCover>(cover), name: "mail.example.org");
        Assert.Equal("mail.not-trusted", (await SendAsync(stranger.Target)).Code);
        using var server = await MailServer.StartAsync(Enum.Parse<SmtpCover>(cover));
        Assert.Equal("mail.not-trusted", (await SendAsync(server.Target with { Authority = null })).Code);
        Assert.Equal("mail.not-trusted", (await SendAsync(server.Target with { Authority = stranger.Authority })).Code);
        Assert.Empty(stranger.Taken.Concat(server.Taken));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_may_be_right_later()
    {
        using var server = await MailServer.StartAsync(SmtpCover.Tls);
        await File.WriteAllTextAsync(server.PasswordFile, "another");
        Assert.Equal(new MailOutcome("mail.sign-in-refused 535"), await SendAsync(server.Target));
        File.Delete(server.PasswordFile);
        Assert.Equal(new MailOutcome("mail.password-unreadable"), await SendAsync(server.Target));
    }

    [Fact]
    public async Task An_address_that_never_takes_mail_is_told_from_one_that_does_not_now()
    {
        using var server = await MailServer.StartAsync(SmtpCover.StartTls);
        Assert.Equal(new MailOutcome("mail.refused 550", IsFinal: true), await SendAsync(server.Target, "nobody@lindewaard.example"));
        Assert.Equal(new MailOutcome("mail.refused 451"), await SendAsync(server.Target, "later@lindewaard.example"));
    }

    [Fact]
    public async Task A_server_that_is_away_is_unreachable() =>
        Assert.Equal("mail.unreachable", (await SendAsync(new SmtpTarget("127.0.0.1", 1, SmtpCover.Tls, "a@b.example"))).Code);

    [Theory]
    [InlineData("220 hello\r\n|250 no cover here\r\n", "mail.no-tls")]
    [InlineData("220 hello\r\n|250-one\r\n250 STARTTLS\r\n|220 go\r\n250 slipped in\r\n", "mail.no-tls")]
    [InlineData("220 hello\r\n|250 STARTTLS\r\n|454 not now\r\n", "mail.refused 454")]
    [InlineData("220 hello\r\n|250 STARTTLS\r\n|220 go\r\n|this is no TLS at all, not even nearly\r\n", "mail.not-trusted")]
    [InlineData("554 go away\r\n", "mail.refused 554")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "mail.broken-off")]
    [InlineData("220 hello\n", "mail.broken-off")]
    [InlineData("", "mail.broken-off")]
    public async Task A_server_without_TLS_or_sense_gets_no_mail(string script, string code)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = PlayAsync(listener, script.Split('|'));
        var target = new SmtpTarget("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, SmtpCover.StartTls, "a@b.example");
        Assert.Equal(code, (await SendAsync(target)).Code);
        Assert.DoesNotContain("MAIL FROM", await heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_after_a_while()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTime();
        var sending = new SmtpSender(new SmtpTarget("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, SmtpCover.Plain, "a@b.example"), time).SendAsync(To, Message(), default);
        using var connection = await listener.AcceptTcpClientAsync();
        while (!sending.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(10);
        }
        Assert.Equal("mail.too-slow", (await sending).Code);
    }

    static Task<MailOutcome> SendAsync(SmtpTarget target, string to = To, string? message = null) =>
        new SmtpSender(target, TimeProvider.System).SendAsync(to, message ?? Message(), default);

    static async Task<string> PlayAsync(TcpListener listener, string[] script)
    {
        var heard = new StringBuilder();
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var buffer = new byte[4096];
        foreach (var (index, line) in script.Index())
        {
            if (index > 0)
                heard.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line));
        }
        return heard.ToString();
    }
}
