using System.Net;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Vault;

namespace Kluis.Tests.Access;

public abstract class LogEntryTests(Store store) : VaultTests(store)
{
    const string Address = "203.0.113.7";

    [Fact]
    public async Task An_entry_shows_who_it_was_and_its_proof()
    {
        await SignInAsync();
        using var client = await Vault.ClientAsync(Role.Dpo);
        var page = await PageAsync(client);
        Assert.Contains(Known.StaffName, page, StringComparison.Ordinal);
        Assert.Contains(Address, page, StringComparison.Ordinal);
        Assert.Contains("is in the log of 2 entries, unchanged", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_disclosure_leaves_its_proof_and_no_name()
    {
        var user = await SignInAsync();
        await Vault.TamperAsync("delete from audit_disclosure where holder_id = (select holder_id from user_account where id = @user)", new { user = user.ToString() });
        using var client = await Vault.ClientAsync(Role.Dpo);
        var page = await PageAsync(client);
        Assert.Contains("erased: the proof stays, the name is gone", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, page, StringComparison.Ordinal);
        Assert.Contains("unchanged", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_was_changed_has_no_proof()
    {
        await SignInAsync();
        var leaf = await Vault.ScalarAsync<byte[]>("select leaf from audit_entry where seq = 1");
        var text = System.Text.Encoding.ASCII.GetString(leaf).Replace("account.signed-in", "account.signed-ou", StringComparison.Ordinal);
        await Vault.TamperAsync("update audit_entry set leaf = @leaf where seq = 1", new { leaf = System.Text.Encoding.ASCII.GetBytes(text) });
        using var client = await Vault.ClientAsync(Role.Dpo);
        Assert.Contains("not in the signed log like this", await PageAsync(client), StringComparison.Ordinal);
        await Vault.TamperAsync("update audit_entry set leaf = @leaf where seq = 1", new { leaf });
    }

    [Fact]
    public async Task An_entry_that_does_not_exist_is_not_found()
    {
        using var client = await Vault.ClientAsync(Role.Dpo);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/log/99999")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/log/99999999999999999999")).StatusCode);
    }

    async Task<Guid> SignInAsync()
    {
        var user = await Vault.UserAsync(Role.Agent, "agent-7");
        var holder = await Vault.ScalarAsync<string>("select holder_id from user_account");
        await Vault.Product.Journal.OpenedAsync(new Actor(user.ToString(), Address, VaultId.Parse(holder)), new AuditEvent(AuditAct.AccountSignedIn));
        await Vault.SequenceAsync();
        await Vault.Product.Publisher.PublishAsync(default);
        return user;
    }

    static async Task<string> PageAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/log/1") { Headers = { { "Cookie", "kluis-language=en" } } };
        using var answer = await client.SendAsync(request);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }
}

public sealed class LogEntryTests_on_sqlite() : LogEntryTests(Store.Sqlite);

public sealed class LogEntryTests_on_postgres() : LogEntryTests(Store.Postgres);
