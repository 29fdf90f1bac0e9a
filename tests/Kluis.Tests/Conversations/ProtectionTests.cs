using System.Net;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Registers;

namespace Kluis.Tests.Conversations;

/// <summary>Who opens what, and for what, under each protection class: cell by cell, as a rule and through the API.</summary>
public abstract class ProtectionTests(Store store) : VaultTests(store)
{
    // What a role meets when it opens: yes, the purpose is not left (why), the class leaves the role nothing (class), or no permission (no).
    const string Table =
        """
        class     purpose         agent  team-lead  quality  privacy-officer  dpo  administrator  auditor  integrator
        normal    service         yes    yes        yes      yes              yes  no             no       no
        normal    quality         yes    yes        yes      yes              yes  no             no       no
        normal    coaching        yes    yes        yes      yes              yes  no             no       no
        normal    complaint       yes    yes        yes      yes              yes  no             no       no
        normal    evidence        yes    yes        yes      yes              yes  no             no       no
        normal    dispute         yes    yes        yes      yes              yes  no             no       no
        normal    rights-request  yes    yes        yes      yes              yes  no             no       no
        normal    incident        yes    yes        yes      yes              yes  no             no       no
        normal    legal-claim     yes    yes        yes      yes              yes  no             no       no
        sensitive service         yes    yes        yes      yes              yes  no             no       no
        sensitive quality         yes    yes        yes      yes              yes  no             no       no
        sensitive coaching        why    why        why      why              why  no             no       no
        sensitive complaint       yes    yes        yes      yes              yes  no             no       no
        sensitive evidence        yes    yes        yes      yes              yes  no             no       no
        sensitive dispute         yes    yes        yes      yes              yes  no             no       no
        sensitive rights-request  yes    yes        yes      yes              yes  no             no       no
        sensitive incident        yes    yes        yes      yes              yes  no             no       no
        sensitive legal-claim     yes    yes        yes      yes              yes  no             no       no
        high      service         yes    class      class    yes              yes  no             no       no
        high      quality         why    class      class    why              why  no             no       no
        high      coaching        why    class      class    why              why  no             no       no
        high      complaint       yes    class      class    yes              yes  no             no       no
        high      evidence        yes    class      class    yes              yes  no             no       no
        high      dispute         yes    class      class    yes              yes  no             no       no
        high      rights-request  yes    class      class    yes              yes  no             no       no
        high      incident        yes    class      class    yes              yes  no             no       no
        high      legal-claim     yes    class      class    yes              yes  no             no       no
        """;

    static IEnumerable<(string Class, string Purpose, string Role, string Expected)> Cells()
    {
        var lines = Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        return from line in lines.Skip(1) from cell in lines[0].Zip(line).Skip(2) select (line[0], line[1], cell.First, cell.Second);
    }

    [Fact]
    public void The_table_here_has_every_class_every_purpose_and_every_role() =>
        Assert.Equal(Enum.GetValues<ProtectionClass>().Length * OpeningPurpose.All.Count * Enum.GetValues<Role>().Length, Cells().Distinct().Count());

    [Fact]
    public async Task Every_cell_of_the_table_holds_at_the_door()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var clients = new Dictionary<string, HttpClient>();
        foreach (var role in Enum.GetValues<Role>())
            clients[role.Name()] = await ClientAsync(role);
        var stored = new Dictionary<string, Guid>();
        foreach (var (protection, index) in Enum.GetValues<ProtectionClass>().Select((each, index) => (each.Name(), index)))
            stored[protection] = await officer.StoreAsync(Told.Call(await ActivityAsync(officer, protection)), Sounds.Wav(1, index));
        foreach (var (protection, purpose, role, expected) in Cells())
        {
            var answer = await clients[role].OpenAsync(stored[protection], purpose);
            var met = answer.Status == HttpStatusCode.Created ? "yes"
                : answer.Code switch { "purpose.not-allowed" => "why", "protection.not-allowed" => "class", "permission.denied" => "no", var other => other };
            Assert.True(met == expected, $"{role} opens {protection} for {purpose}: {met} instead of {expected}");
        }
        foreach (var client in clients.Values)
            client.Dispose();
    }

    [Theory]
    [InlineData("normal", 15)]
    [InlineData("sensitive", 10)]
    [InlineData("high", 5)]
    public async Task An_opening_lasts_as_long_as_its_class_lets_it_and_the_screen_locks_with_it(string protection, int minutes)
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var id = await officer.StoreAsync(Told.Call(await ActivityAsync(officer, protection)), Sounds.Wav(1, 1));
        var told = (await officer.ViewAsync(id)).Json["protection"]!;
        Assert.Equal((protection, minutes, minutes), ((string?)told["name"], (int)told["openMinutes"]!, (int)told["lockAfterMinutes"]!));
        var opening = await officer.OpeningAsync(id);
        Vault.Time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        using (var played = await officer.PlayAsync(id, opening: opening))
            Assert.Equal(HttpStatusCode.OK, played.StatusCode);
        Vault.Time.Advance(TimeSpan.FromSeconds(1));
        (await Answer.OfAsync(officer.PlayAsync(id, opening: opening))).Must(403, "opening.expired");
    }

    [Fact]
    public async Task A_class_that_becomes_stricter_closes_what_it_no_longer_leaves()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var lead = await ClientAsync(Role.TeamLead);
        var activity = await ActivityAsync(officer, "normal");
        var id = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(1, 1));
        var (ofLead, forQuality, forService) = (await lead.OpeningAsync(id), await officer.OpeningAsync(id, "quality"), await officer.OpeningAsync(id));
        Vault.Time.Advance(TimeSpan.FromMinutes(6));
        (await Answer.OfAsync(officer.PutAsync($"/api/v1/activities/{activity}", Calls.Json(Body("high", "meldingen"))))).Must(HttpStatusCode.OK);
        (await Answer.OfAsync(lead.PlayAsync(id, opening: ofLead))).Must(403, "protection.not-allowed");
        (await Answer.OfAsync(lead.PlayAsync(id))).Must(403, "protection.not-allowed");
        (await Answer.OfAsync(officer.PlayAsync(id, opening: forQuality))).Must(403, "purpose.not-allowed");
        (await Answer.OfAsync(officer.PlayAsync(id, opening: forService))).Must(403, "opening.expired");
        Assert.Empty((await lead.ViewAsync(id)).Json["purposes"]!.AsArray());
        var anew = (await officer.OpenAsync(id)).Must(HttpStatusCode.Created).Json;
        Assert.NotEqual(forService, (string?)anew["id"]);
        Assert.Equal("2026-03-02T09:11:00+00:00", (string?)anew["expires"]);
        Assert.Equal((string?)anew["id"], await officer.OpeningAsync(id));
    }

    [Fact]
    public async Task What_is_protected_closely_is_not_taken_out_by_another_system()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        foreach (var (protection, code) in new[] { ("normal", null), ("sensitive", null), ("high", "protection.not-allowed") })
        {
            var id = await telephony.StoreAsync(Told.Call(await ActivityAsync(officer, protection)), Sounds.Wav(1, protection.Length));
            Assert.Equal(code, Refused(await telephony.ExportAsync(id)));
            Assert.Null(Refused(await officer.ExportAsync(id)));
            Assert.Equal(protection == "normal" ? null : "purpose.not-allowed", Refused(await officer.ExportAsync(id, "coaching")));
        }
    }

    [Fact]
    public async Task The_page_of_a_conversation_shows_no_content_of_an_opening_that_no_longer_holds()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        using var lead = await ClientAsync(Role.TeamLead);
        var activity = await ActivityAsync(officer, "normal");
        var id = await officer.StoreVconAsync(Told.Chat().With("dialog", new JsonArray(Told.Text(Known.Said, 0, "text/plain"))), activity);
        await Vault.TamperAsync("update conversation set team = @team", new { team = Told.Team });
        await lead.OpeningAsync(id);
        Assert.Contains(Known.Said, await lead.GetStringAsync($"/conversations/{id}"), StringComparison.Ordinal);
        (await Answer.OfAsync(officer.PutAsync($"/api/v1/activities/{activity}", Calls.Json(Body("high", "meldingen"))))).Must(HttpStatusCode.OK);
        var page = await lead.GetStringAsync($"/conversations/{id}");
        Assert.DoesNotContain(Known.Said, page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"purpose\"", page, StringComparison.Ordinal);
        Assert.Contains("zwaar beschermd", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_the_opening_that_still_holds_beside_one_that_does_not()
    {
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        var activity = await ActivityAsync(officer, "normal");
        var id = await officer.StoreVconAsync(Told.Chat(), activity);
        await officer.OpeningAsync(id);
        Vault.Time.Advance(TimeSpan.FromMinutes(1));
        await officer.OpeningAsync(id, "coaching");
        (await Answer.OfAsync(officer.PutAsync($"/api/v1/activities/{activity}", Calls.Json(Body("sensitive", "meldingen"))))).Must(HttpStatusCode.OK);
        Assert.Contains(Known.Said, await officer.GetStringAsync($"/conversations/{id}"), StringComparison.Ordinal);
    }

    static string? Refused(Answer answer) => answer.Status == HttpStatusCode.OK ? null : answer.Code;

    async Task<HttpClient> ClientAsync(Role role) => role switch
    {
        Role.Agent => await Vault.ClientAsync(role, user: await Vault.UserAsync(Role.Agent, Told.Agent)),
        _ => await Vault.ClientAsync(role, team: role == Role.TeamLead ? Told.Team : null, queue: role == Role.Quality ? Told.Queue : null),
    };

    static async Task<Guid> ActivityAsync(HttpClient officer, string protection) =>
        (await Answer.OfAsync(officer.PostAsync("/api/v1/activities", Calls.Json(Body(protection))))).Must(HttpStatusCode.Created).Id;

    static string Body(string protection, string? reason = null) => new JsonObject
    {
        ["name"] = "n", ["purpose"] = "p", ["legalBasis"] = "contract", ["recording"] = "announce", ["protection"] = protection, ["reason"] = reason,
        ["purposes"] = new JsonArray([.. OpeningPurpose.All.Select(each => (JsonNode)each)]), ["terms"] = new JsonObject { ["recording"] = "P90D" },
    }.ToJsonString();
}

public sealed class ProtectionTests_on_sqlite() : ProtectionTests(Store.Sqlite);

public sealed class ProtectionTests_on_postgres() : ProtectionTests(Store.Postgres);
