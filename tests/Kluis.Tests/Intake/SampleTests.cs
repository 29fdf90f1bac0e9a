using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Vcon.Tests;

namespace Kluis.Tests.Intake;

/// <summary>Files of other makers, by API.</summary>
public abstract class SampleTests(Store store) : VaultTests(store)
{
    /// <summary>A folder with the real recordings of the calls, where somebody has it; else they are made here.</summary>
    static readonly string? Recordings = Environment.GetEnvironmentVariable("KLUIS_SAMPLES");

    static IEnumerable<string> Calls => Sample.Names.Where(name => name.EndsWith(".vcon.json", StringComparison.Ordinal));

    [Fact]
    public async Task Five_calls_with_their_recordings_are_found_by_number_and_go_out_valid()
    {
        var (activity, officer) = await StartAsync();
        var exports = new List<byte[]>();
        foreach (var name in Calls)
        {
            var call = JsonNode.Parse(Sample.Bytes(name))!.AsObject();
            var sound = SoundOf(call);
            var stored = (await officer.SendVconAsync(Tests.Calls.WithFiles(call, ((string)call["dialog"]![0]!["filename"]!, sound)), activity)).Must(HttpStatusCode.Created);
            Assert.DoesNotContain("vcon.media-missing", stored.Findings);
            var customer = call["parties"]!.AsArray().Single(party => (string?)party!["meta"]!["role"] == "customer")!;
            Assert.Contains(stored.Id, await officer.FindAsync(new { phone = (string)customer["tel"]! }));
            Assert.Contains(stored.Id, await officer.FindAsync(new { email = (string)customer["email"]! }));
            Assert.Equal(sound, await officer.SoundAsync(stored.Id));
            exports.Add(Encoding.UTF8.GetBytes((await officer.ExportAsync(stored.Id)).Must(HttpStatusCode.OK).Text));
        }
        Assert.Equal(5, exports.Count);
        Assert.Equal("", await SchemaCheck.Run(exports));
        officer.Dispose();
    }

    [Fact]
    public async Task Other_plain_files_come_in_are_found_and_go_out_valid()
    {
        var (activity, officer) = await StartAsync();
        var exports = new List<byte[]>();
        foreach (var name in Sample.Plain.Except(Calls))
        {
            var stored = await officer.SendVconAsync(Sample.Bytes(name), activity);
            Assert.True(stored.Status == HttpStatusCode.Created, $"{name}: {stored.Text}");
            // The redacted one names no number; it is found by its date.
            var party = Sample.Parse(Sample.Bytes(name))["parties"]![0]!;
            Assert.Contains(stored.Id, await officer.FindAsync(new { phone = (string?)party["tel"], email = (string?)party["mailto"] }));
            exports.Add(Encoding.UTF8.GetBytes((await officer.ExportAsync(stored.Id)).Must(HttpStatusCode.OK).Text));
        }
        Assert.Equal(8, exports.Count);
        Assert.Equal("", await SchemaCheck.Run(exports));
        officer.Dispose();
    }

    [Fact]
    public async Task Other_forms_are_refused_with_the_reason_that_is_right()
    {
        var (activity, officer) = await StartAsync();
        foreach (var (name, code) in new[]
        {
            ("ab_call_ext_rec_encrypted.vcon", "vcon.cannot-decrypt"), ("simple-vcon.vcon", "vcon.invalid"),
        })
        {
            (await officer.SendVconAsync(Sample.Bytes(name), activity)).Must(422, code);
        }
        var signed = Sample.Parse(Sample.Bytes("ab_call_ext_rec_signed.vcon")).AsObject();
        (await officer.SendVconAsync(signed.With("parties", new JsonArray()).With("vcon", "0.4.0"), activity)).Must(422, "vcon.hybrid");
        (await officer.SendVconAsync(Told.Chat().With("vcon", "9.0.0"), activity)).Must(422, "vcon.unknown-version");
        (await officer.SendVconAsync(Told.Chat().With("critical", new JsonArray("unheard-of")), activity)).Must(422, "vcon.unknown-critical");
        await Vault.AssertNothingStoredAsync();
        officer.Dispose();
    }

    static byte[] SoundOf(JsonObject call)
    {
        var dialog = call["dialog"]![0]!;
        if (Recordings is not null)
            return File.ReadAllBytes(Path.Combine(Recordings, (string)dialog["filename"]!));
        var sound = Sounds.Mp3(200, ((string)dialog["filename"]!)[0]);
        dialog["signature"] = Told.Hash(sound)["sha512-".Length..];
        return sound;
    }

    async Task<(Guid Activity, HttpClient Officer)> StartAsync() => (await Vault.ActivityAsync("P100Y"), await Vault.ClientAsync(Role.PrivacyOfficer));
}

public sealed class SampleTests_on_sqlite() : SampleTests(Store.Sqlite);

public sealed class SampleTests_on_postgres() : SampleTests(Store.Postgres);
