using Kluis.Access;
using Kluis.Accounts;
using Kluis.Keys;

namespace Kluis;

/// <summary>Accounts without the web server, for the verbs on the host: the last resort when nobody can get in.</summary>
sealed class AccountDesk : IAsyncDisposable
{
    readonly Passwords passwords = new();

    public AccountDesk(Product product)
    {
        var index = new BlindIndex(product.Chain);
        var access = new AccessStore(product.Database, product.Chain, index, new SignInSpans(product.Settings.LockAfter));
        Accounts = new AccountStore(product.Database, product.Chain, index);
        var signIns = new SignInStore(product.Database, Accounts);
        Invitations = new Invitations(Accounts, access, signIns, passwords, product.Journal, product.Ids, product.Time);
        SetUps = new SetUps(new SetUpStore(product.Database), Invitations, product.Journal, product.Chain.Installation, product.Time);
        var mails = new Web.Mails(new Web.OutboxStore(product.Database, product.Chain), new Web.MailRoute(product.Settings.Smtp), product.Ids);
        Changes = new AccountChanges(Accounts, new Notices(mails, product.Settings.TimeZone), product.Journal);
    }

    public AccountStore Accounts { get; }

    public Invitations Invitations { get; }

    public SetUps SetUps { get; }

    public AccountChanges Changes { get; }

    public ValueTask DisposeAsync()
    {
        passwords.Dispose();
        return ValueTask.CompletedTask;
    }
}
