namespace Kluis.Tests;

public sealed class SettingsTests : IDisposable
{
    readonly Scratch scratch = new();

    public SettingsTests() => Directory.CreateDirectory(scratch["data"]);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Without_any_setting_everything_has_its_default()
    {
        var settings = Good();
        Assert.Equal(scratch["data"], settings.Data);
        Assert.Equal(["https://localhost:8443/"], settings.Urls.Select(url => url.ToString()));
        Assert.Equal($"sqlite:{scratch["data/kluis.db"]}", settings.Database);
        Assert.Equal(scratch["data/objects"], settings.Objects);
        Assert.Equal(scratch["data-keys/keyring.json"], settings.Keyring);
        Assert.Equal(("NL", "Europe/Amsterdam"), (settings.Country, settings.TimeZone.Id));
        Assert.Equal("localhost/kluis/audit", settings.LogOrigin);
        Assert.Equal(scratch["data/tls/certificate.pem"], settings.Certificate);
        Assert.Null(settings.KeyringPassphraseFile);
    }

    [Fact]
    public void All_complaints_come_at_once()
    {
        File.WriteAllText(scratch["data/kluis.json"], """{"COLOUR":"blue"}""");
        var complaints = Complaints(
            ("KLUIS_URLS", "http://0.0.0.0:80;gopher://x;ftp"), ("KLUIS_COUNTRY", "ZZ"), ("KLUIS_TIMEZONE", "Mars/Base"),
            ("KLUIS_KEYRING", scratch["data/keys.json"]), ("KLUIS_OTLP", "http://collector.example"));
        Assert.Equal(8, complaints.Count);
        Assert.All(
            ["kluis.json: COLOUR", "KLUIS_URLS", "KLUIS_COUNTRY", "KLUIS_TIMEZONE", "KLUIS_KEYRING", "KLUIS_OTLP"],
            start => Assert.Contains(complaints, complaint => complaint.StartsWith(start, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://0.0.0.0:8443")]
    [InlineData("https://kluis.example;http://localhost:8080")]
    [InlineData(" https://localhost:8443 ; ")]
    public void An_address_that_keeps_plain_http_on_this_machine_is_taken(string urls) => Assert.NotEmpty(Good(("KLUIS_URLS", urls)).Urls);

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://kluis.example")]
    [InlineData("http://192.168.1.10:8080")]
    [InlineData("http://localhost.example:8080")]
    [InlineData("http://127.0.0.1.example:8080")]
    [InlineData("HTTP://kluis.example")]
    [InlineData("https://localhost:8443;http://kluis.example")]
    [InlineData("localhost:8080")]
    [InlineData("ws://localhost:8080")]
    [InlineData("8443")]
    [InlineData(";")]
    [InlineData(" ")]
    public void An_address_in_the_open_or_none_at_all_is_refused(string urls) =>
        Assert.StartsWith("KLUIS_URLS", Assert.Single(Complaints(("KLUIS_URLS", urls))), StringComparison.Ordinal);

    [Theory]
    [InlineData("data/keyring.json")]
    [InlineData("data/deep/down/keyring.json")]
    [InlineData("data/../data/keyring.json")]
    [InlineData("other/../data/keyring.json")]
    public void A_keyring_inside_the_data_folder_is_refused(string path) =>
        Assert.StartsWith("KLUIS_KEYRING", Assert.Single(Complaints(("KLUIS_KEYRING", scratch[path]))), StringComparison.Ordinal);

    [Theory]
    [InlineData("data-keys/keyring.json")]
    [InlineData("data.keyring.json")]
    [InlineData("data/../keys/keyring.json")]
    public void A_keyring_beside_the_data_folder_is_taken(string path) =>
        Assert.Equal(Path.GetFullPath(scratch[path]), Good(("KLUIS_KEYRING", scratch[path])).Keyring);

    [Theory]
    [InlineData("data")]
    [InlineData("data/inbox")]
    [InlineData("data/../data/inbox")]
    [InlineData("")]
    [InlineData("data-keys")]
    public void An_inbox_that_holds_what_the_vault_holds_or_lies_in_it_is_refused(string path) =>
        Assert.StartsWith("KLUIS_INBOX", Assert.Single(Complaints(("KLUIS_INBOX", scratch[path]))), StringComparison.Ordinal);

    [Fact]
    public void An_inbox_beside_the_data_folder_is_taken() => Assert.Equal(scratch["data-inbox"], Good(("KLUIS_INBOX", scratch["data-inbox"] + "/")).Inbox);

    [Fact]
    public void The_environment_wins_over_the_file_and_the_command_line_over_both()
    {
        File.WriteAllText(scratch["data/kluis.json"], """{"COUNTRY":"DE","TIMEZONE":"Europe/Berlin","URLS":"https://localhost:1"}""");
        var (settings, _) = Settings.Read(
            name => name switch { "KLUIS_COUNTRY" => "be", "KLUIS_URLS" => "https://localhost:2", "KLUIS_DATA" => "/elsewhere", _ => null },
            scratch["data"], "https://localhost:3");
        Assert.Equal(("BE", "Europe/Berlin", 3, scratch["data"]), (settings!.Country, settings.TimeZone.Id, settings.Urls[0].Port, settings.Data));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"COUNTRY":1}""")]
    [InlineData("null,")]
    public void A_file_that_is_no_object_of_texts_is_a_complaint(string text)
    {
        File.WriteAllText(scratch["data/kluis.json"], text);
        Assert.StartsWith("kluis.json", Assert.Single(Complaints()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_variable_is_as_good_as_none() => Assert.Equal("NL", Good(("KLUIS_COUNTRY", "")).Country);

    [Theory]
    [InlineData("https://collector.example:4317")]
    [InlineData("http://localhost:4317")]
    public void A_collector_with_https_or_on_this_machine_is_taken(string address) => Assert.NotNull(Good(("KLUIS_OTLP", address)).Otlp);

    [Theory]
    [InlineData("smtps://kluis@mail.example.nl", 465, "Tls")]
    [InlineData("smtps://kluis%40example.nl@mail.example.nl:4650", 4650, "Tls")]
    [InlineData("smtp://mail.example.nl", 587, "StartTls")]
    [InlineData("smtp+plain://localhost", 25, "Plain")]
    [InlineData("smtp+plain://[::1]:2525/", 2525, "Plain")]
    public void A_mail_server_is_read_with_its_cover(string address, int port, string cover)
    {
        File.WriteAllText(scratch["password"], "x");
        var server = Good(("KLUIS_SMTP", address), ("KLUIS_SMTP_PASSWORD_FILE", scratch["password"]), ("KLUIS_MAIL_FROM", "kluis@example.nl")).Smtp!;
        Assert.Equal((port, cover, "kluis@example.nl"), (server.Port, server.Cover.ToString(), server.From));
        Assert.True(server.User is null or "kluis" or "kluis@example.nl");
        Assert.DoesNotContain('[', server.Host);
    }

    [Theory]
    [InlineData("mail.example.nl:25")]
    [InlineData("http://mail.example.nl")]
    [InlineData("smtp://")]
    [InlineData("smtp://mail.example.nl/path")]
    [InlineData("smtp+plain://mail.example.nl")]
    [InlineData("smtp+plain://kluis@localhost")]
    [InlineData("smtps://kluis:secret@mail.example.nl")]
    public void A_mail_server_in_the_open_or_with_a_password_in_its_address_is_refused(string address)
    {
        File.WriteAllText(scratch["password"], "x");
        var complaint = Assert.Single(Complaints(("KLUIS_SMTP", address), ("KLUIS_SMTP_PASSWORD_FILE", scratch["password"]), ("KLUIS_MAIL_FROM", "kluis@example.nl")));
        Assert.StartsWith("KLUIS_SMTP: ", complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_mail_server_needs_beside_its_address_is_asked_for_at_once()
    {
        var complaints = Complaints(("KLUIS_SMTP", "smtps://kluis@mail.example.nl"), ("KLUIS_SMTP_CA", scratch["none.pem"]), ("KLUIS_MAIL_FROM", "a\r\nb@c"));
        Assert.Equal(["KLUIS_SMTP_PASSWORD_FILE", "KLUIS_SMTP_CA", "KLUIS_MAIL_FROM"], complaints.Select(complaint => complaint.Split(':')[0]));
    }

    [Fact]
    public void Every_setting_is_documented_once()
    {
        Assert.Equal(Settings.Definitions.Count, Settings.Definitions.Select(each => each.Name).Distinct().Count());
        Assert.All(Settings.Definitions, each => Assert.True(each.Meaning.EndsWith('.') && each.Default.Length > 0, each.Name));
        Assert.All(Settings.Definitions, each => Assert.Equal("KLUIS_" + each.Name, each.Variable));
    }

    Settings Good(params (string Name, string Value)[] variables)
    {
        var (settings, complaints) = Read(variables);
        Assert.Empty(complaints);
        return settings!;
    }

    IReadOnlyList<string> Complaints(params (string Name, string Value)[] variables)
    {
        var (settings, complaints) = Read(variables);
        Assert.Null(settings);
        return complaints;
    }

    (Settings? Settings, IReadOnlyList<string> Complaints) Read((string Name, string Value)[] variables)
    {
        var known = variables.ToDictionary(each => each.Name, each => each.Value);
        return Settings.Read(name => known.GetValueOrDefault(name), scratch["data"], null);
    }
}
