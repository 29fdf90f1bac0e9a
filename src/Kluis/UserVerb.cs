using System.CommandLine;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;
using Kluis.Keys;

namespace Kluis;

/// <summary><c>kluis user</c>: list, invite, role, reset, end. Whoever has the host has the last word; the log says that it was the host.</summary>
static class UserVerb
{
    static readonly Actor host = Actor.Product("user");

    public static Command Make(Option<string?> data)
    {
        var person = new Argument<string>("person") { Description = "\"Name <address>\"" };
        var address = new Argument<string>("address") { Description = "E-mail address of the account" };
        var role = new Option<string>("--role") { Description = "Role: " + string.Join(", ", Enum.GetValues<Role>().Where(each => each != Role.Integrator).Select(each => each.Name())), Required = true };
        var team = new Option<string?>("--team") { Description = "Team, for a team lead" };
        var queue = new Option<string?>("--queue") { Description = "Queue, for a quality reviewer" };
        var list = new Command("list", "Show all accounts") { data };
        list.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => ListAsync(product, stop), stop));
        var invite = new Command("invite", "Invite somebody: prints a link that works once") { person, role, team, queue, data };
        invite.SetAction((parsed, stop) => Verbs.WithProductAsync(
            parsed.GetValue(data), product => InviteAsync(product, parsed.GetValue(person)!, parsed.GetValue(role)!, parsed.GetValue(team), parsed.GetValue(queue), stop), stop));
        var grant = new Command("role", "Give an account another role") { address, role, team, queue, data };
        grant.SetAction((parsed, stop) => Verbs.WithProductAsync(
            parsed.GetValue(data), product => RoleAsync(product, parsed.GetValue(address)!, parsed.GetValue(role)!, parsed.GetValue(team), parsed.GetValue(queue), stop), stop));
        var reset = new Command("reset", "Remove the second factors of an account and print a new link") { address, data };
        reset.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => ResetAsync(product, parsed.GetValue(address)!, stop), stop));
        var end = new Command("end", "End an account for good") { address, data };
        end.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => EndAsync(product, parsed.GetValue(address)!, stop), stop));
        return new Command("user", "People who may come in") { list, invite, grant, reset, end };
    }

    /// <summary>Reads <c>Name &lt;address&gt;</c>; without brackets the text is the address, and the name too.</summary>
    public static NewAccount PersonOf(string text, Role role, string? team = null, string? queue = null)
    {
        var (name, email) = text.IndexOf('<', StringComparison.Ordinal) is > 0 and var at ? (text[..at].Trim(), text[(at + 1)..].TrimEnd('>', ' ')) : (text, text);
        return new NewAccount(name, email, role, team, queue, "nl", [], null);
    }

    public static string LinkOf(Settings settings, string secret) => $"{(settings.PublicUrl ?? settings.Urls[0].ToString()).TrimEnd('/')}/invitation/{secret}";

    static async Task<int> ListAsync(Product product, CancellationToken stop)
    {
        await using var desk = new AccountDesk(product);
        var now = product.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var account in await desk.Accounts.AllAsync(stop))
            await System.Console.Out.WriteLineAsync($"{account.Id}  {account.Role.Name(),-16} {UserList.StateOf(account, now),-9} {account.Profile.Name} <{account.Profile.Email}>");
        return Verbs.Yes;
    }

    static async Task<int> InviteAsync(Product product, string person, string roleName, string? team, string? queue, CancellationToken stop)
    {
        if (Roles.Parse(roleName) is not { } role)
            return await Verbs.ComplainAsync("--role: there is no such role");
        var wish = PersonOf(person, role, team, queue);
        var problems = wish.Problems(product.Time.GetUtcNow()).Select(problem => $"{problem.Field}: {Web.WordList.All[problem.Text]["en"]}").ToArray();
        if (problems.Length > 0)
            return await Verbs.ComplainAsync(problems);
        await using var desk = new AccountDesk(product);
        var sent = await desk.Invitations.InviteAsync(host, wish, stop);
        if (sent.Secret is null)
        {
            await System.Console.Out.WriteLineAsync("no: there is an account with this address already");
            return Verbs.No;
        }
        await System.Console.Out.WriteLineAsync(LinkOf(product.Settings, sent.Secret));
        return Verbs.Yes;
    }

    static Task<int> RoleAsync(Product product, string address, string roleName, string? team, string? queue, CancellationToken stop) =>
        WithAccountAsync(product, address, async (desk, account) => Roles.Parse(roleName) is not { } role
            ? await Verbs.ComplainAsync("--role: there is no such role")
            : await AnswerAsync(await desk.Changes.SetRoleAsync(host, account.Id, role, team, queue, ends: null, stop)), stop);

    static Task<int> ResetAsync(Product product, string address, CancellationToken stop) =>
        WithAccountAsync(product, address, async (desk, account) =>
        {
            var answer = await AnswerAsync(await desk.Changes.ResetFactorsAsync(host, account.Id, stop));
            if (answer == Verbs.Yes)
                await System.Console.Out.WriteLineAsync(LinkOf(product.Settings, await desk.Invitations.AgainAsync(host, account, stop)));
            return answer;
        }, stop);

    static Task<int> EndAsync(Product product, string address, CancellationToken stop) =>
        WithAccountAsync(product, address, async (desk, account) => await AnswerAsync(await desk.Changes.EndAsync(host, account.Id, stop)), stop);

    static async Task<int> WithAccountAsync(Product product, string address, Func<AccountDesk, Account, Task<int>> run, CancellationToken stop)
    {
        if (Identifier.Account(address) is not { } email)
            return await Verbs.ComplainAsync("address: an e-mail address");
        await using var desk = new AccountDesk(product);
        if (await desk.Accounts.FindByEmailAsync(email, stop) is { } account)
            return await run(desk, account);
        await System.Console.Out.WriteLineAsync("no: there is no account with this address");
        return Verbs.No;
    }

    static async Task<int> AnswerAsync(AccountRefusal refusal)
    {
        await System.Console.Out.WriteLineAsync(refusal == AccountRefusal.None ? "done" : "no: " + Web.WordList.All["user.refused-" + refusal.ToString().ToLowerInvariant()]["en"]);
        return refusal == AccountRefusal.None ? Verbs.Yes : Verbs.No;
    }
}
