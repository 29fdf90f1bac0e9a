using Kluis.Access;
using Kluis.Audit;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <summary>Adds and removes second factors. The first one that somebody gets is also their entry.</summary>
sealed class SignInFactors(FactorStore factors, SignIns signIns, Notices notices, Journal journal, IdSource ids)
{
    /// <summary>Why a factor stays: <see cref="None"/> when it is gone.</summary>
    public enum Refusal
    {
        None,
        Unknown,

        /// <summary>Everybody who comes in has a second factor, so the last one stays.</summary>
        Last,
    }

    /// <param name="Codes">Shown this once; null when the person had recovery codes already.</param>
    public sealed record Added(SignInAnswer? Entry, IReadOnlyList<string>? Codes);

    /// <summary>Keeps an app whose code was typed right; null when the code is wrong.</summary>
    public async Task<Added?> AddAppAsync(Account account, Caller caller, byte[] secret, string? code, string name, Visitor visitor, CancellationToken stop)
    {
        var id = ids.New();
        return await journal.ChangeAsync(
            account.Actor(visitor.Address),
            async change =>
            {
                if (Totp.Check(secret, code ?? "", change.Now, lastStep: null) is not { } step)
                {
                    change.Record(new AuditEvent(AuditAct.AccountFactorAdded) { Outcome = AuditOutcome.Refused, Target = account.Id.ToString() });
                    return null;
                }
                await factors.AddAsync(change, account, id, FactorKind.Totp, new FactorSecret(name) { Totp = secret }, step);
                return await AddedAsync(change, account, caller, id, "totp", name, visitor);
            },
            stop);
    }

    public Task<Added> AddPasskeyAsync(Account account, Caller caller, PasskeySecret passkey, string name, Visitor visitor, CancellationToken stop)
    {
        var id = ids.New();
        return journal.ChangeAsync(
            account.Actor(visitor.Address),
            async change =>
            {
                await factors.AddAsync(change, account, id, FactorKind.Passkey, new FactorSecret(name) { Passkey = passkey }, lastStep: null);
                return await AddedAsync(change, account, caller, id, "passkey", name, visitor);
            },
            stop);
    }

    public Task<Refusal> RemoveAsync(Account account, Actor actor, Guid factor, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var all = await factors.OfAsync(change.Connection, account);
                var refusal = all.All(each => each.Id != factor) ? Refusal.Unknown : all.Count == 1 ? Refusal.Last : Refusal.None;
                if (refusal == Refusal.None)
                {
                    await FactorStore.RemoveAsync(change, account.Id, factor);
                    await notices.FactorRemovedAsync(change, account);
                }
                change.Record(new AuditEvent(AuditAct.AccountFactorRemoved) { Outcome = refusal == Refusal.None ? AuditOutcome.Ok : AuditOutcome.Refused, Target = $"{account.Id} {factor}" });
                return refusal;
            },
            stop);

    /// <summary>New recovery codes in the place of the old ones.</summary>
    public Task<IReadOnlyList<string>> NewCodesAsync(Account account, Actor actor, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var codes = await CodesAsync(change, account);
                await notices.RecoveryCodesMadeAsync(change, account);
                return codes;
            },
            stop);

    async Task<Added> AddedAsync(Change change, Account account, Caller caller, Guid id, string method, string name, Visitor visitor)
    {
        change.Record(new AuditEvent(AuditAct.AccountFactorAdded) { Target = $"{account.Id} {id} {method}" });
        await notices.FactorAddedAsync(change, account, name);
        if (caller.SignIn?.Step != SignInStep.Enrol)
            return new(null, null);
        var codes = await CodesAsync(change, account);
        return new(await signIns.FinishAsync(change, account, caller.SignIn.Id, visitor, method), codes);
    }

    static async Task<IReadOnlyList<string>> CodesAsync(Change change, Account account)
    {
        var codes = RecoveryCodes.New();
        await FactorStore.ReplaceCodesAsync(change, account.Id, codes);
        change.Record(new AuditEvent(AuditAct.AccountRecoveryCodesMade) { Target = account.Id.ToString() });
        return codes;
    }
}
