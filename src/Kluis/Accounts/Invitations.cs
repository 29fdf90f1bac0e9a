using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Storage;

namespace Kluis.Accounts;

/// <summary>Who is to be invited.</summary>
sealed record NewAccount(string Name, string Email, Role Role, string? Team, string? Queue, string Language, IReadOnlyList<string> AgentIds, DateTimeOffset? RoleEnds)
{
    /// <returns>Field and key of a text for each rule that is broken.</returns>
    public IEnumerable<(string Field, string Text)> Problems(DateTimeOffset now)
    {
        if (Name.Trim() is { Length: 0 or > 120 })
            yield return ("name", "user.name-missing");
        if (Identifier.Account(Email) is null)
            yield return ("email", "user.email-wrong");
        if (Role == Role.Integrator)
            yield return ("role", "user.role-token");
        if (Role == Role.TeamLead && string.IsNullOrWhiteSpace(Team))
            yield return ("team", "user.team-missing");
        if (Role == Role.Quality && string.IsNullOrWhiteSpace(Queue))
            yield return ("queue", "user.queue-missing");
        if (RoleEnds <= now)
            yield return ("ends", "user.ends-past");
    }
}

enum InvitationRefusal
{
    None,
    EmailTaken,
    AgentIdTaken,
}

/// <summary>Invites people by a link that works once and for a week, and takes them in when they choose a password.</summary>
sealed class Invitations(AccountStore accounts, AccessStore access, SignInStore signIns, Passwords passwords, Notices notices, Journal journal, IdSource ids, TimeProvider time)
{
    const string Kind = "invitation";
    static readonly TimeSpan goodFor = TimeSpan.FromDays(7);

    public sealed record Sent(InvitationRefusal Refusal, Guid Id = default, string? Secret = null);

    public Task<Sent> InviteAsync(Actor actor, NewAccount wish, CancellationToken stop) =>
        journal.ChangeAsync(actor, change => InviteAsync(change, wish), stop);

    public async Task<Sent> InviteAsync(Change change, NewAccount wish)
    {
        var id = ids.New();
        var refusal = await RefusalAsync(change, wish, id);
        change.Record(new AuditEvent(AuditAct.AccountInvited) { Target = $"{id} {wish.Role.Name()}", Outcome = refusal == InvitationRefusal.None ? AuditOutcome.Ok : AuditOutcome.Refused });
        if (refusal != InvitationRefusal.None)
            return new(refusal);
        await access.AddUserAsync(change, id, wish.Role, new UserProfile(wish.Name.Trim(), wish.Email.Trim()), Blank(wish.Team), Blank(wish.Queue), wish.Language, wish.AgentIds);
        if (wish.RoleEnds is { } ends)
            await AccountStore.SetRoleAsync(change, id, wish.Role, Blank(wish.Team), Blank(wish.Queue), ends.ToUnixTimeMilliseconds());
        return new(InvitationRefusal.None, id, await LinkAsync(change, id));
    }

    /// <summary>A new link for somebody who lost theirs, or who must choose a new password: the old one is worthless.</summary>
    public Task<string> AgainAsync(Actor actor, Account account, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                change.Record(new AuditEvent(AuditAct.AccountInvited) { Target = account.Id.ToString(), Outcome = AuditOutcome.Same });
                return await LinkAsync(change, account.Id);
            },
            stop);

    public Task<Account?> FindAsync(string secret, CancellationToken stop) =>
        signIns.LinkOwnerAsync(Kind, Secret.Hash(secret), time.GetUtcNow().ToUnixTimeMilliseconds(), stop);

    /// <summary>Sets the password and uses up the link. The person then signs in with it, and sets up the second factor.</summary>
    /// <returns>False: somebody else used the link meanwhile.</returns>
    public async Task<bool> AcceptAsync(Account account, string secret, string password, string? address, CancellationToken stop)
    {
        var hash = await passwords.HashAsync(password, stop);
        return await journal.ChangeAsync(
            account.Actor(address),
            async change =>
            {
                var isFirst = await SignInStore.UseLinkAsync(change, Kind, Secret.Hash(secret));
                change.Record(new AuditEvent(account.ActivatedAt is null ? AuditAct.AccountActivated : AuditAct.AccountPasswordChanged)
                {
                    Target = account.Id.ToString(), Outcome = isFirst ? AuditOutcome.Ok : AuditOutcome.Refused,
                });
                if (!isFirst)
                    return false;
                await accounts.SetPasswordAsync(change, account, hash);
                await AccountStore.ActivateAsync(change, account.Id);
                if (account.ActivatedAt is not null)
                    await notices.PasswordChangedAsync(change, account);
                // Whoever had come in by the old password is out.
                await SignInStore.EndAllAsync(change, account.Id, but: null);
                return true;
            },
            stop);
    }

    async Task<InvitationRefusal> RefusalAsync(Change change, NewAccount wish, Guid id)
    {
        if (await accounts.FindByEmailAsync(change.Connection, Identifier.Account(wish.Email)!.Value) is not null)
            return InvitationRefusal.EmailTaken;
        foreach (var agent in wish.AgentIds)
        {
            if (await AccountStore.HasOtherOwnerAsync(change.Connection, agent, id))
                return InvitationRefusal.AgentIdTaken;
        }
        return InvitationRefusal.None;
    }

    static async Task<string> LinkAsync(Change change, Guid user)
    {
        var secret = Secret.New();
        await SignInStore.DropLinksAsync(change, Kind, user);
        await SignInStore.AddLinkAsync(change, Kind, Secret.Hash(secret), user, change.Now + (long)goodFor.TotalMilliseconds);
        return secret;
    }

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
