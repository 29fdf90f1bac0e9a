using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations.Events;
using Kluis.Intake;

namespace Kluis.Tests.Conversations;

public abstract class EventTests(Store store) : VaultTests(store)
{
    const string At = "2026-02-27T12:00:00+01:00";

    [Fact]
    public async Task A_case_is_opened_closed_and_opened_again_whatever_comes_first_and_its_number_stands_nowhere_in_clear()
    {
        var (crm, conversation, customer) = await StartAsync();
        (await TellAsync(crm, new { kind = "case-opened", at = At, @case = "Z-2026-0815", conversation })).Must(HttpStatusCode.Created);
        Assert.Equal([("Z-2026-0815", "case", false)], Cases(await OfAsync(crm, conversation)));
        // Without saying whose it is: the case is known.
        (await TellAsync(crm, new { kind = "case-closed", at = "2026-03-01T10:00:00Z", @case = "z-2026-0815" })).Must(HttpStatusCode.Created);
        Assert.Equal([("Z-2026-0815", "case", true)], Cases(await OfAsync(crm, conversation)));
        (await TellAsync(crm, new { kind = "complaint-received", at = "2026-03-01T11:00:00Z", @case = "Z-2026-0815", phone = Known.CustomerPhone })).Must(HttpStatusCode.Created);
        Assert.Equal([("Z-2026-0815", "complaint", false)], Cases(await OfAsync(crm, conversation)));
        (await TellAsync(crm, new { kind = "case-closed", at = "2026-02-28T10:00:00Z", @case = "Z-2026-0815" })).Must(HttpStatusCode.Created);
        Assert.Equal([("Z-2026-0815", "complaint", false)], Cases(await OfAsync(crm, conversation)));
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var events = (await Answer.OfAsync(officer.GetAsync($"/api/v1/customers/{customer}/events"))).Must(HttpStatusCode.OK).Json["events"]!.AsArray();
        Assert.Equal(["complaint-received", "case-closed", "case-closed", "case-opened"], events.Select(each => (string)each!["kind"]!));
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from case_file where cast(sealed as text) like '%0815%' or cast(token as text) like '%0815%'"));
        Assert.Equal(4, await Vault.CountAsync(AuditAct.EventReceived));
        crm.Dispose();
    }

    [Fact]
    public async Task The_same_event_again_is_the_same_and_of_another_source_another()
    {
        var (crm, conversation, _) = await StartAsync();
        var told = new { kind = "payment-started", at = At, conversation };
        var first = (await TellAsync(crm, told)).Must(HttpStatusCode.Created).Id;
        Assert.Equal(first, (await TellAsync(crm, told)).Must(HttpStatusCode.OK).Id);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.NotEqual(first, (await TellAsync(officer, told)).Must(HttpStatusCode.Created).Id);
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from contact_event"));
        crm.Dispose();
    }

    [Fact]
    public async Task Somebody_is_found_by_what_they_are_known_by_and_nobody_is_made()
    {
        var (crm, _, customer) = await StartAsync();
        var people = await Vault.ScalarAsync<long>("select count(*) from data_subject");
        foreach (var (kind, who) in new (string, object)[]
        {
            ("contract-concluded", new { kind = "contract-concluded", at = At, customerNumber = Known.CustomerNumber }),
            ("consent-given", new { kind = "consent-given", at = At, email = Known.CustomerMail }),
            ("consent-withdrawn", new { kind = "consent-withdrawn", at = At, phone = Known.CustomerPhone }),
            ("relationship-ended", new { kind = "relationship-ended", at = At, subject = customer }),
        })
        {
            (await TellAsync(crm, who)).Must(HttpStatusCode.Created);
            Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from contact_event where kind = @kind and subject_id = @customer", new { kind, customer = customer.ToString() }));
        }
        (await TellAsync(crm, new { kind = "contract-concluded", at = At, phone = "+31687654321" })).Must(422, "event.person-unknown");
        (await TellAsync(crm, new { kind = "contract-concluded", at = At, subject = Guid.Empty })).Must(404, "customer.not-found");
        (await TellAsync(crm, new { kind = "case-closed", at = At, @case = "never heard of" })).Must(422, "event.case-unknown");
        Assert.Equal(people, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        crm.Dispose();
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_with_its_field()
    {
        var (crm, conversation, _) = await StartAsync();
        foreach (var (field, told) in new (string, object)[]
        {
            ("kind", new { kind = "birthday", at = At, conversation }),
            ("kind", new { at = At, conversation }),
            ("at", new { kind = "payment-ended", conversation }),
            ("at", new { kind = "payment-ended", at = "gisteren", conversation }),
            ("at", new { kind = "payment-ended", at = "2036-02-27T12:00:00Z", conversation }),
            ("at", new { kind = "payment-ended", at = "1850-02-27T12:00:00Z", conversation }),
            ("case", new { kind = "case-opened", at = At, conversation }),
            ("case", new { kind = "case-opened", at = At, conversation, @case = new string('z', 101) }),
            ("case", new { kind = "payment-ended", at = At, conversation, @case = "Z-1" }),
            ("conversation", new { kind = "payment-ended", at = At, conversation = "../1" }),
            ("phone", new { kind = "payment-ended", at = At, phone = "bel me" }),
            ("who", new { kind = "payment-ended", at = At }),
        })
        {
            Assert.StartsWith(field, (string)(await TellAsync(crm, told)).Must(422, "event.invalid").Json["detail"]!, StringComparison.Ordinal);
        }
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from contact_event"));
        crm.Dispose();
    }

    [Fact]
    public async Task A_source_tells_of_its_own_conversations_only_and_an_agent_of_none()
    {
        var (crm, conversation, customer) = await StartAsync();
        using var other = await Vault.ClientAsync(Role.Integrator, source: "another", activity: await Vault.ActivityAsync());
        (await TellAsync(other, new { kind = "payment-started", at = At, conversation })).Must(404, "conversation.not-found");
        using var agent = await Vault.ClientAsync(Role.Agent);
        Assert.Equal(HttpStatusCode.Forbidden, (await TellAsync(agent, new { kind = "payment-started", at = At, conversation })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Answer.OfAsync(agent.GetAsync($"/api/v1/customers/{customer}/events"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Answer.OfAsync(other.GetAsync($"/api/v1/conversations/{conversation}/events"))).Status);
        Assert.Equal(0, await Vault.ScalarAsync<long>("select count(*) from contact_event"));
        crm.Dispose();
    }

    [Fact]
    public async Task An_officer_records_by_hand_and_both_pages_tell_it_and_what_is_wrong_is_told_with_its_field()
    {
        var (crm, conversation, customer) = await StartAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var (form, from) = ($"/customers/{customer}/events/new", $"/customers/{customer}/events/new?conversation={conversation}");
        var wrong = (await officer.PostFromAsync(from, form, ("kind", "complaint-received"), ("at", "30-02-2026"), ("case", ""), ("conversation", $"{conversation}"))).Must(HttpStatusCode.UnprocessableEntity).Text;
        Assert.Contains("id=\"at-e\"", wrong, StringComparison.Ordinal);
        Assert.Contains("id=\"case-e\"", wrong, StringComparison.Ordinal);
        (await officer.PostFromAsync(from, form, ("kind", "complaint-received"), ("at", "27-2-2026"), ("case", new string('K', 101)), ("conversation", $"{conversation}"))).Must(HttpStatusCode.UnprocessableEntity);
        var page = (await officer.PostFromAsync(from, form, ("kind", "complaint-received"), ("at", "27-2-2026"), ("case", "K-77 <b>"), ("conversation", $"{conversation}"))).Must(HttpStatusCode.OK).Text;
        Assert.Contains("K-77 &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("K-77 &lt;b&gt;", await officer.GetStringAsync($"/customers/{customer}"), StringComparison.Ordinal);
        using var dpo = await Vault.ClientAsync(Role.Dpo);
        Assert.DoesNotContain("/events/new", await dpo.GetStringAsync($"/customers/{customer}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await Answer.OfAsync(officer.GetAsync($"/customers/{Guid.Empty}/events/new"))).Status);
        crm.Dispose();
    }

    [Fact]
    public async Task A_list_that_another_system_exports_is_taken_in_once()
    {
        var (crm, conversation, _) = await StartAsync();
        crm.Dispose();
        var csv = $"Kind;At;Case;Conversation;Phone\ncase-opened;2026-02-27T12:00:00;Z-1;{conversation};\npayment-ended;2026-02-27T12:00:00;;;{Known.CustomerPhone}\npayment-ended;never;;;{Known.CustomerPhone}\n";
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv));
        var read = CsvRows.Read(stream, null, () => Assert.Fail("a row that cannot be read"))
            .Select(valueOf => NewEvent.Read(new ToldEvent { Kind = valueOf("kind"), At = valueOf("at"), Case = valueOf("case"), Conversation = valueOf("conversation"), Phone = valueOf("phone") }, "NL", Vault.Settings.TimeZone, FakeTime.Start))
            .ToList();
        Assert.Equal([null, null, "at"], read.Select(each => each.Problem?.Split(':')[0]));
        var caller = new Caller(Actor.Product("events"), Role.PrivacyOfficer) { Source = "list" };
        var events = Vault.Get<CustomerEvents>();
        foreach (var isNew in new[] { true, false })
        {
            foreach (var each in read.Select(each => each.Event).OfType<NewEvent>())
                Assert.Equal(isNew, (await events.TakeAsync(caller, each, default)).IsNew);
        }
    }

    [Fact]
    public async Task A_moment_without_a_zone_is_one_of_the_organisation() =>
        Assert.Equal(
            new DateTimeOffset(2026, 2, 27, 11, 0, 0, TimeSpan.Zero),
            await Task.FromResult(NewEvent.Read(new ToldEvent { Kind = "payment-ended", At = "2026-02-27T12:00:00", Subject = Guid.Empty.ToString() }, "NL", Vault.Settings.TimeZone, FakeTime.Start).Event!.At));

    async Task<(HttpClient Crm, Guid Conversation, Guid Customer)> StartAsync()
    {
        var crm = await Vault.ClientAsync(Role.Integrator, source: "crm", activity: await Vault.ActivityAsync());
        var conversation = await crm.StoreAsync(Told.Call(null), Sounds.Wav(1, 1));
        return (crm, conversation, Guid.Parse(await Vault.ScalarAsync<string>("select subject_id from party where conversation_id = @id and kind = 'customer'", new { id = conversation.ToString() })));
    }

    static Task<Answer> TellAsync(HttpClient client, object told) => Answer.OfAsync(client.PostAsJsonAsync("/api/v1/events", told));

    static async Task<JsonNode> OfAsync(HttpClient client, Guid conversation) =>
        (await Answer.OfAsync(client.GetAsync($"/api/v1/conversations/{conversation}/events"))).Must(HttpStatusCode.OK).Json;

    static IEnumerable<(string, string, bool)> Cases(JsonNode facts) =>
        facts["cases"]!.AsArray().Select(each => ((string)each!["number"]!, (string)each["kind"]!, each["closed"] is not null));
}

public sealed class EventTests_on_sqlite() : EventTests(Store.Sqlite);

public sealed class EventTests_on_postgres() : EventTests(Store.Postgres);
