using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Accounts;

/// <summary>
/// Tells a person by mail what happened to their account: whoever did not do it themselves must learn of it. In the person's own
/// language, without a link (a mail that asks to click is what a thief would send), and never with a customer's data.
/// </summary>
sealed class Notices(Mails mails, TimeZoneInfo zone)
{
    public Task NewDeviceAsync(Change change, Account account, SignInDevice device) =>
        TellAsync(change, account, "notice.device", device.Browser ?? "-", device.Address ?? "-");

    public Task FactorAddedAsync(Change change, Account account, string name) => TellAsync(change, account, "notice.factor-added", name);

    public Task FactorRemovedAsync(Change change, Account account) => TellAsync(change, account, "notice.factor-removed");

    /// <summary>A code from paper took the place of the second factor; perhaps somebody else has the paper.</summary>
    /// <param name="left">How many codes are left.</param>
    public Task RecoveryCodeUsedAsync(Change change, Account account, long left) => TellAsync(change, account, "notice.recovery", left);

    public Task RecoveryCodesMadeAsync(Change change, Account account) => TellAsync(change, account, "notice.codes");

    public Task PasswordChangedAsync(Change change, Account account) => TellAsync(change, account, "notice.password");

    public Task RoleChangedAsync(Change change, Account account, Access.Role role) =>
        TellAsync(change, account, "notice.role", Words.In(account.Language, "role." + Access.Roles.Name(role)));

    /// <summary>To an officer: somebody else has been given a role that opens content.</summary>
    public Task OfficerAsync(Change change, Account officer, Account account, Access.Role role) =>
        TellAsync(change, officer, "notice.officer", account.Profile.Name, Words.In(officer.Language, "role." + Access.Roles.Name(role)));

    public Task LockedAsync(Change change, Account account) => TellAsync(change, account, "notice.locked");

    public Task EndedAsync(Change change, Account account) => TellAsync(change, account, "notice.ended");

    async Task TellAsync(Change change, Account account, string what, params object[] values)
    {
        if (account.Profile.Email is not { } address)
            return;
        var at = new When(account.Language, zone, When.At(change.Now)).Moment(When.At(change.Now));
        string Text(string key) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Words.In(account.Language, key), [at, .. values]);
        await mails.EnqueueAsync(change, new Mail(address, Text(what + ".subject"), $"{Text("notice.hello")}\n\n{Text(what)}\n\n{Text("notice.not-you")}\n"));
    }
}
