using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;

namespace Kluis.Tests.Intake;

/// <summary>Whose a conversation is, and when two are of one person.</summary>
public abstract class PeopleTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task A_customer_and_an_agent_are_people_of_different_kinds_with_keys_of_their_own()
    {
        var (_, officer) = await StoredAsync(Told.Customer(), Told.Staff());
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from data_subject where kind = 'customer'"));
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from data_subject where kind = 'staff'"));
        // Only the customer holds the conversation's key: erasing an employee leaves the customers' conversations.
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation_key"));
        Assert.Equal(0, await Vault.ScalarAsync<long>(
            "select count(*) from conversation_key k join data_subject s on s.key_id = k.holder_id where s.kind = 'staff'"));
        officer.Dispose();
    }

    [Fact]
    public async Task Two_customers_in_one_call_both_hold_its_key()
    {
        var (_, officer) = await StoredAsync(Told.Customer(), Told.Other(), Told.Staff());
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from conversation_key"));
        Assert.Single(await officer.FindAsync(new { phone = Known.CustomerPhone }));
        Assert.Single(await officer.FindAsync(new { email = Known.OtherMail }));
        officer.Dispose();
    }

    [Fact]
    public async Task A_conversation_that_names_nobody_still_has_somebody_who_holds_its_key()
    {
        var activity = await Vault.ActivityAsync();
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var sound = Sounds.Wav(1, 20);
        var id = await officer.StoreAsync(Told.Call(activity).Without("parties", "caller", "called", "agentId"), sound);
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from conversation_key"));
        Assert.Equal(sound, await officer.SoundAsync(id));
        (await officer.ExportAsync(id)).Must(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_identifier_is_the_same_person_and_a_new_one_is_learned()
    {
        var (_, officer) = await StoredAsync(Told.Customer().Without("mailto", "customerNumber"));
        await StoreAsync(officer, 1, new JsonObject { ["role"] = "customer", ["tel"] = Known.CustomerPhoneAsDialled, ["mailto"] = Known.CustomerMail });
        await StoreAsync(officer, 2, new JsonObject { ["role"] = "customer", ["mailto"] = Known.CustomerMail.ToUpperInvariant() });
        Assert.Equal(1, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        Assert.Equal(3, (await officer.FindAsync(new { phone = Known.CustomerPhone })).Count);
        Assert.Equal(3, (await officer.FindAsync(new { email = Known.CustomerMail })).Count);
        officer.Dispose();
    }

    [Fact]
    public async Task The_customer_number_decides_before_the_telephone()
    {
        // Two people, and later one telephone: the number of the customer says which of them calls.
        var (_, officer) = await StoredAsync(Told.Customer());
        await StoreAsync(officer, 1, Told.Other());
        var third = await StoreAsync(officer, 2, new JsonObject { ["role"] = "customer", ["tel"] = Known.CustomerPhone, ["customerNumber"] = Known.OtherNumber });
        Assert.Empty(third.Findings);
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        Assert.Contains(third.Id, await officer.FindAsync(new { email = Known.OtherMail }));
        officer.Dispose();
    }

    [Fact]
    public async Task Identifiers_of_two_people_make_a_new_person_and_a_finding_and_merge_nobody()
    {
        var (_, officer) = await StoredAsync(Told.Customer());
        await StoreAsync(officer, 1, Told.Other());
        var third = await StoreAsync(officer, 2, new JsonObject { ["role"] = "customer", ["tel"] = Known.CustomerPhone, ["mailto"] = Known.OtherMail });
        Assert.Equal(["subject.ambiguous"], third.Findings);
        Assert.Equal(3, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        officer.Dispose();
    }

    [Fact]
    public async Task A_telephone_that_two_people_share_has_one_record_for_all_its_calls()
    {
        var (_, officer) = await StoredAsync(Told.Customer());
        await StoreAsync(officer, 1, Told.Other());
        JsonObject Either() => new() { ["role"] = "customer", ["tel"] = Known.CustomerPhone, ["mailto"] = Known.OtherMail };
        for (var call = 2; call < 6; call++)
            Assert.Equal(["subject.ambiguous"], (await StoreAsync(officer, call, Either())).Findings);
        Assert.Equal(3, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        Assert.Equal(4, await Vault.ScalarAsync<long>("select max(calls) from (select count(*) as calls from party group by subject_id) as c"));

        // Somebody with one of the two and not the other is told apart from them.
        await StoreAsync(officer, 6, new JsonObject { ["role"] = "customer", ["tel"] = Known.CustomerPhone });
        await StoreAsync(officer, 7, new JsonObject { ["role"] = "customer", ["tel"] = Known.CustomerPhone });
        Assert.Equal(4, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        officer.Dispose();
    }

    [Fact]
    public async Task A_household_shares_its_address_and_stays_two_people()
    {
        var (_, officer) = await StoredAsync(Told.Customer());
        await StoreAsync(officer, 1, Told.Other().With("postcode", "1234AB").With("houseNumber", "12A"));
        Assert.Equal(2, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        Assert.Equal(2, (await officer.FindAsync(new { postcode = "1234 ab", houseNumber = "12-A" })).Count);
        officer.Dispose();
    }

    [Fact]
    public async Task A_customer_and_an_employee_with_one_number_stay_two_people()
    {
        var (_, officer) = await StoredAsync(Told.Customer());
        await StoreAsync(officer, 1, Told.Other(), Told.Staff().With("tel", Known.CustomerPhone));
        Assert.Equal(3, await Vault.ScalarAsync<long>("select count(*) from data_subject"));
        officer.Dispose();
    }

    async Task<(Answer Stored, HttpClient Officer)> StoredAsync(params JsonObject[] parties)
    {
        await Vault.ActivityAsync();
        var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        return (await StoreAsync(officer, 0, parties), officer);
    }

    async Task<Answer> StoreAsync(HttpClient client, int hour, params JsonObject[] parties)
    {
        var activity = Guid.Parse(await Vault.ScalarAsync<string>("select id from activity limit 1"));
        var call = Told.Call(activity, $"2026-02-27T1{hour}:00:00+01:00").With("parties", new JsonArray([.. parties])).Without("caller", "agentId");
        return (await client.SendRecordingAsync(call, Sounds.Wav(0.1, hour))).Must(HttpStatusCode.Created);
    }
}

public sealed class PeopleTests_on_sqlite() : PeopleTests(Store.Sqlite);

public sealed class PeopleTests_on_postgres() : PeopleTests(Store.Postgres);
