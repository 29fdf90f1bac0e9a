using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.People;
using Kluis.Keys;

namespace Kluis.Tests.Conversations;

/// <summary>Two records of one person, and one record of two: said, undone, and what comes in meanwhile.</summary>
public abstract class PeopleEditingTests(Store store) : VaultTests(store)
{
    static readonly Guid nobody = Guid.Parse("01900000-0000-7000-8000-000000000000");
    Caller caller = null!;
    HttpClient officer = null!;
    Guid activity, one, other, ofOne, ofOther;

    PeopleEditing Editing => Vault.Get<PeopleEditing>();

    [Fact]
    public async Task After_a_merge_every_identifier_of_either_finds_all_and_both_keep_their_keys()
    {
        await StartAsync();
        var before = await TablesAsync();
        Assert.Equal(PeopleRefusal.None, await Editing.MergeAsync(caller, one, other, "zelfde klant", default));
        foreach (var query in Queries())
            Assert.Equal([ofOther, ofOne], await officer.FindAsync(query));
        Assert.Equal(before, await TablesAsync());
        foreach (var id in new[] { one, other })
        {
            var shown = (await ViewAsync(id)).Must(HttpStatusCode.OK).Json;
            Assert.Equal(one.ToString(), (string)shown["id"]!);
            Assert.Equal([other.ToString()], shown["merged"]!.AsArray().Select(merged => (string)merged!));
            Assert.Equal(2, shown["items"]!.AsArray().Count);
        }
        var entries = (await Vault.LogAsync()).Where(entry => entry.Act == AuditAct.SubjectMerged.Name()).ToList();
        Assert.Equal([one.ToString(), other.ToString()], entries.Select(entry => entry.SubjectId!));
    }

    [Fact]
    public async Task Undoing_a_merge_gives_back_exactly_what_there_was()
    {
        await StartAsync();
        var (rows, searches) = (await TablesAsync(), await SearchesAsync());
        await Editing.MergeAsync(caller, one, other, "zelfde klant", default);
        Assert.Equal(PeopleRefusal.None, await Editing.UndoAsync(caller, await MergeAsync(other), "toch niet", default));
        Assert.Equal(rows, await TablesAsync());
        Assert.Equal(searches, await SearchesAsync());
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from data_subject where merged_into is not null"));
        Assert.Equal(2, await Vault.CountAsync(AuditAct.SubjectSplit));
    }

    [Fact]
    public async Task A_merge_is_undone_once()
    {
        await StartAsync();
        await Editing.MergeAsync(caller, one, other, "zelfde klant", default);
        var merge = await MergeAsync(other);
        await Editing.UndoAsync(caller, merge, "toch niet", default);
        await Editing.MergeAsync(caller, one, other, "toch wel", default);
        Assert.Equal(PeopleRefusal.NotRunning, await Editing.UndoAsync(caller, merge, "nog eens", default));
        Assert.Equal(PeopleRefusal.NotRunning, await Editing.UndoAsync(caller, nobody, "niets", default));
        Assert.Equal(2, (await officer.FindAsync(new { email = Known.OtherMail })).Count);
    }

    [Fact]
    public async Task Nobody_is_merged_with_themselves_with_nobody_or_with_an_employee()
    {
        await StartAsync();
        var staff = Guid.Parse(await Vault.ScalarAsync<string>("select id from data_subject where kind = 'staff' limit 1"));
        Assert.Equal(PeopleRefusal.Same, await Editing.MergeAsync(caller, one, one, "x", default));
        Assert.Equal(PeopleRefusal.NotFound, await Editing.MergeAsync(caller, one, nobody, "x", default));
        Assert.Equal(PeopleRefusal.NotFound, await Editing.MergeAsync(caller, nobody, one, "x", default));
        Assert.Equal(PeopleRefusal.NotFound, await Editing.MergeAsync(caller, one, staff, "x", default));
        await Editing.MergeAsync(caller, one, other, "x", default);
        Assert.Equal(PeopleRefusal.Same, await Editing.MergeAsync(caller, other, one, "x", default));
        Assert.All((await Vault.LogAsync()).Where(entry => entry.Act == AuditAct.SubjectMerged.Name() && entry.Outcome != "ok"), entry => Assert.Equal("refused", entry.Outcome));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from data_subject where merged_into is not null"));
    }

    [Fact]
    public async Task Merges_form_chains_and_each_link_is_undone_by_itself()
    {
        await StartAsync();
        var ofThird = await StoreAsync(3, Third());
        var third = await SubjectAsync(ofThird);
        await Editing.MergeAsync(caller, other, third, "eerst", default);
        // By the merged record: it is the one that stands for both that is meant.
        await Editing.MergeAsync(caller, one, third, "daarna", default);
        foreach (var query in Queries().Append(new { email = "derde@voorbeeld.example" }))
            Assert.Equal([ofThird, ofOther, ofOne], await officer.FindAsync(query));
        Assert.Equal(one.ToString(), (string)(await ViewAsync(third)).Json["id"]!);
        await Editing.UndoAsync(caller, await MergeAsync(third), "los", default);
        Assert.Equal([ofThird], await officer.FindAsync(new { email = "derde@voorbeeld.example" }));
        Assert.Equal([ofOther, ofOne], await officer.FindAsync(new { phone = Known.CustomerPhone }));
    }

    [Fact]
    public async Task Two_merges_in_both_directions_at_once_make_no_circle()
    {
        await StartAsync();
        var outcomes = await Task.WhenAll(
            Editing.MergeAsync(caller, one, other, "heen", default), Editing.MergeAsync(caller, other, one, "terug", default));
        Assert.Equal([PeopleRefusal.None, PeopleRefusal.Same], outcomes.Order());
        Assert.Equal(2, (await officer.FindAsync(new { phone = Known.CustomerPhone })).Count);
    }

    [Fact]
    public async Task What_comes_in_for_a_merged_record_is_the_persons_and_stays_with_its_record_when_undone()
    {
        await StartAsync();
        await Editing.MergeAsync(caller, one, other, "zelfde klant", default);
        var later = await StoreAsync(4, new JsonObject { ["role"] = "customer", ["mailto"] = Known.OtherMail, ["tel"] = Known.CustomerPhone });
        Assert.Equal([later, ofOther, ofOne], await officer.FindAsync(new { phone = Known.CustomerPhone }));
        Assert.Equal(3, (await ViewAsync(one)).Json["items"]!.AsArray().Count);
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from data_subject where kind = 'customer'"));
        var mail = await StoreAsync(5, new JsonObject { ["role"] = "customer", ["mailto"] = Known.OtherMail });
        await Editing.UndoAsync(caller, await MergeAsync(other), "toch niet", default);
        Assert.Contains(mail, await officer.FindAsync(new { email = Known.OtherMail }));
        Assert.DoesNotContain(mail, await officer.FindAsync(new { phone = Known.CustomerPhone }));
        // Nothing was learned twice: each identifier still points to one person.
        Assert.Empty((await SendAsync(6, new JsonObject { ["role"] = "customer", ["tel"] = Known.CustomerPhone })).Findings);
        Assert.Empty((await SendAsync(7, new JsonObject { ["role"] = "customer", ["mailto"] = Known.OtherMail })).Findings);
    }

    [Fact]
    public async Task An_agent_sees_the_merged_record_while_it_is_merged_and_not_a_moment_longer()
    {
        await StartAsync();
        await Editing.MergeAsync(caller, one, other, "zelfde klant", default);
        using var agent = await Vault.ClientAsync(Role.Agent, user: await Vault.UserAsync(Role.Agent, "agent-99"));
        await agent.FindAsync(new { phone = Known.CustomerPhone });
        (await agent.ViewAsync(ofOther)).Must(HttpStatusCode.OK);
        await Editing.UndoAsync(caller, await MergeAsync(other), "toch niet", default);
        (await agent.ViewAsync(ofOther)).Must(404, "conversation.not-found");
        (await agent.ViewAsync(ofOne)).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Searches_go_on_while_people_are_merged_and_split()
    {
        await StartAsync();
        var searches = Enumerable.Range(0, 20).Select(_ => officer.FindAsync(new { phone = Known.CustomerPhone })).ToList();
        for (var i = 0; i < 3; i++)
        {
            await Editing.MergeAsync(caller, one, other, "heen", default);
            await Editing.UndoAsync(caller, await MergeAsync(other), "terug", default);
        }
        foreach (var search in searches)
            Assert.Contains(ofOne, await search);
    }

    [Fact]
    public async Task A_number_with_a_new_owner_goes_to_a_new_person_with_the_conversations_that_are_theirs()
    {
        await StartAsync();
        var news = await StoreAsync(4, new JsonObject { ["role"] = "customer", ["name"] = "Nieuwe Eigenaar", ["tel"] = Known.CustomerPhone });
        var sound = await officer.SoundAsync(news);
        var (refusal, made) = await Editing.SplitAsync(caller, one, new SplitWish([news], [Phone(Known.CustomerPhone)]), "nummer is van een ander", default);
        Assert.Equal(PeopleRefusal.None, refusal);
        Assert.Equal([news], await officer.FindAsync(new { phone = Known.CustomerPhone }));
        Assert.Equal([ofOne], await officer.FindAsync(new { email = Known.CustomerMail }));
        Assert.Equal("Nieuwe Eigenaar", (string)(await ViewAsync(made!.Value)).Must(HttpStatusCode.OK).Json["name"]!);
        var old = (await ViewAsync(one)).Must(HttpStatusCode.OK).Json;
        Assert.Equal([ofOne.ToString()], old["items"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.False((bool)old["identifiers"]!.AsArray().Single(known => (string)known!["kind"]! == "tel")!["finds"]!);
        // The new person holds the key, the old one does no longer; what was said opens as before.
        Assert.Equal(sound, await officer.SoundAsync(news));
        Assert.Equal(made.ToString(), await HolderAsync(news));
        var later = await StoreAsync(5, new JsonObject { ["role"] = "customer", ["tel"] = Known.CustomerPhone });
        Assert.Equal(made, await SubjectAsync(later));
        Assert.Equal(2, await Vault.CountAsync(AuditAct.SubjectSplit));
        // Merged again it is as one.
        Assert.Equal(PeopleRefusal.None, await Editing.MergeAsync(caller, one, made!.Value, "toch dezelfde", default));
        Assert.Equal(3, (await officer.FindAsync(new { email = Known.CustomerMail })).Count);
    }

    [Fact]
    public async Task A_split_of_nothing_of_all_or_of_what_is_somebody_elses_is_refused()
    {
        await StartAsync();
        var before = await TablesAsync();
        Assert.Equal(PeopleRefusal.NothingChosen, (await Editing.SplitAsync(caller, one, new SplitWish([], []), "x", default)).Refusal);
        Assert.Equal(PeopleRefusal.NothingChosen, (await Editing.SplitAsync(caller, one, new SplitWish([ofOther], []), "x", default)).Refusal);
        Assert.Equal(PeopleRefusal.NothingLeft, (await Editing.SplitAsync(caller, one, new SplitWish([ofOne], []), "x", default)).Refusal);
        Assert.Equal(PeopleRefusal.NotFound, (await Editing.SplitAsync(caller, nobody, new SplitWish([ofOne], []), "x", default)).Refusal);
        Assert.Equal(before, await TablesAsync());
    }

    [Fact]
    public async Task A_reason_stands_nowhere_in_clear()
    {
        await StartAsync();
        await Editing.MergeAsync(caller, one, other, Known.SubjectLine, default);
        foreach (var column in new[] { "leaf from audit_pending", "actor_sealed from audit_pending", "sealed from people_change", "leaf from audit_entry" })
        {
            var rows = await Vault.Product.Database.ReadAsync(async connection => (await Dapper.SqlMapper.QueryAsync<byte[]>(connection, $"select {column}")).ToList(), default);
            Assert.All(rows, row => Assert.DoesNotContain(Known.SubjectLine, System.Text.Encoding.UTF8.GetString(row), StringComparison.Ordinal));
        }
    }

    static IEnumerable<object> Queries() =>
        [new { phone = Known.CustomerPhone }, new { email = Known.CustomerMail }, new { phone = Known.OtherPhone }, new { email = Known.OtherMail }, new { customerNumber = Known.OtherNumber }];

    static JsonObject Third() => new() { ["role"] = "customer", ["mailto"] = "derde@voorbeeld.example" };

    static Identifier Phone(string number) => Identifier.Phone(number, "NL")!.Value;

    Task<Answer> ViewAsync(Guid id) => Answer.OfAsync(officer.GetAsync($"/api/v1/customers/{id}"));

    async Task<Guid> SubjectAsync(Guid conversation) =>
        Guid.Parse(await Vault.ScalarAsync<string>("select subject_id from party where kind = 'customer' and conversation_id = @id", new { id = conversation.ToString() }));

    async Task<string> HolderAsync(Guid conversation) =>
        await Vault.ScalarAsync<string>("select s.id from conversation_key k join data_subject s on s.key_id = k.holder_id where k.conversation_id = @id", new { id = conversation.ToString() });

    async Task<Guid> MergeAsync(Guid merged) =>
        Guid.Parse(await Vault.ScalarAsync<string>("select id from people_change where other_id = @id and undone_at is null", new { id = merged.ToString() }));

    // Everything that says who is who, in one text.
    async Task<string> TablesAsync()
    {
        var text = new List<string>();
        foreach (var sql in new[]
        {
            "select id || subject_id from party order by id", "select token || field || subject_ref from bix order by token, subject_ref",
            "select conversation_id || holder_id from conversation_key order by conversation_id, holder_id", "select id || key_id from data_subject order by id",
        })
        {
            text.AddRange(await Vault.Product.Database.ReadAsync(async connection => (await Dapper.SqlMapper.QueryAsync<string>(connection, sql)).ToList(), default));
        }
        return string.Join('\n', text);
    }

    async Task<string> SearchesAsync()
    {
        var text = new List<string>();
        foreach (var query in Queries())
            text.Add(string.Join(',', await officer.FindAsync(query)));
        return string.Join('\n', text);
    }

    async Task StartAsync()
    {
        activity = await Vault.ActivityAsync();
        officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        caller = new Caller(Actor.Product("test"), Role.PrivacyOfficer);
        ofOne = await StoreAsync(1, Told.Customer());
        ofOther = await StoreAsync(2, Told.Other());
        (one, other) = (await SubjectAsync(ofOne), await SubjectAsync(ofOther));
    }

    async Task<Guid> StoreAsync(int hour, JsonObject customer) => (await SendAsync(hour, customer)).Id;

    async Task<Answer> SendAsync(int hour, JsonObject customer)
    {
        var call = Told.Call(activity, $"2026-02-27T1{hour}:00:00+01:00").With("parties", new JsonArray(customer, Told.Staff())).Without("caller");
        return (await officer.SendRecordingAsync(call, Sounds.Wav(0.1, hour))).Must(HttpStatusCode.Created);
    }
}

public sealed class PeopleEditingTests_on_sqlite() : PeopleEditingTests(Store.Sqlite);

public sealed class PeopleEditingTests_on_postgres() : PeopleEditingTests(Store.Postgres);
