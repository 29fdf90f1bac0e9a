using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis.Accounts;

/// <summary>Where data may be kept, as the organisation allows it (GDPR Art. 44 ff.).</summary>
static class Regions
{
    public static readonly IReadOnlyList<string> All = ["NL", "EEA", "adequate"];
}

/// <summary>What the first run asks for.</summary>
sealed record SetUpPlan(string Organisation, string Country, string Region, NewAccount Officer, NewAccount Administrator)
{
    /// <returns>Field and key of a text for each rule that is broken.</returns>
    public IEnumerable<(string Field, string Text)> Problems(DateTimeOffset now)
    {
        if (Organisation.Trim() is { Length: 0 or > 200 })
            yield return ("organisation", "set-up.organisation-missing");
        if (CallingCodes.Of(Country) is null)
            yield return ("country", "set-up.country-unknown");
        if (!Regions.All.Contains(Region, StringComparer.Ordinal))
            yield return ("region", "set-up.region-missing");
        foreach (var (field, text) in Officer.Problems(now))
            yield return ("officer-" + field, text);
        foreach (var (field, text) in Administrator.Problems(now))
            yield return ("administrator-" + field, text);
        // One person with both would decide about access to content alone.
        if (Identifier.Account(Officer.Email) is { } officer && officer == Identifier.Account(Administrator.Email))
            yield return ("administrator-email", "set-up.two-people");
    }
}

/// <summary>The two links with which the first two people come in.</summary>
sealed record SetUpDone(string OfficerLink, string AdministratorLink);

/// <summary>Sets a new vault up, once: organisation, recovery key, the first officer and the first administrator.</summary>
sealed class SetUps(SetUpStore store, Invitations invitations, Journal journal, Installation installation, TimeProvider time)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(60);

    bool isInUse;

    /// <summary>Whether anything but the set-up answers. Once true it stays so, and is asked no more.</summary>
    public async Task<bool> IsInUseAsync(CancellationToken stop)
    {
        if (isInUse || !await store.IsInUseAsync(stop))
            return isInUse;
        installation.Settle((await store.ReadAsync(stop)).Country);
        return isInUse = true;
    }

    public async Task<bool> IsDoneAsync(CancellationToken stop) => (await store.ReadAsync(stop)).SetUpAt is not null;

    /// <summary>The secret of a link that is good once and for an hour; the one before is worthless.</summary>
    public Task<string> NewLinkAsync(CancellationToken stop) =>
        journal.ChangeAsync(
            Actor.Product("set-up"),
            async change =>
            {
                var secret = Secret.New();
                await SetUpStore.ReplaceLinkAsync(change, Secret.Hash(secret), change.Now + (long)GoodFor.TotalMilliseconds);
                change.Record(new AuditEvent(AuditAct.InstallationSetUp) { Outcome = AuditOutcome.Same, Target = "link" });
                return secret;
            },
            stop);

    public async Task<bool> IsGoodAsync(string secret, CancellationToken stop) =>
        !await IsDoneAsync(stop) && await store.IsGoodAsync(Secret.Hash(secret), time.GetUtcNow().ToUnixTimeMilliseconds(), stop);

    /// <summary>All of it in one change, or none.</summary>
    /// <param name="secret">Of the link; null on the host, which needs none.</param>
    /// <param name="recoveryPublic">The public half of the recovery key whose printed half was proved; null: made later.</param>
    /// <returns>Null when the link is used or the vault is set up already.</returns>
    public async Task<SetUpDone?> CompleteAsync(Actor actor, string? secret, SetUpPlan plan, byte[]? recoveryPublic, CancellationToken stop)
    {
        var done = await journal.ChangeAsync(
            actor,
            async change =>
            {
                var isFirst = (secret is null || await SetUpStore.UseLinkAsync(change, Secret.Hash(secret)))
                    && await SetUpStore.CompleteAsync(change, plan.Organisation.Trim(), plan.Country, plan.Region);
                change.Record(new AuditEvent(AuditAct.InstallationSetUp) { Outcome = isFirst ? AuditOutcome.Ok : AuditOutcome.Refused });
                if (!isFirst)
                    return null;
                if (recoveryPublic is not null)
                {
                    await InstallationStore.SetRecoveryAsync(change.Connection, recoveryPublic, change.Now);
                    change.Record(new AuditEvent(AuditAct.KeyRecoveryMade));
                }
                var officer = await invitations.InviteAsync(change, plan.Officer);
                var administrator = await invitations.InviteAsync(change, plan.Administrator);
                return officer.Secret is null || administrator.Secret is null ? null : new SetUpDone(officer.Secret, administrator.Secret);
            },
            stop);
        installation.Settle((await store.ReadAsync(stop)).Country);
        return done;
    }
}
