using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Accounts;

enum SignInRefusal
{
    None,

    /// <summary>No such account, another password, a wrong code: one answer for all of them.</summary>
    Wrong,

    /// <summary>Too many wrong guesses: the door is closed for a while.</summary>
    Closed,

    /// <summary>The password was right, but the account's role has ended.</summary>
    Over,
}

/// <param name="Secret">For the cookie; null when refused.</param>
/// <param name="Until">Until when the door is closed.</param>
sealed record SignInAnswer(SignInRefusal Refusal, string? Secret = null, SignInStep Step = SignInStep.Full, DateTimeOffset? Until = null);

/// <summary>Who knocks: what the connection and the browser tell.</summary>
/// <param name="DeviceHash">Of the cookie that names this browser.</param>
sealed record Visitor(string? Address, string? Browser, byte[] DeviceHash)
{
    public SignInDevice Device => new(Address, Browser);
}

/// <summary>
/// How a person comes in: password, then second factor; or a passkey, which is both at once. Each step is a sign-in of its own
/// with a secret of its own, so that nothing that was known before the last step opens anything after it.
/// </summary>
sealed class SignIns(
    AccountStore accounts, FactorStore factors, SignInStore store, Passwords passwords, Lockout lockout, Notices notices,
    Journal journal, DeniedCounter denied, IdSource ids, TimeProvider time)
{
    const int MostWrongCodes = 5;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<SignInAnswer> WithPasswordAsync(string? email, string? password, Visitor visitor, CancellationToken stop)
    {
        if (Identifier.Account(email) is not { } known || string.IsNullOrEmpty(password))
        {
            denied.Count(visitor.Address);
            return new(SignInRefusal.Wrong);
        }
        if (await lockout.ClosedUntilAsync(known, visitor.Address, stop) is { } until)
        {
            denied.Count(visitor.Address);
            return new(SignInRefusal.Closed, Until: until);
        }
        var account = await accounts.FindByEmailAsync(known, stop);
        var hash = account is null ? null : await accounts.ReadAsync(connection => accounts.PasswordHashAsync(connection, account), stop);
        if (!await passwords.CheckAsync(hash, password, stop) || account is null)
            return await WrongPasswordAsync(known, account, visitor, stop);
        if (account.IsOver(Now))
            return new(SignInRefusal.Over);
        var step = (await factors.OfAsync(account, stop)).Count == 0 ? SignInStep.Enrol : SignInStep.SecondFactor;
        return await journal.ChangeAsync(account.Actor(visitor.Address), change => EnterAsync(change, account, visitor, step, "password"), stop);
    }

    /// <summary>The second factor after the password: a code of the app, or one from the paper with recovery codes.</summary>
    public async Task<SignInAnswer> WithCodeAsync(Caller caller, string? code, Visitor visitor, CancellationToken stop)
    {
        if (await HalfWayAsync(caller, SignInStep.SecondFactor, stop) is not { } account)
            return new(SignInRefusal.Wrong);
        var apps = (await factors.OfAsync(account, stop)).Where(factor => factor.Kind == FactorKind.Totp).ToList();
        return await journal.ChangeAsync(
            account.Actor(visitor.Address),
            async change =>
            {
                var method = await TakeCodeAsync(change, account, apps, code ?? "");
                return method is null ? await WrongCodeAsync(change, account, caller.SignIn!.Id) : await FinishAsync(change, account, caller.SignIn!.Id, visitor, method);
            },
            stop);
    }

    /// <summary>A passkey that was proved: it is possession and person in one (WebAuthn user verification), so it is enough.</summary>
    /// <param name="challengeHash">Of the challenge that it answered: a second answer to it is refused.</param>
    public async Task<SignInAnswer> WithPasskeyAsync(PasskeyProof proof, byte[] challengeHash, Caller? halfWay, Visitor visitor, CancellationToken stop)
    {
        if (proof.Account.IsOver(Now))
            return new(SignInRefusal.Over);
        return await journal.ChangeAsync(
            proof.Account.Actor(visitor.Address),
            async change =>
            {
                if (!await FactorStore.UseOnceAsync(change, challengeHash, change.Now + (long)TimeSpan.FromHours(1).TotalMilliseconds))
                {
                    change.Record(Failed(proof.Account));
                    return new(SignInRefusal.Wrong);
                }
                await factors.UsedAsync(change, proof.Account, proof.Factor, proof.Secret);
                var before = halfWay?.User == proof.Account.Id ? halfWay.SignIn?.Id : null;
                return await FinishAsync(change, proof.Account, before, visitor, "passkey");
            },
            stop);
    }

    /// <summary>After a first second factor was set up: in, with a new secret.</summary>
    public Task<SignInAnswer> FinishAsync(Change change, Account account, Guid? before, Visitor visitor, string method) =>
        EnterAsync(change, account, visitor, SignInStep.Full, method, before);

    /// <summary>The account of somebody who is at this step; null when the step is another.</summary>
    public async Task<Account?> HalfWayAsync(Caller caller, SignInStep step, CancellationToken stop) =>
        caller.SignIn?.Step == step && caller.User is { } id ? await accounts.FindAsync(id, stop) : null;

    async Task<SignInAnswer> EnterAsync(Change change, Account account, Visitor visitor, SignInStep step, string method, Guid? before = null)
    {
        var secret = Secret.New();
        await store.AddAsync(change, account, new NewSignIn(ids.New(), Secret.Hash(secret), step, method, visitor.Device));
        if (before is { } half)
            await SignInStore.EndAsync(change, account.Id, half);
        // A password without its second factor is a step, not an entry.
        change.Record(new AuditEvent(AuditAct.AccountSignedIn) { Target = $"{account.Id} {method}", Outcome = step == SignInStep.Full ? AuditOutcome.Ok : AuditOutcome.Same });
        if (step == SignInStep.Full)
        {
            if (Identifier.Account(account.Profile.Email) is { } email)
                await lockout.ForgiveAsync(change, email);
            if (await SignInStore.IsNewDeviceAsync(change, account.Id, visitor.DeviceHash))
                await notices.NewDeviceAsync(change, account, visitor.Device);
        }
        return new(SignInRefusal.None, secret, step);
    }

    async Task<SignInAnswer> WrongPasswordAsync(Identifier email, Account? account, Visitor visitor, CancellationToken stop)
    {
        var isClosed = await lockout.FailAsync(email, visitor.Address, stop);
        if (account is null)
            denied.Count(visitor.Address);
        else if (isClosed)
            await CloseAsync(account, visitor, stop);
        else
            await journal.OpenedAsync(account.Actor(visitor.Address), Failed(account), stop);
        return new(SignInRefusal.Wrong);
    }

    Task<bool> CloseAsync(Account account, Visitor visitor, CancellationToken stop) =>
        journal.ChangeAsync(
            account.Actor(visitor.Address),
            async change =>
            {
                change.Record(new AuditEvent(AuditAct.AccountLocked) { Outcome = AuditOutcome.Denied, Target = account.Id.ToString() });
                await notices.LockedAsync(change, account);
                return true;
            },
            stop);

    static async Task<SignInAnswer> WrongCodeAsync(Change change, Account account, Guid signIn)
    {
        // The password is asked for again after a few wrong codes: it is the one that has been counted.
        if (await SignInStore.FailAsync(change, signIn) >= MostWrongCodes)
            await SignInStore.EndAsync(change, account.Id, signIn);
        change.Record(Failed(account));
        return new(SignInRefusal.Wrong);
    }

    async Task<string?> TakeCodeAsync(Change change, Account account, List<Factor> apps, string code)
    {
        foreach (var app in apps)
        {
            if (Totp.Check(app.Secret.Totp, code, change.Now, app.LastStep) is { } step)
                return await FactorStore.TakeStepAsync(change, app.Id, step) ? "totp" : null;
        }
        if (!await FactorStore.TakeCodeAsync(change, account.Id, code))
            return null;
        await notices.RecoveryCodeUsedAsync(change, account, await FactorStore.CodesLeftAsync(change.Connection, account.Id));
        return "recovery";
    }

    static AuditEvent Failed(Account account) => new(AuditAct.AccountSignInFailed) { Outcome = AuditOutcome.Denied, Target = account.Id.ToString() };
}
