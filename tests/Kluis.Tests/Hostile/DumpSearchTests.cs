using System.Diagnostics;
using System.Net;
using System.Text;
using Kluis.Keys;
using Kluis.Access;
using Npgsql;

namespace Kluis.Tests.Hostile;

/// <summary>Who gets the disk, and not the keys, finds no personal value on it.</summary>
public sealed class DumpSearchTests : IDisposable
{
    static readonly TextScan scan = new(Planted.Values);

    readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void The_scanner_finds_every_value_in_every_form_and_at_every_place()
    {
        Assert.Equal(40, Planted.Values.Distinct(StringComparer.Ordinal).Count());
        var noise = new byte[1000];
        new Random(1).NextBytes(noise);
        Assert.Empty(scan.FindIn(noise));
        foreach (var value in Planted.Values)
        {
            foreach (var (form, bytes) in TextScan.Forms(value))
                Assert.True(scan.FindIn([.. noise, .. bytes, .. noise]).Any(found => found.StartsWith(value, StringComparison.Ordinal)), $"{value} as {form}");
            foreach (var before in new[] { "", "x", "xy", "xyz" })
                Assert.NotEmpty(scan.FindIn(Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{value}abc")))));
        }
    }

    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.Postgres)]
    public async Task No_personal_value_is_on_the_disk_in_the_logs_or_in_the_temporary_folder(Store store)
    {
        var database = await store.NewAsync(Directory.CreateDirectory(scratch["data"]).FullName);
        var staff = await PlantStaffAsync(database);
        using var program = new KluisProgram(scratch.Path, null, ("KLUIS_DATABASE", database));
        await program.StartAsync();
        await UseAsync(program, staff);
        // While it runs, with the log of the database beside it; and after it has ended.
        await FindNothingAsync(program, store, database);
        await program.StopAsync();
        await FindNothingAsync(program, store, database);
        Assert.Empty(scan.FindIn(Encoding.UTF8.GetBytes(program.Said)));
    }

    // Everything that people do: store, search, look, open, take out, and send things that are refused.
    static async Task UseAsync(KluisProgram program, Guid staff)
    {
        using var officer = await program.ClientAsync("privacy-officer");
        using var agent = await program.ClientAsync("agent", "--user", staff.ToString());
        var activity = (await Answer.OfAsync(officer.PostAsync("/api/v1/activities", Calls.Json(
            """{"name":"A","purpose":"B","legalBasis":"contract","purposes":["service"],"recording":"announce","protection":"normal","terms":{"recording":"P50Y","chat":"P1Y"}}""")))).Must(HttpStatusCode.Created).Id;
        var ids = new List<Guid> { await officer.StoreAsync(Told.Call(activity), Sounds.Wav(10, 2)) };
        foreach (var vcon in Planted.Vcons())
            ids.Add(await officer.StoreVconAsync(vcon, activity));
        foreach (var value in Planted.Values)
        {
            await officer.SearchAsync(new { find = value });
            await agent.SearchAsync(new { find = value });
            await officer.SearchAsync(new { phone = value, email = value, customerNumber = value, cursor = value });
            await officer.SendVconAsync(Encoding.UTF8.GetBytes($"{{\"{value}\":"), activity);
            await Answer.OfAsync(officer.GetAsync("/api/v1/" + Uri.EscapeDataString(value)));
            await Answer.OfAsync(officer.PlayAsync(ids[0], opening: value));
        }
        Assert.NotEmpty(await officer.FindAsync(new { phone = Known.CustomerPhoneAsDialled }));
        foreach (var id in ids)
        {
            (await officer.ViewAsync(id)).Must(HttpStatusCode.OK);
            (await officer.ExportAsync(id)).Must(HttpStatusCode.OK);
            await officer.ContentAsync(id, "dialog/0");
        }
        await officer.CloseAsync(await officer.OpeningAsync(ids[0]), "0-3");
    }

    async Task FindNothingAsync(KluisProgram program, Store store, string database)
    {
        var files = Directory.GetFiles(scratch.Path, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, file => file.StartsWith(program.Data, StringComparison.Ordinal) && file.Contains("/objects/", StringComparison.Ordinal));
        if (store == Store.Postgres)
            files.Add(await DumpAsync(database));
        // The control: what stands in clear on purpose is found by the same scan in the same files.
        Assert.NotEmpty(new TextScan([Told.Queue]).FindIn(files));
        Assert.Empty(scan.FindIn(files));
    }

    async Task<Guid> PlantStaffAsync(string database)
    {
        await using var product = await Product.OpenAsync(RunningVault.SettingsOf(scratch, ("KLUIS_DATABASE", database)), TimeProvider.System, default);
        var id = product.Ids.New();
        await product.Journal.ChangeAsync(Kluis.Audit.Actor.Product("test"), async change =>
        {
            await new AccessStore(product.Database, product.Chain, new BlindIndex(product.Chain), new SignInSpans(TimeSpan.FromMinutes(15))).AddUserAsync(change, id, Role.Agent, new UserProfile(Known.StaffName, Known.StaffMail), "team-1", Told.Queue, "nl", [Told.Agent]);
            change.Record(new Kluis.Audit.AuditEvent(Kluis.Audit.AuditAct.AccountInvited) { Target = id.ToString() });
            return true;
        });
        return id;
    }

    async Task<string> DumpAsync(string database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var dump = scratch[$"dump-{Guid.NewGuid():N}.sql"];
        var program = Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin/pg_dump")).Where(File.Exists).Order(StringComparer.Ordinal).Last();
        using var process = Process.Start(program, ["-h", connection.Host!, "-U", connection.Username!, "-f", dump, connection.Database!]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return dump;
    }
}
