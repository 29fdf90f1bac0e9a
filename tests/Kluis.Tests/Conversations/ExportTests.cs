using System.Buffers.Text;
using System.Net;
using System.Text;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Vcon.Tests;

namespace Kluis.Tests.Conversations;

public abstract class ExportTests(Store store) : VaultTests(store)
{
    [Fact]
    public async Task Everything_goes_out_as_a_vcon_to_the_letter_of_the_schema()
    {
        var (activity, officer) = await StartAsync();
        var sound = Sounds.Wav(20, 1);
        var ids = new[]
        {
            await officer.StoreAsync(Told.Call(activity), sound),
            await officer.StoreAsync(Told.Call(activity).Without("parties", "caller", "agentId"), Sounds.Mp3(3, 2)),
            await officer.StoreVconAsync(Told.CallVcon(sound), activity),
            await officer.StoreVconAsync(Told.Chat(), activity),
            await officer.StoreVconAsync(Told.Mail(), activity),
            (await officer.SendVconAsync(Told.LinkedCall("https://pbx.example/1.mp3", Sounds.Mp3(2, 3)), activity)).Must(HttpStatusCode.Created).Id,
        };
        var exports = new List<byte[]>();
        foreach (var id in ids)
            exports.Add(Encoding.UTF8.GetBytes((await officer.ExportAsync(id)).Must(HttpStatusCode.OK).Text));
        Assert.Equal("", await SchemaCheck.Run(exports));
        Assert.Equal(ids.Length, await Vault.CountAsync(AuditAct.ConversationExported));
        officer.Dispose();
    }

    [Fact]
    public async Task A_recording_goes_out_whole_with_its_people()
    {
        var (activity, officer) = await StartAsync();
        var sound = Sounds.Wav(20, 1);
        var id = await officer.StoreAsync(Told.Call(activity), sound);
        var export = (await officer.ExportAsync(id)).Must(HttpStatusCode.OK).Json;
        Assert.Equal(("0.4.0", id.ToString()), ((string?)export["vcon"], (string?)export["uuid"]));
        Assert.Equal((Known.CustomerName, Known.CustomerPhone), ((string?)export["parties"]![0]!["name"], (string?)export["parties"]![0]!["tel"]));
        Assert.Equal(Known.StaffName, (string?)export["parties"]![1]!["name"]);
        Assert.Equal(sound, Base64Url.DecodeFromChars((string)export["dialog"]![0]!["body"]!));
        Assert.Equal("audio/wav", (string?)export["dialog"]![0]!["mediatype"]);
        officer.Dispose();
    }

    [Fact]
    public async Task What_went_out_comes_in_elsewhere_and_goes_out_the_same()
    {
        var (activity, officer) = await StartAsync();
        await using var elsewhere = await RunningVault.StartAsync(Store.Sqlite);
        using var other = await elsewhere.ClientAsync(Role.PrivacyOfficer);
        var there = await elsewhere.ActivityAsync();
        foreach (var vcon in new[] { Told.CallVcon(Sounds.Wav(20, 4)), Told.Chat(), Told.Mail() })
        {
            var first = (await officer.ExportAsync(await officer.StoreVconAsync(vcon, activity))).Must(HttpStatusCode.OK);
            var moved = (await other.SendVconAsync(Encoding.UTF8.GetBytes(first.Text), there)).Must(HttpStatusCode.Created);
            Assert.Equal(first.Text, (await other.ExportAsync(moved.Id)).Must(HttpStatusCode.OK).Text);
        }
        await elsewhere.CheckAsync();
        officer.Dispose();
    }

    [Fact]
    public async Task An_export_whose_object_was_changed_breaks_off_and_never_looks_whole()
    {
        var (activity, officer) = await StartAsync();
        var id = await officer.StoreAsync(Told.Call(activity), Sounds.Wav(20, 5));
        var file = Vault.ObjectFiles().Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => officer.ExportAsync(id));
        officer.Dispose();
    }

    async Task<(Guid Activity, HttpClient Officer)> StartAsync() => (await Vault.ActivityAsync(), await Vault.ClientAsync(Role.PrivacyOfficer));
}

public sealed class ExportTests_on_sqlite() : ExportTests(Store.Sqlite);

public sealed class ExportTests_on_postgres() : ExportTests(Store.Postgres);
