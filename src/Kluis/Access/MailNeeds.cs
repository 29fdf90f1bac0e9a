using Kluis.Web;

namespace Kluis.Access;

/// <summary>Notices that do not get away, for who looks after accounts: whom a notice is for does not know that there is one.</summary>
sealed class MailNeeds(OutboxStore outbox, MailRoute route) : INeeds
{
    const string Path = "/help/on-the-host";

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop)
    {
        if (!caller.May(Permission.EditAccess))
            return [];
        return await outbox.StateAsync(stop) switch
        {
            { GivenUp: > 0 and var lost } => [new(Press.Soon, "mail", words.Count("need.mail-lost", lost), Path) { Why = words["need.mail-why"] }],
            { Failing: > 0 and var failing } => [new(Press.Soon, "mail", words.Count("need.mail-failing", failing), Path) { Why = words["need.mail-why"] }],
            _ when route.Server is null => [new(Press.Calm, "mail", words["need.mail-off"], Path) { Why = words["need.mail-off-why"] }],
            _ => [new(Press.Fine, "ok", words["need.mail-fine"], Path)],
        };
    }
}
