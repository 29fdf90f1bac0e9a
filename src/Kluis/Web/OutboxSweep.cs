using Kluis.Storage;

namespace Kluis.Web;

/// <summary>
/// Sends what waits, one after another. What does not go is tried again after a minute, two, four, up to six hours, for three
/// days. Between the server's yes and the removal of the row a crash sends that one mail a second time, under the same id.
/// </summary>
sealed class OutboxSweep(OutboxStore outbox, MailRoute route, TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromMinutes(1), Longest = TimeSpan.FromHours(6), Patience = TimeSpan.FromDays(3), Memory = TimeSpan.FromDays(30);

    /// <summary>Far longer than one try may take.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <returns>How many mails were sent.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (route.Server is not { } server)
            return 0;
        await outbox.ForgetAsync(Now - (long)Memory.TotalMilliseconds, stop);
        var sender = new SmtpSender(server, time);
        var sent = 0;
        while (await outbox.TakeAsync(Now, Now + (long)Lease.TotalMilliseconds, stop) is { } waiting)
        {
            var outcome = await SendAsync(sender, server.From, waiting, stop);
            sent += outcome.IsSent ? 1 : 0;
            // Where nobody answers, the others wait for the next time.
            if (outcome.Code is "mail.unreachable" or "mail.too-slow")
                break;
        }
        return sent;
    }

    /// <summary>The pause after a try in vain.</summary>
    /// <param name="attempts">From 1.</param>
    public static TimeSpan PauseAfter(long attempts) =>
        attempts > 16 ? Longest : TimeSpan.FromTicks(Math.Min(First.Ticks << (int)(attempts - 1), Longest.Ticks));

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    async Task<MailOutcome> SendAsync(SmtpSender sender, string from, WaitingMail waiting, CancellationToken stop)
    {
        var outcome = MailAddress.Read(waiting.Mail.To) is { } to
            ? await sender.SendAsync(to, MailMessage.Write(waiting.Id, from, to, waiting.Mail.Subject, waiting.Mail.Text, time.GetUtcNow()), stop)
            : new MailOutcome("mail.no-address", IsFinal: true);
        if (outcome.Code is not { } code)
        {
            FaultPoint.Reach("mail-sent");
            await outbox.RemoveAsync(waiting.Id, stop);
            return outcome;
        }
        var next = Now + (long)PauseAfter(waiting.Attempts).TotalMilliseconds;
        if (outcome.IsFinal || next > waiting.MadeAt + (long)Patience.TotalMilliseconds)
            await outbox.GiveUpAsync(waiting.Id, Now, code, stop);
        else
            await outbox.PutOffAsync(waiting.Id, next, code, stop);
        return outcome;
    }
}
