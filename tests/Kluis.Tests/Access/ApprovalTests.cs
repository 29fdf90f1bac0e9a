using System.Text;
using Dapper;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Access;

/// <summary>The rules of the second person, with a kind of act that does something one can see.</summary>
public abstract class ApprovalTests(Store store) : VaultTests(store)
{
    const string Reason = "Contract ended, no open claim.", Remark = "Not before the claim is closed.";

    long things = 3;
    Exception? fails;

    [Fact]
    public async Task What_one_person_asks_another_sees_counted_anew_and_decides()
    {
        var (asker, officer) = (await CallerAsync(Role.Administrator), await CallerAsync(Role.PrivacyOfficer));
        var id = await AskAsync(asker);
        things = 5;
        var seen = (await Approvals.ReadAsync(officer, id, default))!;
        Assert.Equal((3, 5, true, false), (seen.Approval.Content.Asked[0].Count, seen.Now[0].Count, seen.MayDecide, seen.IsOwn));
        Assert.Equal(Reason, seen.Approval.Content.Reason);
        Assert.Equal(ApprovalRefusal.None, await Approvals.DecideAsync(officer, id, true, null, default));
        var decided = (await Approvals.ReadAsync(asker, id, default))!;
        Assert.Equal((ApprovalState.Approved, 3, 5, officer.Actor.Id), (decided.State, decided.Approval.Content.Asked[0].Count, decided.Approval.Content.Decided![0].Count, decided.Approval.DecidedBy));
        Assert.Equal(1, await PerformedAsync());
        Assert.Equal(["approval.asked ok", "approval.viewed ok", "approval.approved ok", "approval.viewed ok"], await ActsAsync());
    }

    [Fact]
    public async Task Nobody_decides_what_they_asked_themselves()
    {
        var officer = await CallerAsync(Role.PrivacyOfficer);
        var id = await AskAsync(officer, "test.same");
        Assert.False((await Approvals.FindAsync(officer, id, default))!.MayDecide);
        Assert.Equal(ApprovalRefusal.Own, await Approvals.DecideAsync(officer, id, true, null, default));
        Assert.Equal(ApprovalRefusal.Own, await Approvals.DecideAsync(officer, id, false, Remark, default));
        Assert.Equal((ApprovalState.Open, 0), (await StateAsync(id), await PerformedAsync()));
        Assert.Equal(2, await Vault.CountAsync(AuditAct.AccessDenied));
        Assert.Equal(ApprovalRefusal.None, await Approvals.DecideAsync(await CallerAsync(Role.PrivacyOfficer), id, true, null, default));
    }

    [Fact]
    public async Task The_asker_withdraws_and_nobody_else_does()
    {
        var (asker, officer) = (await CallerAsync(Role.Administrator), await CallerAsync(Role.PrivacyOfficer));
        var id = await AskAsync(asker);
        Assert.Equal(ApprovalRefusal.Denied, await Approvals.WithdrawAsync(officer, id, default));
        Assert.Equal(ApprovalRefusal.NotFound, await Approvals.WithdrawAsync(await CallerAsync(Role.Administrator), id, default));
        Assert.Equal(ApprovalRefusal.None, await Approvals.WithdrawAsync(asker, id, default));
        Assert.Equal(ApprovalRefusal.NotOpen, await Approvals.WithdrawAsync(asker, id, default));
        Assert.Equal(ApprovalRefusal.NotOpen, await Approvals.DecideAsync(officer, id, true, null, default));
        Assert.Equal((ApprovalState.Withdrawn, 0), (await StateAsync(id), await PerformedAsync()));
    }

    [Fact]
    public async Task Of_two_who_decide_at_the_same_moment_one_decides()
    {
        var officers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CallerAsync(Role.PrivacyOfficer)));
        for (var round = 1; round <= 5; round++)
        {
            var id = await AskAsync(await CallerAsync(Role.Administrator));
            var answers = await Task.WhenAll(officers.Select((officer, i) => Approvals.DecideAsync(officer, id, i % 2 == 0, Remark, default)));
            Assert.Equal([ApprovalRefusal.None, ApprovalRefusal.NotOpen, ApprovalRefusal.NotOpen, ApprovalRefusal.NotOpen], answers.Order());
            var winner = (await Vault.Get<ApprovalStore>().FindAsync(id, default))!;
            Assert.Equal(officers[Array.IndexOf(answers, ApprovalRefusal.None)].Actor.Id, winner.DecidedBy);
        }
        Assert.Equal(await Vault.CountAsync(AuditAct.ApprovalApproved, "ok"), await PerformedAsync());
        Assert.Equal(5, await Vault.CountAsync(AuditAct.ApprovalApproved, "ok") + await Vault.CountAsync(AuditAct.ApprovalRefused, "ok"));
    }

    [Fact]
    public async Task What_nobody_decides_in_seven_days_expires_and_decides_nothing()
    {
        var (asker, officer) = (await CallerAsync(Role.Administrator), await CallerAsync(Role.PrivacyOfficer));
        var id = await AskAsync(asker);
        Vault.Time.Set(Vault.Time.GetUtcNow() + TimeSpan.FromDays(7));
        Assert.Equal(ApprovalState.Expired, (await Approvals.FindAsync(officer, id, default))!.State);
        Assert.Equal(ApprovalRefusal.Expired, await Approvals.DecideAsync(officer, id, true, null, default));
        Assert.Equal(ApprovalRefusal.Expired, await Approvals.WithdrawAsync(asker, id, default));
        Assert.Equal((1, 0), (await Approvals.ExpireAsync(Vault.Time.GetUtcNow(), default), await Approvals.ExpireAsync(Vault.Time.GetUtcNow(), default)));
        Assert.Equal(ApprovalRefusal.Expired, await Approvals.DecideAsync(officer, id, true, null, default));
        Assert.Equal((1, 0), (await Vault.CountAsync(AuditAct.ApprovalExpired), await PerformedAsync()));
    }

    [Fact]
    public async Task The_permission_counts_that_one_has_at_the_moment_of_deciding()
    {
        var (officer, asker) = (await CallerAsync(Role.PrivacyOfficer), await CallerAsync(Role.Administrator));
        var id = await AskAsync(asker);
        Assert.True((await Approvals.ReadAsync(officer, id, default))!.MayDecide);
        Assert.Equal(ApprovalRefusal.Denied, await Approvals.DecideAsync(officer with { Role = Role.Dpo }, id, true, null, default));
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessDenied));
        foreach (var role in new[] { Role.Agent, Role.TeamLead, Role.Quality, Role.Auditor, Role.Administrator, Role.Integrator })
            Assert.Equal(ApprovalRefusal.NotFound, await Approvals.DecideAsync(officer with { Role = role }, id, true, null, default));
        Assert.Equal((ApprovalState.Open, 0), (await StateAsync(id), await PerformedAsync()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  too few  ")]
    public async Task A_no_says_why(string? remark)
    {
        var (asker, officer) = (await CallerAsync(Role.Administrator), await CallerAsync(Role.PrivacyOfficer));
        var id = await AskAsync(asker);
        Assert.Equal(ApprovalRefusal.RemarkNeeded, await Approvals.DecideAsync(officer, id, false, remark, default));
        Assert.Equal(ApprovalState.Open, await StateAsync(id));
        Assert.Equal(ApprovalRefusal.None, await Approvals.DecideAsync(officer, id, false, Remark, default));
        var refused = (await Approvals.ReadAsync(asker, id, default))!;
        Assert.Equal((ApprovalState.Refused, Remark, 0), (refused.State, refused.Approval.Content.Remark, await PerformedAsync()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" x ")]
    public async Task Who_asks_says_why(string? reason)
    {
        var (refusal, _) = await Approvals.AskAsync(await CallerAsync(Role.Administrator), "test.act", "{}", reason, default);
        Assert.Equal(ApprovalRefusal.ReasonNeeded, refusal);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from approval"));
    }

    [Fact]
    public async Task An_act_that_fails_leaves_everything_as_it_was_and_can_be_decided_again()
    {
        var (asker, officer) = (await CallerAsync(Role.Administrator), await CallerAsync(Role.PrivacyOfficer));
        var id = await AskAsync(asker);
        fails = new InvalidDataException();
        await Assert.ThrowsAsync<InvalidDataException>(() => Approvals.DecideAsync(officer, id, true, null, default));
        Assert.Equal((ApprovalState.Open, 0, 0), (await StateAsync(id), await PerformedAsync(), await Vault.CountAsync(AuditAct.ApprovalApproved)));
        fails = null;
        Assert.Equal(ApprovalRefusal.None, await Approvals.DecideAsync(officer, id, true, null, default));
        Assert.Equal(1, await PerformedAsync());
    }

    [Fact]
    public async Task A_token_neither_asks_nor_decides()
    {
        var (asker, officer) = (await CallerAsync(Role.Administrator), await CallerAsync(Role.PrivacyOfficer));
        Assert.Equal(ApprovalRefusal.PersonNeeded, (await Approvals.AskAsync(asker with { User = null }, "test.act", "{}", Reason, default)).Refusal);
        var id = await AskAsync(asker);
        Assert.Equal(ApprovalRefusal.PersonNeeded, await Approvals.DecideAsync(officer with { User = null }, id, true, null, default));
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessDenied));
    }

    [Fact]
    public async Task Who_may_not_ask_does_not()
    {
        Assert.Equal(ApprovalRefusal.Denied, (await Approvals.AskAsync(await CallerAsync(Role.Dpo), "test.act", "{}", Reason, default)).Refusal);
        Assert.Equal((1, 0), (await Vault.CountAsync(AuditAct.AccessDenied), await Vault.CountAsync(AuditAct.ApprovalAsked)));
    }

    [Fact]
    public async Task What_is_asked_and_why_stands_sealed_in_its_row()
    {
        var (refusal, id) = await Approvals.AskAsync(await CallerAsync(Role.Administrator), "test.act", $$"""{"of":"{{Known.CustomerNumber}}"}""", $"{Known.CustomerName} asked for it.", default);
        Assert.Equal(ApprovalRefusal.None, refusal);
        await Approvals.DecideAsync(await CallerAsync(Role.PrivacyOfficer), id, false, $"Not for {Known.CustomerName}.", default);
        Known.AssertNoneIn(Encoding.UTF8.GetString(await Vault.ScalarAsync<byte[]>("select sealed from approval")), "The approval");
    }

    [Fact]
    public async Task A_list_holds_what_one_may_decide_or_asked_and_no_more()
    {
        var (first, second) = (await CallerAsync(Role.Administrator), await CallerAsync(Role.Administrator));
        var (mine, other) = (await AskAsync(first), await AskAsync(second));
        async Task<List<Guid>> ListAsync(Caller caller) => [.. (await Approvals.ListAsync(caller, default)).Select(each => each.Approval.Id)];
        Assert.Equal([mine], await ListAsync(first));
        Assert.Equal([other, mine], await ListAsync(await CallerAsync(Role.PrivacyOfficer)));
        Assert.Equal([other, mine], await ListAsync(await CallerAsync(Role.Dpo)));
        Assert.Null(await Approvals.ReadAsync(first, other, default));
        await Approvals.WithdrawAsync(first, mine, default);
        Vault.Time.Set(Vault.Time.GetUtcNow() + TimeSpan.FromDays(31));
        Assert.Empty(await ListAsync(first));
    }

    Approvals Approvals => field ??= new Approvals(
        Vault.Get<ApprovalStore>(), [KindOf("test.act", Permission.EditAccess), KindOf("test.same", Permission.ApproveAccess)], Vault.Product.Journal, Vault.Product.Ids, Vault.Time);

    ApprovalKind KindOf(string name, Permission asks) => new(name, asks, Permission.ApproveAccess)
    {
        Facts = _ => [],
        CountAsync = (_, _) => Task.FromResult<IReadOnlyList<EffectLine>>([new("approval-effect.reach", things)]),
        PerformAsync = async (change, approval) =>
        {
            await change.Connection.ExecuteAsync("insert into lease (name, holder, held_until) values (@name, 'performed', 0)", new { name = approval.Id.ToString() });
            if (fails is not null)
                throw fails;
        },
    };

    async Task<Caller> CallerAsync(Role role) => new(new Actor((await Vault.UserAsync(role)).ToString()), role) { User = Guid.NewGuid() };

    async Task<Guid> AskAsync(Caller caller, string kind = "test.act")
    {
        var (refusal, id) = await Approvals.AskAsync(caller, kind, "{}", Reason, default);
        Assert.Equal(ApprovalRefusal.None, refusal);
        return id;
    }

    Task<long> PerformedAsync() => Vault.ScalarAsync<long>("select count(*) from lease where holder = 'performed'");

    async Task<ApprovalState> StateAsync(Guid id) => (await Vault.Get<ApprovalStore>().FindAsync(id, default))!.State;

    async Task<List<string>> ActsAsync() => [.. (await Vault.LogAsync()).Where(entry => entry.Act.StartsWith("approval.", StringComparison.Ordinal)).Select(entry => $"{entry.Act} {entry.Outcome}")];
}

static class ApprovalCounts
{
    public static async Task<long> CountAsync(this RunningVault vault, AuditAct act, string outcome) => (await vault.LogAsync()).Count(entry => entry.Act == act.Name() && entry.Outcome == outcome);
}

public sealed class ApprovalTests_on_sqlite() : ApprovalTests(Store.Sqlite);

public sealed class ApprovalTests_on_postgres() : ApprovalTests(Store.Postgres);
