using System.Net;
using System.Text.RegularExpressions;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Tests.Access;

public abstract partial class LogPageTests(Store store) : VaultTests(store)
{
    readonly Guid conversation = Guid.CreateVersion7(), customer = Guid.CreateVersion7();

    [Theory]
    [InlineData("privacy-officer", true, true)]
    [InlineData("dpo", true, true)]
    [InlineData("auditor", true, false)]
    [InlineData("administrator", false, false)]
    [InlineData("agent", false, false)]
    public async Task The_page_and_the_file_show_what_the_API_shows(string name, bool content, bool customers)
    {
        await PlayAsync();
        using var client = await Vault.ClientAsync(Roles.Parse(name)!.Value);
        foreach (var address in new[] { "/log", "/log?handler=csv" })
        {
            var text = await client.GetStringAsync(address);
            Assert.Equal(customers, text.Contains(conversation.ToString(), StringComparison.Ordinal));
            Assert.Equal(customers, text.Contains(customer.ToString(), StringComparison.Ordinal));
        }
        Assert.Equal(content, (await NumbersAsync(client, "/log")).Contains(0));
        Assert.Equal(content ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await client.GetAsync("/log/0")).StatusCode);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("administrator")]
    public async Task Who_may_not_know_the_customer_cannot_ask_for_one_either(string name)
    {
        await PlayAsync();
        using var client = await Vault.ClientAsync(Roles.Parse(name)!.Value);
        Assert.Empty(await NumbersAsync(client, $"/log?conversation={conversation}"));
        Assert.Empty(await NumbersAsync(client, $"/log?customer={customer}"));
        await client.GetAsync($"/api/v1/log?conversation={conversation}").AssertProblemAsync(HttpStatusCode.UnprocessableEntity, "search.invalid");
        var entry = await (await client.GetAsync("/log/0")).Content.ReadAsStringAsync();
        Assert.DoesNotContain(customer.ToString(), entry, StringComparison.Ordinal);
        Assert.DoesNotContain(conversation.ToString(), entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_filter_narrows_and_several_narrow_together()
    {
        await PlayAsync();
        await OpenedAsync("user-2", new AuditEvent(AuditAct.ConversationExported) { Conversation = conversation, Purpose = "dispute" });
        await OpenedAsync("user-2", new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied });
        Vault.Time.Set(FakeTime.Start.AddDays(2));
        await OpenedAsync("user-1", new AuditEvent(AuditAct.TokenListed));
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        await Expect(client, "act=conversation.played", 0);
        await Expect(client, "act=conversation", 1, 0);
        await Expect(client, "act=conversation&purpose=dispute", 1);
        await Expect(client, "outcome=denied", 2);
        await Expect(client, "actor=user-2", 2, 1);
        await Expect(client, "actor=user-2&outcome=ok", 1);
        await Expect(client, $"conversation={conversation}", 1, 0);
        await Expect(client, $"customer={customer}", 0);
        await Expect(client, "until=2-3-2026", 2, 1, 0);
        await Expect(client, "from=4-3-2026&act=token.listed", 3);
        await Expect(client, "from=2-3-2026&until=2-3-2026&act=token.listed");
        await Expect(client, "act=nothing.such");
    }

    [Fact]
    public async Task Forward_and_back_the_pages_hold_every_entry_once()
    {
        for (var i = 0; i < 120; i++)
        {
            if (i % 7 == 0)
                Vault.Time.Set(FakeTime.Start.AddSeconds(i));
            await OpenedAsync("user-1", new AuditEvent(i % 3 == 0 ? AuditAct.ConversationPlayed : AuditAct.ConversationExported), number: false);
        }
        await Vault.SequenceAsync();
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        foreach (var act in new[] { "conversation", "conversation.played" })
        {
            var (down, last) = await WalkAsync(client, $"/log?act={act}", "next");
            Assert.Equal(Enumerable.Range(0, 120).Where(i => act == "conversation" || i % 3 == 0).Reverse().Select(i => (long)i), down.SelectMany(page => page));
            var (up, _) = await WalkAsync(client, last, "prev");
            Assert.Equal(down[0], up[^1]);
        }
    }

    [Theory]
    [InlineData("from=yesterday")]
    [InlineData("until=31-2-2026")]
    [InlineData("conversation=1")]
    [InlineData("customer=x")]
    [InlineData("from=5-3-2026&until=4-3-2026")]
    public async Task A_question_that_cannot_be_read_is_told_with_its_field(string query)
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        var page = await client.GetStringAsync($"/log?{query}");
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taking_the_list_out_is_in_the_log_before_its_first_row()
    {
        await PlayAsync();
        using var client = await Vault.ClientAsync(Role.Auditor);
        using var answer = await client.GetAsync("/log?handler=csv&act=conversation");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2, (await answer.Content.ReadAsStringAsync()).TrimEnd().Split('\n').Length);
        Assert.Equal(1, await Vault.CountAsync(AuditAct.LogExported));
    }

    [Fact]
    public async Task Every_act_has_a_sentence_and_every_group_a_name()
    {
        Assert.All(Enum.GetValues<AuditAct>(), act => Assert.True(WordList.All.ContainsKey("act." + act.Name()), act.Name()));
        Assert.All(AuditActs.Groups, group => Assert.True(WordList.All.ContainsKey("act-group." + group), group));
        Assert.All(Enum.GetValues<AuditOutcome>(), outcome => Assert.True(WordList.All.ContainsKey("outcome." + outcome.Name()), outcome.Name()));
        await Task.CompletedTask;
    }

    async Task<(List<List<long>> Pages, string Last)> WalkAsync(HttpClient client, string address, string to)
    {
        var pages = new List<List<long>>();
        for (string? next = address; next is not null;)
        {
            address = next;
            var text = await client.GetStringAsync(address);
            pages.Add(NumbersIn(text));
            next = Regex.Match(text, $"href=\"([^\"]+)\" rel=\"{to}\"") is { Success: true } link ? WebUtility.HtmlDecode(link.Groups[1].Value) : null;
        }
        return (pages, address);
    }

    async Task Expect(HttpClient client, string query, params long[] numbers) =>
        Assert.Equal(numbers, (await NumbersAsync(client, $"/log?{query}")).Where(number => number < 4));

    static async Task<List<long>> NumbersAsync(HttpClient client, string address) => NumbersIn(await client.GetStringAsync(address));

    static List<long> NumbersIn(string page) =>
        [.. Entry().Matches(page).Select(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    Task PlayAsync() => OpenedAsync("user-1", new AuditEvent(AuditAct.ConversationPlayed) { Conversation = conversation, DataSubject = customer, Purpose = "complaint" });

    async Task OpenedAsync(string actor, AuditEvent happened, bool number = true)
    {
        await Vault.Product.Journal.OpenedAsync(new Actor(actor), happened);
        if (number)
            await Vault.SequenceAsync();
    }

    [GeneratedRegex("href=\"/log/(\\d+)\"")]
    private static partial Regex Entry();
}

public sealed class LogPageTests_on_sqlite() : LogPageTests(Store.Sqlite);

public sealed class LogPageTests_on_postgres() : LogPageTests(Store.Postgres);
