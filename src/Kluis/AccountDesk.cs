using Kluis.Accounts;

namespace Kluis;

/// <summary>Accounts without the web server, for the verbs on the host: the last resort when nobody can get in.</summary>
sealed class AccountDesk(Product product) : IAsyncDisposable
{
    readonly ServiceProvider services = product.Services();

    public AccountStore Accounts => services.GetRequiredService<AccountStore>();

    public Invitations Invitations => services.GetRequiredService<Invitations>();

    public SetUps SetUps => services.GetRequiredService<SetUps>();

    public AccountChanges Changes => services.GetRequiredService<AccountChanges>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
