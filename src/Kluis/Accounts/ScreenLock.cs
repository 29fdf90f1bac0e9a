using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Accounts;

/// <summary>Locks the screen of somebody who walks away, and opens it again for the same person: with the password or a passkey.</summary>
sealed class ScreenLock(AccountStore accounts, FactorStore factors, Passwords passwords, Lockout lockout, Journal journal)
{
    const int MostWrong = 5;

    public Task LockAsync(Caller caller, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                await SignInStore.LockAsync(change, caller.SignIn!.Id);
                change.Record(new AuditEvent(AuditAct.AccountScreenLocked) { Target = caller.Actor.Id });
                return true;
            },
            stop);

    /// <returns>What came of it; <see cref="SignInRefusal.Over"/>: too many wrong tries, the sign-in has ended.</returns>
    public async Task<SignInRefusal> UnlockAsync(Caller caller, string? password, CancellationToken stop)
    {
        if (caller.User is not { } id || await accounts.FindAsync(id, stop) is not { } account || Identifier.Account(account.Profile.Email) is not { } email)
            return SignInRefusal.Over;
        if (await lockout.ClosedUntilAsync(email, caller.Actor.Address, stop) is not null)
            return SignInRefusal.Closed;
        var hash = await accounts.ReadAsync(connection => accounts.PasswordHashAsync(connection, account), stop);
        if (await passwords.CheckAsync(hash, password ?? "", stop))
            return await OpenAsync(caller, stop);
        await lockout.FailAsync(email, caller.Actor.Address, stop);
        return await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var isOver = await SignInStore.FailAsync(change, caller.SignIn!.Id) >= MostWrong;
                if (isOver)
                    await SignInStore.EndAsync(change, account.Id, caller.SignIn.Id);
                change.Record(new AuditEvent(AuditAct.AccountScreenUnlocked) { Target = caller.Actor.Id, Outcome = AuditOutcome.Denied });
                return isOver ? SignInRefusal.Over : SignInRefusal.Wrong;
            },
            stop);
    }

    /// <summary>Opens with a proved passkey of the same person, whose challenge was not used before.</summary>
    public async Task<SignInRefusal> UnlockAsync(Caller caller, PasskeyProof proof, byte[] challengeHash, CancellationToken stop)
    {
        if (proof.Account.Id != caller.User)
            return SignInRefusal.Wrong;
        var isFresh = await journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                var first = await FactorStore.UseOnceAsync(change, challengeHash, change.Now + (long)TimeSpan.FromHours(1).TotalMilliseconds);
                if (first)
                    await factors.UsedAsync(change, proof.Account, proof.Factor, proof.Secret);
                change.Record(new AuditEvent(AuditAct.AccountScreenUnlocked) { Target = caller.Actor.Id, Outcome = first ? AuditOutcome.Same : AuditOutcome.Denied });
                return first;
            },
            stop);
        return isFresh ? await OpenAsync(caller, stop) : SignInRefusal.Wrong;
    }

    Task<SignInRefusal> OpenAsync(Caller caller, CancellationToken stop) =>
        journal.ChangeAsync(
            caller.Actor,
            async change =>
            {
                await SignInStore.UnlockAsync(change, caller.SignIn!.Id);
                change.Record(new AuditEvent(AuditAct.AccountScreenUnlocked) { Target = caller.Actor.Id });
                return SignInRefusal.None;
            },
            stop);
}
