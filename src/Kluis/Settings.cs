using System.Globalization;
using System.Text.Json;

namespace Kluis;

/// <summary>One setting: its name in the file, what it means, what it is when nobody says.</summary>
sealed record SettingDefinition(string Name, string Meaning, string Default)
{
    public string Variable => "KLUIS_" + Name;
}

/// <summary>
/// All settings, from the environment and <c>kluis.json</c> in the data folder; the environment wins. They are checked all at
/// once: every complaint is reported, then the start is refused.
/// </summary>
sealed class Settings
{
    public static readonly IReadOnlyList<SettingDefinition> Definitions =
    [
        new("DATA", "Folder of the database and the sealed objects.", "./data"),
        new("URLS", "Addresses to listen on, separated by ;. Plain http only on loopback.", "https://localhost:8443"),
        new("PUBLIC_URL", "The address that people use, when it differs from the one listened on.", "the first of URLS"),
        new("DATABASE", "sqlite:PATH, or a PostgreSQL connection string.", "sqlite:DATA/kluis.db"),
        new("OBJECTS", "Folder of the sealed objects.", "DATA/objects"),
        new("KEYRING", "File of the keyring. Never inside DATA: who has one must not have the other.", "DATA-keys/keyring.json"),
        new("KEYRING_PASSPHRASE_FILE", "File with the passphrase of the keyring. Without it a key file beside the keyring opens it.", "none"),
        new("COUNTRY", "Country of the organisation (two letters): how national telephone numbers are read.", "NL"),
        new("TIMEZONE", "Time zone for dates without one, and for what people see.", "Europe/Amsterdam"),
        new("CERTIFICATE", "PEM file of the TLS certificate chain. Replaced without a restart.", "DATA/tls/certificate.pem, made at the first run"),
        new("CERTIFICATE_KEY", "PEM file of its private key.", "DATA/tls/key.pem, made at the first run"),
        new("LOG_ORIGIN", "Name of the audit log; fixed at set-up.", "localhost/kluis/audit"),
        new("LOCK_MINUTES", "Minutes without activity after which the screen locks: 1 to 60.", "15"),
        new("SMTP", "Mail server for notices: smtps://user@host:465, or smtp://user@host:587 (STARTTLS); smtp+plain://localhost:25 on this machine only.", "none: notices are not mailed"),
        new("SMTP_PASSWORD_FILE", "File with the password of the user in SMTP.", "none"),
        new("SMTP_CA", "PEM file of the authority of the mail server's certificate, if it is one of your own.", "those of the system"),
        new("MAIL_FROM", "Address that notices come from; needed with SMTP.", "none"),
        new("VCON_KEYS", "PEM file with the private RSA keys under which others encrypt vCons for you, the newest first.", "none: encrypted vCons are refused"),
        new("INBOX", "Folder whose subfolders may be watched for files that come in. Never inside DATA, nor DATA inside it.", "none: no folder is watched"),
        new("OTLP", "Address of an OpenTelemetry collector (https, or loopback).", "none"),
    ];

    public required string Data { get; init; }

    public required IReadOnlyList<Uri> Urls { get; init; }

    public required string Database { get; init; }

    public required string Objects { get; init; }

    public required string Keyring { get; init; }

    public string? KeyringPassphraseFile { get; init; }

    public required string Country { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }

    public required string Certificate { get; init; }

    public required string CertificateKey { get; init; }

    public required string LogOrigin { get; init; }

    public string? PublicUrl { get; init; }

    public Uri? Otlp { get; init; }

    public TimeSpan LockAfter { get; init; } = TimeSpan.FromMinutes(15);

    public string? VconKeys { get; init; }

    public string? Inbox { get; init; }

    public Web.SmtpTarget? Smtp { get; init; }

    /// <param name="environment">Gives the value of a variable, or null.</param>
    /// <param name="dataFolder">From the command line; wins over everything.</param>
    /// <returns>The settings, or all complaints about them.</returns>
    public static (Settings? Settings, IReadOnlyList<string> Complaints) Read(Func<string, string?> environment, string? dataFolder, string? urls)
    {
        var complaints = new List<string>();
        var data = Path.GetFullPath(dataFolder ?? environment("KLUIS_DATA") ?? "./data");
        var file = ReadFile(Path.Combine(data, "kluis.json"), complaints);
        string? Get(string name) => environment("KLUIS_" + name) is { Length: > 0 } value ? value : file.GetValueOrDefault(name);

        var listen = new List<Uri>();
        foreach (var text in (urls ?? Get("URLS") ?? "https://localhost:8443").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                complaints.Add("KLUIS_URLS: addresses like https://localhost:8443, separated by ;");
            else if (url.Scheme == "http" && !url.IsLoopback)
                complaints.Add("KLUIS_URLS: plain http is for loopback only; use https");
            else
                listen.Add(url);
        }
        if (listen.Count == 0 && complaints.Count == 0)
            complaints.Add("KLUIS_URLS: at least one address to listen on");
        var country = Get("COUNTRY") ?? "NL";
        if (Keys.CallingCodes.Of(country) is null)
            complaints.Add("KLUIS_COUNTRY: two letters of a country of the EEA, such as NL");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Get("TIMEZONE") ?? "Europe/Amsterdam", out var zone))
            complaints.Add("KLUIS_TIMEZONE: a name such as Europe/Amsterdam (the package tzdata must be installed)");
        var keyring = Path.GetFullPath(Get("KEYRING") ?? Path.Combine(data + "-keys", "keyring.json"));
        if (IsInside(keyring, data))
            complaints.Add("KLUIS_KEYRING: it must not lie inside the data folder: who copies one would have the other");
        var objects = Path.GetFullPath(Get("OBJECTS") ?? Path.Combine(data, "objects"));
        var inbox = ReadInbox(Get("INBOX"), [data, objects], keyring, complaints);
        var otlp = default(Uri);
        if (Get("OTLP") is { } collector && (!Uri.TryCreate(collector, UriKind.Absolute, out otlp) || (otlp.Scheme != "https" && !otlp.IsLoopback)))
            complaints.Add("KLUIS_OTLP: an https address, or one on loopback");
        if (!int.TryParse(Get("LOCK_MINUTES") ?? "15", NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes is < 1 or > 60)
            complaints.Add("KLUIS_LOCK_MINUTES: 1 to 60");
        var smtp = Web.SmtpTarget.Read(Get, complaints);
        if (complaints.Count > 0)
            return (null, complaints);
        return (new Settings
        {
            Data = data,
            Urls = listen,
            PublicUrl = Get("PUBLIC_URL"),
            Database = Get("DATABASE") ?? "sqlite:" + Path.Combine(data, "kluis.db"),
            Objects = objects,
            Keyring = keyring,
            KeyringPassphraseFile = Get("KEYRING_PASSPHRASE_FILE"),
            Country = country.ToUpper(CultureInfo.InvariantCulture),
            TimeZone = zone!,
            Certificate = Get("CERTIFICATE") ?? Path.Combine(data, "tls", "certificate.pem"),
            CertificateKey = Get("CERTIFICATE_KEY") ?? Path.Combine(data, "tls", "key.pem"),
            LogOrigin = Get("LOG_ORIGIN") ?? "localhost/kluis/audit",
            Otlp = otlp,
            LockAfter = TimeSpan.FromMinutes(minutes),
            VconKeys = Get("VCON_KEYS"),
            Inbox = inbox,
            Smtp = smtp,
        }, complaints);
    }

    // What is watched may be deleted once it is taken in: nothing of the vault lies there.
    static string? ReadInbox(string? named, string[] own, string keyring, List<string> complaints)
    {
        var inbox = named is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        if (inbox is not null && (IsInside(keyring, inbox) || own.Any(folder => inbox == folder || IsInside(inbox, folder) || IsInside(folder, inbox))))
            complaints.Add("KLUIS_INBOX: it must lie apart from the data folder, the objects and the keyring");
        return inbox;
    }

    static Dictionary<string, string> ReadFile(string path, List<string> complaints)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
            foreach (var unknown in read.Keys.Where(key => Definitions.All(known => known.Name != key)))
                complaints.Add($"kluis.json: {unknown} is not a setting");
            return read;
        }
        catch (JsonException)
        {
            complaints.Add("kluis.json: one JSON object of names and texts");
            return [];
        }
    }

    static bool IsInside(string path, string folder) => path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);
}
