using System.Net;
using System.Text.Json;
using Kluis.Access;
using Kluis.Audit;
using Kluis.AuditLog;

namespace Kluis.Tests.Access;

public abstract class LogApiTests(Store store) : VaultTests(store)
{
    readonly Guid conversation = Guid.CreateVersion7(), customer = Guid.CreateVersion7();

    [Theory]
    [InlineData("privacy-officer", true, true)]
    [InlineData("dpo", true, true)]
    [InlineData("auditor", true, false)]
    [InlineData("administrator", false, false)]
    [InlineData("agent", false, false)]
    public async Task A_reader_of_the_log_sees_what_the_role_allows(string name, bool content, bool customers)
    {
        await PlayAsync();
        using var client = await Vault.ClientAsync(Roles.Parse(name)!.Value);
        var items = await ItemsAsync(client, "/api/v1/log");
        Assert.Equal(content, items.Any(item => Text(item, "act") == "conversation.played"));
        Assert.Equal(customers, items.Any(item => Text(item, "subject") == customer.ToString()));
        Assert.Equal(customers, items.Any(item => Text(item, "conversation") == conversation.ToString()));
        var json = await client.GetStringAsync("/api/v1/log");
        Assert.Equal(customers, json.Contains(customer.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_administrator_sees_technical_acts_only()
    {
        await PlayAsync();
        await Vault.ActivityAsync();
        using var client = await Vault.ClientAsync(Role.Administrator);
        await client.GetAsync("/api/v1/log");
        var items = await ItemsAsync(client, "/api/v1/log");
        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.Matches("^(key|token|account|log)\\.|^access\\.denied$", Text(item, "act")));
    }

    [Fact]
    public async Task An_agent_sees_own_acts_only()
    {
        var (id, secret) = await Vault.TokenAsync(Role.Agent);
        using var client = Vault.ClientWith(secret);
        await PlayAsync();
        await client.GetAsync("/api/v1/log");
        var items = await ItemsAsync(client, "/api/v1/log");
        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.Equal(id.ToString(), Text(item, "actor")));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        for (var i = 0; i < 25; i++)
            await PlayAsync(number: false);
        await Vault.SequenceAsync();
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        var seen = new List<long>();
        long? before = 25;
        while (before is not null)
        {
            var page = await (await client.GetAsync($"/api/v1/log?limit=10&before={before}")).JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("seq").GetInt64()));
            before = page.TryGetProperty("before", out var next) && next.ValueKind == JsonValueKind.Number ? next.GetInt64() : null;
        }
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => (long)i), seen);
    }

    [Fact]
    public async Task The_log_of_one_conversation_is_that_of_no_other()
    {
        await PlayAsync();
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Single(await ItemsAsync(client, $"/api/v1/log?conversation={conversation}"));
        Assert.Empty(await ItemsAsync(client, $"/api/v1/log?conversation={Guid.NewGuid()}"));
    }

    [Theory]
    [InlineData("privacy-officer")]
    [InlineData("dpo")]
    [InlineData("auditor")]
    public async Task The_export_verifies_with_the_key_and_holds_its_own_entry(string name)
    {
        await PlayAsync();
        using var client = await Vault.ClientAsync(Roles.Parse(name)!.Value);
        var key = VerifierKey.Parse((await client.GetStringAsync("/api/v1/log/key")).TrimEnd());
        using var answer = await client.GetAsync("/api/v1/log/export");
        Assert.Equal("application/x-tar", answer.Content.Headers.ContentType?.ToString());
        var outcome = LogVerifier.VerifyTar(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()), key);
        Assert.True(outcome.Yes, outcome.Reason);
        var entries = await Vault.LogAsync();
        Assert.Equal("log.exported", entries[(int)outcome.Size - 1].Act);
        Assert.Contains(outcome.Size.ToString(System.Globalization.CultureInfo.InvariantCulture), (await client.GetStringAsync("/api/v1/log/checkpoint")).Split('\n'));
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("administrator")]
    public async Task Who_sees_a_part_of_the_log_cannot_take_it_all_and_the_attempt_is_in_it(string name)
    {
        using var client = await Vault.ClientAsync(Roles.Parse(name)!.Value);
        await client.GetAsync("/api/v1/log/export").AssertProblemAsync(HttpStatusCode.Forbidden, "permission.denied");
        Assert.Equal(1, await Vault.CountAsync(AuditAct.AccessDenied));
        Assert.Equal(0, await Vault.CountAsync(AuditAct.LogExported));
    }

    [Fact]
    public async Task An_export_beside_the_running_numbering_works()
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        await client.GetAsync("/api/v1/log/key");
        for (var i = 0; i < 5; i++)
        {
            await PlayAsync(number: false);
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetAsync("/api/v1/log/export")));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        }
    }

    [Fact]
    public async Task An_export_leaves_no_file_behind()
    {
        using var client = await Vault.ClientAsync(Role.PrivacyOfficer);
        var before = Directory.GetDirectories(Path.GetTempPath(), "kluis-log-*").ToHashSet();
        await client.GetByteArrayAsync("/api/v1/log/export");
        var tries = 0;
        while (Directory.GetDirectories(Path.GetTempPath(), "kluis-log-*").Except(before).Any() && tries++ < 100)
            await Task.Delay(50);
        Assert.True(tries < 100);
    }

    async Task PlayAsync(bool number = true)
    {
        await Vault.Product.Journal.OpenedAsync(
            new Actor("user-1"), new AuditEvent(AuditAct.ConversationPlayed) { Conversation = conversation, DataSubject = customer, Purpose = "complaint" });
        if (number)
            await Vault.SequenceAsync();
    }

    async Task<List<JsonElement>> ItemsAsync(HttpClient client, string address)
    {
        await Vault.SequenceAsync();
        return [.. (await (await client.GetAsync(address)).JsonAsync()).GetProperty("items").EnumerateArray()];
    }

    static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}

public sealed class LogApiTests_on_sqlite() : LogApiTests(Store.Sqlite);

public sealed class LogApiTests_on_postgres() : LogApiTests(Store.Postgres);
