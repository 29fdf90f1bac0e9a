using System.Net;
using System.Text;
using Kluis.Access;
using Kluis.Intake;

namespace Kluis.Tests.Intake;

/// <summary>After the last boundary of a multipart come blanks and line ends, or it is refused.</summary>
public sealed class EpilogueTests
{
    [Theory]
    [InlineData("--b--", true)]
    [InlineData("--b\r\n\r\nx\r\n--b--", true)]
    [InlineData("--b\r\n\r\nx\r\n--b--\r\n", true)]
    [InlineData("--b\r\n\r\nx\r\n--b-- \t\r\n\r\n  \r\n", true)]
    [InlineData("preamble\r\n--b--\r\n", true)]
    [InlineData("--b\r\n\r\nx --b-- y\r\n--b--\r\n", true)]
    [InlineData("--b\r\n\r\n\r\n\r\n-\r\n--\r\n--b-\r\n--b--", true)]
    [InlineData("--b--\r\nx", false)]
    [InlineData("--b--x", false)]
    [InlineData("--b--\r\n\0", false)]
    [InlineData("--b--\r\n--b--\r\n", false)]
    [InlineData("--b\r\n\r\nx\r\n--b--\r\n--b\r\n\r\ny\r\n--b--\r\n", false)]
    [InlineData("", false)]
    [InlineData("--b\r\n\r\nx\r\n--b\r\n", false)]
    [InlineData("--b\r\n\r\nx\r\n--b-", false)]
    [InlineData("x--b--", false)]
    public void What_stands_after_the_last_boundary_is_seen_however_the_body_is_cut(string body, bool blank)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var length = 1; length <= bytes.Length + 1; length++)
        {
            var epilogue = new Epilogue("b");
            foreach (var piece in bytes.Chunk(length))
                epilogue.See(piece);
            Assert.True(epilogue.IsBlank == blank, $"in pieces of {length}");
        }
    }
}

public abstract class EpilogueRouteTests(Store store) : VaultTests(store)
{
    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData(" \t\r\n\r\n")]
    public async Task Blanks_after_the_last_boundary_are_taken(string after)
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var head = $"--b\r\nContent-Disposition: form-data; name=metadata\r\n\r\n{Told.Call(activity).ToJsonString()}\r\n--b\r\nContent-Disposition: form-data; name=recording\r\n\r\n";
        var sound = Sounds.Wav(6, 1);
        var form = new ByteArrayContent([.. Encoding.UTF8.GetBytes(head), .. sound, .. Encoding.UTF8.GetBytes("\r\n--b--" + after)]);
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        var stored = (await Answer.OfAsync(telephony.PostAsync("/api/v1/recordings", form))).Must(HttpStatusCode.Created);
        using var officer = await Vault.ClientAsync(Role.PrivacyOfficer);
        Assert.Equal(sound, await officer.SoundAsync(stored.Id));
    }

    [Fact]
    public async Task What_stands_after_the_last_boundary_of_a_vcon_is_refused_and_leaves_nothing()
    {
        var activity = await Vault.ActivityAsync();
        using var telephony = await Vault.ClientAsync(Role.Integrator);
        var form = new StringContent($"--b\r\nContent-Disposition: form-data; name=vcon\r\n\r\n{Told.Chat().ToJsonString()}\r\n--b--\r\n--b\r\n\r\nlost\r\n--b--\r\n");
        form.Headers.Remove("Content-Type");
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        (await telephony.SendVconAsync(form, activity)).Must(400, "request.malformed");
        await Vault.AssertNothingStoredAsync();
    }
}

public sealed class EpilogueRouteTests_on_sqlite() : EpilogueRouteTests(Store.Sqlite);

public sealed class EpilogueRouteTests_on_postgres() : EpilogueRouteTests(Store.Postgres);
