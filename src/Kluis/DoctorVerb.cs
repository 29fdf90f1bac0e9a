using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Kluis.Intake;
using Kluis.Keys;
using Kluis.Storage;
using Kluis.Upkeep;
using Kluis.Web;

namespace Kluis;

/// <summary><c>kluis doctor</c>: what is wrong with this installation, in sentences, with what to do about it.</summary>
static class DoctorVerb
{
    enum Weight
    {
        Good,
        Notice,
        Wrong,
    }

    sealed record Finding(Weight Weight, string Sentence);

    public static Command Make(Option<string?> data)
    {
        var verb = new Command("doctor", "Say what is wrong with this installation") { data };
        verb.SetAction((parsed, stop) => Verbs.WithVaultAsync(parsed.GetValue(data), settings => RunAsync(settings, stop)));
        return verb;
    }

    // Each look by itself: what cannot be looked at is what is wrong, and no reason not to look at the rest.
    static async Task<int> RunAsync(Settings settings, CancellationToken stop)
    {
        var findings = new List<Finding>();
        foreach (var look in OfHost(settings, stop))
            findings.Add(await TryAsync(look));
        try
        {
            await using var product = await Product.OpenAsync(settings, TimeProvider.System, stop);
            foreach (var look in OfProduct(product, stop))
                findings.Add(await TryAsync(look));
        }
        catch (Exception fault) when (Verbs.CodeOf(fault) is { } code)
        {
            findings.Add(new(Weight.Wrong, $"The vault cannot be opened: {fault.Message} ({code})"));
        }
        foreach (var finding in findings)
            await System.Console.Out.WriteLineAsync($"{Mark(finding.Weight)}  {finding.Sentence}");
        return findings.Exists(finding => finding.Weight == Weight.Wrong) ? Verbs.No : Verbs.Yes;
    }

    static async Task<Finding> TryAsync(Func<Task<Finding>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception fault) when (Verbs.CodeOf(fault) is { } code)
        {
            return new(Weight.Wrong, $"{fault.Message} ({code})");
        }
    }

    static IEnumerable<Func<Task<Finding>>> OfHost(Settings settings, CancellationToken stop)
    {
        yield return () => Task.FromResult(Room(settings.Data));
        yield return () => DiskAsync(settings.Data, stop);
        yield return () => Task.FromResult(Rights(settings.Data, "data folder"));
        yield return () => Task.FromResult(Rights(Path.GetDirectoryName(settings.Keyring)!, "folder of the keyring"));
        yield return () => Task.FromResult(SameDisk(settings));
        yield return () => Task.FromResult(CoreDumps());
        yield return () => Task.FromResult(Swap());
        yield return () => Task.FromResult(Files());
        yield return () => Task.FromResult(Program("ffmpeg", "Waveforms are drawn.", "Recordings play without a picture of the sound: apt-get install ffmpeg."));
        yield return () => Task.FromResult(Certificate(settings));
        yield return () => Task.FromResult(VconKeysOf(settings));
    }

    static IEnumerable<Func<Task<Finding>>> OfProduct(Product product, CancellationToken stop) =>
    [
        () => RecoveryAsync(product, stop), () => ClockAsync(product, stop), () => LogAsync(product, stop), () => DatabaseAsync(product, stop),
        () => MailServerAsync(product, stop), () => OutboxAsync(product, stop),
    ];

    static string Mark(Weight weight) => weight switch
    {
        Weight.Good => "ok   ",
        Weight.Notice => "note ",
        Weight.Wrong => "WRONG",
    };

    static Finding Room(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace >> 20;
        return free switch
        {
            < 200 => new(Weight.Wrong, $"Only {free} MB is free on the disk of the data folder. Make room: soon nothing can be stored."),
            < 5_000 => new(Weight.Notice, $"{free} MB is free on the disk of the data folder. An hour of telephone sound is about 60 MB."),
            _ => new(Weight.Good, $"{free / 1024} GB is free on the disk of the data folder."),
        };
    }

    static async Task<Finding> DiskAsync(string folder, CancellationToken stop)
    {
        var taken = (await Pulse.TryDiskAsync(folder, TimeProvider.System, stop)).TotalMilliseconds;
        return taken switch
        {
            >= 1000 => new(Weight.Wrong, $"The disk of the data folder takes {taken:0} ms to keep 4 KB for good: everybody waits for it. Look what keeps it busy."),
            >= 100 => new(Weight.Notice, $"The disk of the data folder takes {taken:0} ms to keep 4 KB for good. That is slow."),
            _ => new(Weight.Good, $"The disk of the data folder keeps 4 KB for good in {taken:0.0} ms."),
        };
    }

    static Finding Files() =>
        OpenFiles.Limit < 16_384
            ? new(Weight.Notice, $"A process may have {OpenFiles.Limit} files and connections open here; a thousand are for files. Set LimitNOFILE=65536 in the unit.")
            : new(Weight.Good, "Enough files and connections may be open.");

    static async Task<Finding> ClockAsync(Product product, CancellationToken stop) =>
        await ClockVerb.DoubtAsync(product, stop) is { } doubt ? new(Weight.Wrong, doubt) : new(Weight.Good, "The clock runs well.");

    static Finding Rights(string folder, string name)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return (File.GetUnixFileMode(folder) & others) == 0
            ? new(Weight.Good, $"The {name} is open to its owner alone.")
            : new(Weight.Wrong, $"Others on this machine can look into the {name}: chmod 700 {folder}");
    }

    static Finding SameDisk(Settings settings) =>
        MountOf(settings.Keyring) == MountOf(settings.Data)
            ? new(Weight.Notice, "Keyring and data lie on the same disk. Leave the keyring out of ordinary backups, or who has a backup has the keys.")
            : new(Weight.Good, "Keyring and data lie on different disks.");

    static string MountOf(string path) =>
        DriveInfo.GetDrives().Select(drive => drive.Name)
            .Where(mount => path == mount || path.StartsWith(mount.TrimEnd('/') + "/", StringComparison.Ordinal))
            .MaxBy(mount => mount.Length) ?? "/";

    static Finding CoreDumps() =>
        ReadLine("/proc/self/limits", "Max core file size") is { } line && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4] != "0"
            ? new(Weight.Notice, "Core dumps are on: a crash could write keys to disk. Set LimitCORE=0 in the unit, or ulimit -c 0.")
            : new(Weight.Good, "Core dumps are off.");

    static Finding Swap() =>
        File.Exists("/proc/swaps") && File.ReadLines("/proc/swaps").Skip(1).Any()
            ? new(Weight.Notice, "Swap is on: memory with keys can reach the disk. Turn it off, or encrypt it.")
            : new(Weight.Good, "Swap is off.");

    static Finding Program(string name, string here, string missing) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)))
            ? new(Weight.Good, here)
            : new(Weight.Notice, missing);

    static Finding Certificate(Settings settings)
    {
        if (!File.Exists(settings.Certificate))
            return new(Weight.Notice, "There is no certificate yet; the first start of serve makes one.");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(settings.Certificate);
        var days = (int)(certificate.NotAfter.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime).TotalDays;
        return days switch
        {
            < 0 => new(Weight.Wrong, "The certificate has expired: browsers refuse the vault. Put a new one in its place; no restart is needed."),
            < 21 => new(Weight.Notice, $"The certificate expires in {days} days. Put a new one in its place; no restart is needed."),
            _ => new(Weight.Good, $"The certificate is valid for {days} more days."),
        };
    }

    static Finding VconKeysOf(Settings settings)
    {
        try
        {
            return settings.VconKeys is null
                ? new(Weight.Good, "Encrypted vCons are refused: no KLUIS_VCON_KEYS is set.")
                : new(Weight.Good, $"Encrypted vCons are read with {new VconKeys(settings.VconKeys).Count()} key(s).");
        }
        catch (FaultException fault)
        {
            return new(Weight.Wrong, fault.Message + " Encrypted vCons are answered with 503 until then.");
        }
    }

    static async Task<Finding> RecoveryAsync(Product product, CancellationToken stop) =>
        await InstallationStore.RecoveryAsync(product.Database, stop) is null
            ? new(Weight.Wrong, "There is no recovery key: when this machine burns, everything is lost for good. Run kluis key recovery and print what it shows.")
            : new(Weight.Good, "There is a recovery key. Is the paper still where it should be?");

    static async Task<Finding> LogAsync(Product product, CancellationToken stop)
    {
        await product.Sequencer.RunAsync(stop);
        var newest = await product.Publisher.NewestAsync(stop);
        return newest is null
            ? new(Weight.Good, "The audit log is empty.")
            : new(Weight.Good, $"The audit log has {newest.Size} signed entries.");
    }

    static async Task<Finding> DatabaseAsync(Product product, CancellationToken stop) =>
        await product.Database.IsSoundAsync(stop)
            ? new(Weight.Good, "The database is sound.")
            : new(Weight.Wrong, "The database file is damaged. Stop the vault and put back the newest backup.");

    static async Task<Finding> MailServerAsync(Product product, CancellationToken stop)
    {
        if (product.Settings.Smtp is not { } server)
            return new(Weight.Notice, "Notices are not mailed. Set KLUIS_SMTP and KLUIS_MAIL_FROM, and people hear what waits for them.");
        var outcome = await new SmtpSender(server, product.Time).TryAsync(stop);
        return outcome.IsSent
            ? new(Weight.Good, "The mail server answers and takes mail from us.")
            : new(Weight.Wrong, $"The mail server does not take mail from us ({outcome.Code}). Check KLUIS_SMTP; notices wait for three days.");
    }

    static async Task<Finding> OutboxAsync(Product product, CancellationToken stop)
    {
        var mails = await new OutboxStore(product.Database, product.Chain).StateAsync(stop);
        return mails switch
        {
            { GivenUp: > 0 } => new(Weight.Notice, $"{mails.GivenUp} notices of the last thirty days could not be mailed ({mails.Code})."),
            { Failing: > 0 } => new(Weight.Notice, $"{mails.Failing} of {mails.Waiting} waiting notices were tried in vain ({mails.Code}) and are tried again."),
            { Waiting: 0 } => new(Weight.Good, "No notice waits to be mailed."),
            _ => new(Weight.Good, $"{mails.Waiting} notices wait to be mailed."),
        };
    }

    static string? ReadLine(string file, string start) =>
        File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
}
