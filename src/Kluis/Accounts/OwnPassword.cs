using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Accounts;

/// <summary>Changes one's own password: whoever sits at an open screen must know the old one.</summary>
sealed class OwnPassword(AccountStore accounts, Passwords passwords, Lockout lockout, Notices notices, Journal journal)
{
    /// <returns>False: the current password is another, or was guessed at too often.</returns>
    public async Task<bool> ChangeAsync(Caller caller, Account account, string? current, string wanted, CancellationToken stop)
    {
        var email = Identifier.Account(account.Profile.Email);
        if (email is { } known && await lockout.ClosedUntilAsync(known, caller.Actor.Address, stop) is not null)
            return false;
        var hash = await accounts.ReadAsync(connection => accounts.PasswordHashAsync(connection, account), stop);
        if (!await passwords.CheckAsync(hash, current ?? "", stop))
        {
            if (email is { } guessed)
                await lockout.FailAsync(guessed, caller.Actor.Address, stop);
            await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccountPasswordChanged) { Target = account.Id.ToString(), Outcome = AuditOutcome.Denied }, stop);
            return false;
        }
        var next = await passwords.HashAsync(wanted, stop);
        return await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                await accounts.SetPasswordAsync(change, account, next);
                // Whoever had the old password, and is in with it, is out.
                await SignInStore.EndAllAsync(change, account.Id, caller.SignIn?.Id);
                change.Record(new AuditEvent(AuditAct.AccountPasswordChanged) { Target = account.Id.ToString() });
                await notices.PasswordChangedAsync(change, account);
                return true;
            },
            stop);
    }
}
