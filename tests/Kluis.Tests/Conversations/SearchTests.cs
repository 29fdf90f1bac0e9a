using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Conversations;

public abstract class SearchTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task A_person_is_found_by_every_identifier_in_every_usual_spelling()
    {
        var (activity, officer) = await StartAsync();
        var id = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(0.1, 1));
        await officer.StoreAsync(Told.Call(activity).With("parties", new JsonArray(Told.Other())), Sounds.Wav(0.1, 2));
        foreach (var query in new object[]
        {
            new { phone = Known.CustomerPhone }, new { phone = Known.CustomerPhoneAsDialled }, new { phone = "0031 6 55 50 12 34" }, new { phone = "+31 (0)6-5550 1234" },
            new { phone = "tel:+31655501234" }, new { phone = "sip:+31655501234@voorbeeld.example" }, new { email = Known.CustomerMail }, new { email = " Mina.OOSTERHUIS@voorbeeld.example" },
            new { email = "mailto:" + Known.CustomerMail }, new { customerNumber = Known.CustomerNumber }, new { customerNumber = "kl 0047115" }, new { postcode = "1234ab", houseNumber = "12A" },
            new { postcode = "1234 AB", houseNumber = "12-a" }, new { find = Known.CustomerPhoneAsDialled }, new { find = Known.CustomerMail }, new { find = Known.CustomerNumber },
            new { find = "1234 AB 12 a" }, new { find = "1234ab-12A" },
        })
        {
            var found = await officer.FindAsync(query);
            Assert.True(found.SequenceEqual([id]), $"{query} finds {found.Count}");
        }
        foreach (var query in new object[] { new { phone = "06-55501235" }, new { email = "x" + Known.CustomerMail }, new { customerNumber = "KL-47115" }, new { find = "1234 AB 13" } })
            Assert.Empty(await officer.FindAsync(query));
        officer.Dispose();
    }

    [Fact]
    public async Task Filters_hold_together_with_the_person_and_without()
    {
        var (activity, officer) = await StartAsync();
        var first = await officer.StoreAsync(Told.Call(activity, "2026-01-10T10:00:00+01:00"), Sounds.Wav(0.1, 1));
        var second = await officer.StoreAsync(
            Told.Call(activity, "2026-02-10T10:00:00+01:00").With("queue", "queue-2").With("direction", "out").With("agentId", "agent-8"), Sounds.Wav(0.5, 2));
        var chat = await officer.StoreVconAsync(Told.Chat(), activity);
        foreach (var (query, expected) in new (JsonObject, Guid[])[]
        {
            ([], [chat, second, first]),
            (new() { ["from"] = "2026-02-01T00:00:00Z" }, [chat, second]),
            (new() { ["until"] = "2026-02-01T00:00:00Z" }, [first]),
            (new() { ["from"] = "2026-01-10T09:00:00Z", ["until"] = "2026-01-10T09:00:00Z" }, []),
            (new() { ["from"] = "2026-01-10T09:00:00Z", ["until"] = "2026-01-10T09:00:00.001Z" }, [first]),
            (new() { ["channel"] = "call" }, [second, first]),
            (new() { ["channel"] = "chat" }, [chat]),
            (new() { ["direction"] = "out" }, [second]),
            (new() { ["queue"] = "queue-2" }, [second]),
            (new() { ["agentId"] = "agent-8" }, [second]),
            (new() { ["agentId"] = "agent-8", ["queue"] = Told.Queue }, []),
            (new() { ["recording"] = true }, [second, first]),
            (new() { ["recording"] = false }, [chat]),
            (new() { ["activity"] = activity.ToString() }, [chat, second, first]),
            (new() { ["activity"] = Guid.Empty.ToString() }, []),
            (new() { ["sort"] = "newest" }, [chat, second, first]),
            (new() { ["sort"] = "oldest" }, [first, second, chat]),
            (new() { ["sort"] = "longest" }, [second, first, chat]),
        })
        {
            Assert.Equal(expected, await officer.FindAsync(query));
            Assert.Equal(expected, await officer.FindAsync(((JsonObject)query.DeepClone()).With("phone", Known.CustomerPhone)));
        }
        officer.Dispose();
    }

    [Fact]
    public async Task Pages_go_to_the_end_without_a_gap_or_a_repeat_even_where_starts_are_equal()
    {
        var (activity, officer) = await StartAsync();
        var stored = new List<Guid>();
        for (var i = 0; i < 11; i++)
            stored.Add(await officer.StoreAsync(Told.Call(activity, $"2026-02-{1 + (i / 5):00}T10:00:00Z"), Sounds.Wav(0.1, i)));
        foreach (var limit in new[] { 1, 2, 3, 5, 11, 200 })
        {
            foreach (var query in new JsonObject[] { [], new() { ["phone"] = Known.CustomerPhone }, new() { ["queue"] = Told.Queue } })
            {
                var found = await AllPagesAsync(officer, query.With("limit", limit));
                Assert.Equal(stored.Order(), found.Order());
                Assert.Equal(found.Count, found.Distinct().Count());
            }
        }
        officer.Dispose();
    }

    [Fact]
    public async Task What_comes_in_between_two_pages_disturbs_neither()
    {
        var (activity, officer) = await StartAsync();
        for (var i = 0; i < 4; i++)
            await officer.StoreAsync(Told.Call(activity, $"2026-02-{i + 10}T10:00:00Z"), Sounds.Wav(0.1, i));
        var first = (await officer.SearchAsync(new { limit = 2 })).Must(HttpStatusCode.OK);
        await officer.StoreAsync(Told.Call(activity, "2026-02-20T10:00:00Z"), Sounds.Wav(0.1, 9));
        var second = (await officer.SearchAsync(new { limit = 2, cursor = (string)first.Json["next"]! })).Must(HttpStatusCode.OK);
        Assert.Equal(4, Calls.IdsOf(first).Concat(Calls.IdsOf(second)).Distinct().Count());
        Assert.Null(second.Json["next"]);
        officer.Dispose();
    }

    [Fact]
    public async Task What_cannot_be_searched_is_refused_with_the_rule()
    {
        var (activity, officer) = await StartAsync();
        await officer.StoreAsync(Told.Call(activity), Sounds.Wav(0.1, 1));
        await officer.StoreAsync(Told.Call(activity, "2026-02-26T10:00:00Z"), Sounds.Wav(0.1, 2));
        var cursor = (string)(await officer.SearchAsync(new { limit = 1 })).Must(HttpStatusCode.OK).Json["next"]!;
        await using var elsewhere = await RunningVault.StartAsync(Store.Sqlite);
        var foreign = elsewhere.Get<Kluis.Web.Cursors>().Seal(FakeTime.Start.ToUnixTimeMilliseconds(), Guid.Empty.ToString());
        foreach (var query in new object[]
        {
            new { limit = 0 }, new { limit = 201 }, new { limit = -1 }, new { channel = "fax" }, new { channel = "1" }, new { direction = "up" }, new { sort = "shortest" }, new { sort = "1" }, new { phone = "1234" }, new { email = "nobody" },
            new { postcode = "1234 AB" }, new { customerNumber = "---" }, new { find = "?!" }, new { cursor = "x" }, new { cursor = "" }, new { cursor = foreign }, new { cursor = cursor[..^1] },
            new { cursor = Spoilt(cursor) }, new { cursor = new string('A', 100_000) },
        })
        {
            (await officer.SearchAsync(query)).Must(422, "search.invalid");
        }
        Assert.Single(Calls.IdsOf((await officer.SearchAsync(new { cursor })).Must(HttpStatusCode.OK)));
        officer.Dispose();
    }

    [Fact]
    public async Task Every_search_is_in_the_log_before_its_answer()
    {
        var (_, officer) = await StartAsync();
        await officer.FindAsync(new { phone = Known.CustomerPhone });
        await officer.FindAsync(new { });
        Assert.Equal(2, await Vault.CountAsync(AuditAct.ConversationSearched));
        officer.Dispose();
    }

    static string Spoilt(string cursor) => cursor[..20] + (cursor[20] == 'A' ? 'B' : 'A') + cursor[21..];

    static async Task<List<Guid>> AllPagesAsync(HttpClient client, JsonObject query)
    {
        var found = new List<Guid>();
        for (string? cursor = null; ;)
        {
            query["cursor"] = cursor;
            var page = (await client.SearchAsync(query)).Must(HttpStatusCode.OK);
            found.AddRange(Calls.IdsOf(page));
            cursor = (string?)page.Json["next"];
            if (cursor is null)
                return found;
            Assert.Equal((int)query["limit"]!, Calls.IdsOf(page).Count);
        }
    }

    async Task<(Guid Activity, HttpClient Officer)> StartAsync() => (await Vault.ActivityAsync(), await Vault.ClientAsync(Role.PrivacyOfficer));
}

public sealed class SearchTests_on_sqlite() : SearchTests(Store.Sqlite);

public sealed class SearchTests_on_postgres() : SearchTests(Store.Postgres);
