using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kluis.Web;

/// <summary>How a try to mail something ended.</summary>
/// <param name="Code">Null when the server has taken it.</param>
/// <param name="IsFinal">The server says that this address never takes mail.</param>
readonly record struct MailOutcome(string? Code, bool IsFinal = false)
{
    public bool IsSent => Code is null;
}

/// <summary>
/// Hands one mail to the mail server (RFC 5321): TLS 1.3 with a certificate that is verified, a password only under it, and
/// nothing of what the server says is kept but its number.
/// </summary>
sealed class SmtpSender(SmtpTarget target, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    sealed class RefusedException(string code, bool isFinal = false) : Exception
    {
        public MailOutcome Outcome { get; } = new(code, isFinal);
    }

    /// <param name="message">As <see cref="MailMessage.Write"/> gives it.</param>
    public Task<MailOutcome> SendAsync(string to, string message, CancellationToken stop) =>
        TalkAsync(line => HandOverAsync(line, to, message), stop);

    /// <summary>Signs in and out again: whether the settings are right.</summary>
    public Task<MailOutcome> TryAsync(CancellationToken stop) => TalkAsync(line => line.AskAsync("NOOP"), stop);

    async Task<MailOutcome> TalkAsync(Func<Line, Task> talk, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(target.Host, target.Port, ending.Token);
            await using var line = await OpenAsync(socket, ending.Token);
            await talk(line);
            await line.LeaveAsync();
            return new MailOutcome(null);
        }
        catch (RefusedException refused)
        {
            return refused.Outcome;
        }
        catch (Exception exception) when (CodeOf(exception, stop) is { } code)
        {
            return new MailOutcome(code);
        }
    }

    static string? CodeOf(Exception exception, CancellationToken stop) => exception switch
    {
        OperationCanceledException when !stop.IsCancellationRequested => "mail.too-slow",
        AuthenticationException or CryptographicException => "mail.not-trusted",
        SocketException => "mail.unreachable",
        UnauthorizedAccessException or FileNotFoundException => "mail.password-unreadable",
        IOException => "mail.broken-off",
        _ => null,
    };

    async Task<Line> OpenAsync(Socket socket, CancellationToken stop)
    {
        var name = NameOf(socket.LocalEndPoint);
        var line = new Line(new NetworkStream(socket), stop);
        if (target.Cover == SmtpCover.Tls)
            await line.CoverAsync(Authentication());
        await line.HearAsync();
        var offers = await line.AskAsync($"EHLO {name}");
        if (target.Cover == SmtpCover.StartTls)
        {
            if (offers.Find("STARTTLS") is null)
                throw new RefusedException("mail.no-tls");
            await line.AskAsync("STARTTLS");
            // What came along before the cover was on may come from anybody.
            if (line.HasMore)
                throw new RefusedException("mail.no-tls");
            await line.CoverAsync(Authentication());
            offers = await line.AskAsync($"EHLO {name}");
        }
        if (target.User is { } user)
            await SignInAsync(line, offers, user);
        return line;
    }

    async Task SignInAsync(Line line, SmtpReply offers, string user)
    {
        if (offers.Find("AUTH")?.Split(' ').Contains("PLAIN", StringComparer.OrdinalIgnoreCase) != true)
            throw new RefusedException("mail.no-sign-in");
        var password = (await File.ReadAllTextAsync(target.PasswordFile!, line.Stop)).TrimEnd('\r', '\n');
        // RFC 4616 §2: nothing, the user, the password, with a zero byte before each.
        await line.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}")), "mail.sign-in-refused");
    }

    async Task HandOverAsync(Line line, string to, string message)
    {
        await line.AskAsync($"MAIL FROM:<{target.From}>");
        await line.AskAsync($"RCPT TO:<{to}>", mayBeFinal: true);
        await line.AskAsync("DATA");
        await line.WriteAsync(Stuffed(message) + ".\r\n");
        await line.HearAsync();
    }

    /// <summary>RFC 5321 §4.5.2: a line of the text that begins with a dot is not the end of it.</summary>
    static string Stuffed(string message) =>
        string.Concat(message.Split("\r\n")[..^1].Select(each => (each.StartsWith('.') ? "." : "") + each + "\r\n"));

    SslClientAuthenticationOptions Authentication()
    {
        var options = new SslClientAuthenticationOptions { TargetHost = target.Host, EnabledSslProtocols = SslProtocols.Tls13 };
        if (target.Authority is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            options.CertificateChainPolicy = policy;
        }
        return options;
    }

    // An address says as much as a name that nobody can look up (RFC 5321 §4.1.3).
    static string NameOf(EndPoint? local) => local is IPEndPoint { Address: var address }
        ? address.IsIPv4MappedToIPv6 ? $"[{address.MapToIPv4()}]" : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]" : $"[{address}]"
        : "[127.0.0.1]";

    /// <summary>The connection: a question, its answer.</summary>
    sealed class Line(Stream bare, CancellationToken stop) : IAsyncDisposable
    {
        Stream stream = bare;
        SmtpReplyReader replies = new(bare);

        public CancellationToken Stop => stop;

        public bool HasMore => replies.HasMore;

        public async Task CoverAsync(SslClientAuthenticationOptions options)
        {
            var covered = new SslStream(stream);
            stream = covered;
            await covered.AuthenticateAsClientAsync(options, stop);
            replies = new(covered);
        }

        public async Task<SmtpReply> AskAsync(string command, string code = "mail.refused", bool mayBeFinal = false)
        {
            await WriteAsync(command + "\r\n");
            return await HearAsync(code, mayBeFinal);
        }

        public async Task<SmtpReply> HearAsync(string code = "mail.refused", bool mayBeFinal = false)
        {
            var reply = await replies.ReadAsync(stop) ?? throw new RefusedException("mail.broken-off");
            return reply.IsGood ? reply : throw new RefusedException($"{code} {reply.Code}", mayBeFinal && reply.Code >= 500);
        }

        public async Task WriteAsync(string text)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text), stop);
            await stream.FlushAsync(stop);
        }

        /// <summary>The mail is taken already: a server that does not say goodbye changes nothing.</summary>
        public async Task LeaveAsync()
        {
            try
            {
                await AskAsync("QUIT");
            }
            catch (Exception exception) when (exception is RefusedException or IOException or OperationCanceledException)
            {
                // See above.
            }
        }

        public ValueTask DisposeAsync() => stream.DisposeAsync();
    }
}
