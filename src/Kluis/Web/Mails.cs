using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Web;

/// <summary>A notice to one person. Its text never holds a customer's data: mail lies open on many machines.</summary>
/// <param name="To">One address.</param>
/// <param name="Text">Plain text, any line ends.</param>
sealed record Mail(string To, string Subject, string Text);

/// <summary>Where mails go; null: nowhere, and <c>kluis doctor</c> says so.</summary>
sealed record MailRoute(SmtpTarget? Server);

/// <summary>The door for notices: what is put here goes out when, and only if, the caller's change is committed.</summary>
sealed class Mails(OutboxStore outbox, MailRoute route, IdSource ids)
{
    /// <summary>Whether there is a mail server at all.</summary>
    public bool AreSent => route.Server is not null;

    /// <summary>Puts a mail in the outbox, in the transaction of <paramref name="change"/>. Without a mail server it does nothing.</summary>
    public Task EnqueueAsync(Change change, Mail mail) => AreSent ? outbox.AddAsync(change, ids.New(), mail) : Task.CompletedTask;
}
