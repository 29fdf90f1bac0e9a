using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis.Tests.Accounts;

/// <summary>What an administrator may do to accounts, and what takes a second person.</summary>
public abstract class AccountChangeTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Nobody_changes_what_they_may_do_themselves()
    {
        var (administrator, browser) = await Vault.PersonAsync(Role.Administrator);
        using var _ = browser;
        var (id, changes) = (administrator.User!.Value, Vault.Get<AccountChanges>());
        Assert.Equal(AccountRefusal.Self, await changes.SetRoleAsync(administrator.Actor, id, Role.PrivacyOfficer, null, null, null, default));
        Assert.Equal(AccountRefusal.Self, await changes.SetAgentIdsAsync(administrator.Actor, id, ["a9"], default));
        Assert.Equal(AccountRefusal.Self, await changes.ResetFactorsAsync(administrator.Actor, id, default));
        Assert.Equal(AccountRefusal.Self, await changes.EndAsync(administrator.Actor, id, default));
        Assert.Equal(Role.Administrator, (await Vault.Get<AccountStore>().FindAsync(id, default))!.Role);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var last = await Vault.UserAsync(Role.Administrator);
        var host = Actor.Product("test");
        Assert.Equal(AccountRefusal.LastOne, await Vault.Get<AccountChanges>().EndAsync(host, last, default));
        Assert.Equal(AccountRefusal.LastOne, await Vault.Get<AccountChanges>().SetRoleAsync(host, last, Role.Agent, null, null, null, default));
        var second = await Vault.UserAsync(Role.Administrator);
        await Vault.TamperAsync("update user_account set activated_at = 1 where id = @id", new { id = second.ToString() });
        Assert.Equal(AccountRefusal.None, await Vault.Get<AccountChanges>().EndAsync(host, last, default));
    }

    [Fact]
    public async Task An_agent_id_belongs_to_one_person()
    {
        await Vault.UserAsync(Role.Agent, "a1");
        var other = await Vault.UserAsync(Role.Agent, "a2");
        Assert.Equal(AccountRefusal.AgentIdTaken, await Vault.Get<AccountChanges>().SetAgentIdsAsync(Actor.Product("test"), other, ["a3", "a1"], default));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from user_agent_id where user_id = @id", new { id = other.ToString() }));
    }

    [Fact]
    public async Task An_ended_account_has_no_way_in_left()
    {
        var (agent, browser) = await Vault.PersonAsync(Role.Agent);
        using var _ = browser;
        Assert.Equal(AccountRefusal.None, await Vault.Get<AccountChanges>().EndAsync(Actor.Product("test"), agent.User!.Value, default));
        Assert.Equal("/sign-in", (await new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Vault.Http.BaseAddress }.GetAsync("/search")).Headers.Location?.OriginalString);
        Assert.Null(await Vault.Get<AccessStore>().FindBySignInAsync(Secret.Hash(browser.DefaultRequestHeaders.GetValues("Cookie").First().Split('=')[1]), Vault.Time.GetUtcNow().ToUnixTimeMilliseconds(), null, default));
    }

    [Fact]
    public async Task A_role_that_opens_content_is_given_by_an_officer_who_is_neither_the_asker_nor_the_one_who_gets_it()
    {
        var (administrator, first) = await Vault.PersonAsync(Role.Administrator);
        var (officer, second) = await Vault.PersonAsync(Role.PrivacyOfficer);
        var (colleague, third) = await Vault.PersonAsync(Role.PrivacyOfficer);
        using var _ = first;
        using var __ = second;
        using var ___ = third;
        // 1. For a third person: the asker does not decide, an officer does.
        var somebody = await Vault.UserAsync(Role.Agent);
        var id = await AskAsync(administrator, somebody, Role.Quality);
        Assert.Equal(ApprovalRefusal.Own, await DecideAsync(administrator, id));
        Assert.Equal(ApprovalRefusal.None, await DecideAsync(officer, id));
        Assert.Equal(Role.Quality, (await Vault.Get<AccountStore>().FindAsync(somebody, default))!.Role);
        // 2. For an officer: not by that officer, and it stays open for a colleague.
        var own = await AskAsync(administrator, officer.User!.Value, Role.Dpo);
        var refused = await Assert.ThrowsAsync<Kluis.Storage.FaultException>(() => DecideAsync(officer, own));
        Assert.Equal("role.refused", refused.Code);
        await Vault.TamperAsync("update user_account set activated_at = 1 where id = @id", new { id = colleague.User!.Value.ToString() });
        Assert.Equal(ApprovalRefusal.None, await DecideAsync(colleague, own));
        Assert.Equal(Role.Dpo, (await Vault.Get<AccountStore>().FindAsync(officer.User.Value, default))!.Role);
    }

    async Task<Guid> AskAsync(Caller caller, Guid user, Role role) =>
        (await Vault.Get<RoleRequests>().AskAsync(caller, user, new NewAccount("N", "n@organisatie.example", role, null, "queue-1", "nl", [], null), "Zij gaat kwaliteit beoordelen.", default)).Id;

    Task<ApprovalRefusal> DecideAsync(Caller caller, Guid id) => Vault.Get<Approvals>().DecideAsync(caller, id, approve: true, remark: null, default);
}

public sealed class AccountChangeTests_on_sqlite() : AccountChangeTests(Store.Sqlite);

public sealed class AccountChangeTests_on_postgres() : AccountChangeTests(Store.Postgres);
