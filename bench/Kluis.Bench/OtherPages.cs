using Kluis.Access;

namespace Kluis.Bench;

/// <summary>Every other page of the console: conversations, customers, registers, people and access, one's own account.</summary>
sealed class OtherPages(PageSubjects subjects)
{
    const string Nothing = "01900000-0000-7000-8000-000000000000";

    public IEnumerable<PageCase> All() => [.. Conversations(), .. Customers(), .. Registers(), .. People(), .. Account()];

    static PageCase Each(string area, string name, Role role, IReadOnlyList<string> ids, string path) => new(area, name, role, i => new Ask(string.Format(path, ids[i % ids.Count])));

    static PageCase Missing(string area, string name, Role role, string path) => PageCase.Of(area, name, role, path) with { Status = 404 };

    IEnumerable<PageCase> Conversations()
    {
        const string Area = "conversation";
        yield return Each(Area, "sealed", Role.PrivacyOfficer, subjects.Conversations, "/conversations/{0}");
        yield return PageCase.Of(Area, "sealed, long call", Role.Dpo, $"/conversations/{subjects.LongCall}");
        yield return PageCase.Of(Area, "opened, long call", Role.PrivacyOfficer, $"/conversations/{subjects.LongCall}") with
        {
            IsPersonal = true, Before = new Ask($"/conversations/{subjects.LongCall}?handler=Open", [("purpose", "service")]),
        };
        yield return Each(Area, "who could open it", Role.PrivacyOfficer, subjects.Conversations, "/conversations/{0}/access");
        yield return PageCase.Of(Area, "who could open it, long call", Role.Dpo, $"/conversations/{subjects.LongCall}/access");
        yield return Each(Area, "mark special data", Role.PrivacyOfficer, subjects.Conversations, "/conversations/{0}/special");
        yield return Missing(Area, "not there", Role.PrivacyOfficer, "/conversations/" + Nothing);
    }

    IEnumerable<PageCase> Customers()
    {
        const string Area = "customer";
        var (heavy, other) = (subjects.Heavy, subjects.Customers[0]);
        yield return Each(Area, "customer", Role.PrivacyOfficer, subjects.Customers, "/customers/{0}");
        yield return PageCase.Of(Area, "the heavy customer", Role.PrivacyOfficer, $"/customers/{heavy}");
        yield return PageCase.Of(Area, "the heavy customer, data protection officer", Role.Dpo, $"/customers/{heavy}");
        yield return PageCase.Of(Area, "the heavy customer, team lead", Role.TeamLead, $"/customers/{heavy}");
        yield return PageCase.Of(Area, "the heavy customer, deep", Role.PrivacyOfficer, $"/customers/{heavy}?after={subjects.Cursors.Customer}");
        yield return PageCase.Of(Area, "merge", Role.PrivacyOfficer, $"/customers/{heavy}/merge");
        yield return PageCase.Of(Area, "merge, the effect", Role.PrivacyOfficer, $"/customers/{heavy}/merge?with={other}");
        yield return PageCase.Of(Area, "split", Role.PrivacyOfficer, $"/customers/{heavy}/split");
        yield return Missing(Area, "not there", Role.PrivacyOfficer, "/customers/" + Nothing);
        yield return PageCase.Of(Area, "screen-pop that is over", Role.PrivacyOfficer, "/screen-pops/nothing");
    }

    IEnumerable<PageCase> Registers()
    {
        const string Area = "registers";
        yield return PageCase.Of(Area, "activities", Role.PrivacyOfficer, "/activities");
        yield return PageCase.Of(Area, "activities, found", Role.Auditor, "/activities?find=contact&sort=name&down=1");
        yield return PageCase.Of(Area, "the largest activity", Role.PrivacyOfficer, $"/activities/{subjects.Activities.Most}");
        yield return PageCase.Of(Area, "the smallest activity", Role.PrivacyOfficer, $"/activities/{subjects.Activities.Least}");
        yield return PageCase.Of(Area, "change the largest activity", Role.PrivacyOfficer, $"/activities/{subjects.Activities.Most}/change");
        yield return PageCase.Of(Area, "new activity", Role.PrivacyOfficer, "/activities/new");
        yield return PageCase.Of(Area, "activities as a file", Role.PrivacyOfficer, "/activities?handler=csv") with { IsFile = true };
        yield return Missing(Area, "not there", Role.PrivacyOfficer, "/activities/" + Nothing);
    }

    IEnumerable<PageCase> People()
    {
        const string Area = "people and access";
        yield return PageCase.Of(Area, "users", Role.Administrator, "/users");
        yield return new(Area, "users by name", Role.Administrator, _ => new Ask("/users", [("text", "Sanne"), ("sort", "last")]));
        yield return new(Area, "users, last page", Role.Dpo, _ => new Ask("/users", [("sort", "team"), ("number", "10")]));
        yield return Each(Area, "a user", Role.Administrator, subjects.Users, "/users/{0}");
        yield return PageCase.Of(Area, "new user", Role.Administrator, "/users/new");
        yield return PageCase.Of(Area, "teams", Role.Administrator, "/teams");
        yield return PageCase.Of(Area, "tokens", Role.Administrator, "/tokens");
        yield return PageCase.Of(Area, "tokens, next page", Role.Dpo, "/tokens?from=50");
        yield return PageCase.Of(Area, "new token", Role.Administrator, "/tokens/new");
        yield return PageCase.Of(Area, "revoke a token", Role.Administrator, $"/tokens/{subjects.Token}/revoke");
        yield return PageCase.Of(Area, "who may what", Role.Dpo, "/access");
        yield return PageCase.Of(Area, "who may what, last page", Role.Auditor, "/access?from=550");
        yield return PageCase.Of(Area, "who may what, one role", Role.Administrator, "/access?role=team-lead");
        yield return PageCase.Of(Area, "approvals", Role.PrivacyOfficer, "/approvals");
        yield return PageCase.Of(Area, "approvals, administrator", Role.Administrator, "/approvals");
        yield return PageCase.Of(Area, "an open approval", Role.PrivacyOfficer, $"/approvals/{subjects.Approvals.Open}");
        yield return PageCase.Of(Area, "a decided approval", Role.Dpo, $"/approvals/{subjects.Approvals.Decided}");
        yield return new(Area, "users as a file", Role.Administrator, _ => new Ask("/users?handler=Csv", [("sort", "name")])) { IsFile = true };
        yield return PageCase.Of(Area, "who may what as a file", Role.Dpo, "/access?handler=csv") with { IsFile = true };
        yield return PageCase.Of(Area, "tokens as a file", Role.Dpo, "/tokens?handler=csv") with { IsFile = true };
    }

    static IEnumerable<PageCase> Account()
    {
        const string Area = "account and help";
        yield return PageCase.Of(Area, "my account", Role.PrivacyOfficer, "/me");
        yield return PageCase.Of(Area, "my account, agent", Role.Agent, "/me");
        yield return PageCase.Of(Area, "second factor", Role.PrivacyOfficer, "/sign-in/second-factor");
        yield return PageCase.Of(Area, "sign in", null, "/sign-in");
        yield return PageCase.Of(Area, "help, log", Role.PrivacyOfficer, "/help/audit-log");
        yield return PageCase.Of(Area, "help, activities", Role.PrivacyOfficer, "/help/activities");
        yield return PageCase.Of(Area, "no permission", Role.PrivacyOfficer, "/no-permission") with { Status = 403 };
        yield return Missing(Area, "unknown address", Role.PrivacyOfficer, "/there-is-nothing-here");
        yield return PageCase.Of(Area, "invitation that is used", null, "/invitation/nothing") with { Status = 404 };
    }
}
