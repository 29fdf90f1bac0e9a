using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Intake;

namespace Kluis;

/// <summary><c>kluis signer</c>: whose signatures under a vCon are trusted, for each source.</summary>
static class SignerVerb
{
    public static Command Make(Option<string?> data)
    {
        var source = new Option<string>("--source") { Required = true, Description = "The name under which the signed conversations come in" };
        var file = new Argument<string>("CERTIFICATE") { Description = "PEM or DER file: of the signer itself, or of the authority that issues to its signers" };
        var add = new Command("add", "Trust the signatures of a certificate") { file, source, data };
        add.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => AddAsync(product, parsed.GetValue(source)!, parsed.GetValue(file)!, stop), stop));
        var list = new Command("list", "Show whom each source is trusted with") { data };
        list.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => ListAsync(product, stop), stop));
        var fingerprint = new Argument<string>("FINGERPRINT") { Description = "As list shows it" };
        var remove = new Command("remove", "Trust a certificate no more; what is stored stays") { fingerprint, source, data };
        remove.SetAction((parsed, stop) => Verbs.WithProductAsync(parsed.GetValue(data), product => RemoveAsync(product, parsed.GetValue(source)!, parsed.GetValue(fingerprint)!, stop), stop));
        return new Command("signer", "Signers of vCons") { add, list, remove };
    }

    static async Task<int> AddAsync(Product product, string source, string file, CancellationToken stop)
    {
        if (source.Length == 0 || !Label.Fits(source))
            return await Verbs.ComplainAsync("--source: a name of at most 100 characters");
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            await using var services = product.Services();
            var added = await services.GetRequiredService<SignerStore>().AddAsync(Actor.Product("signer add"), source, certificate, stop);
            await System.Console.Out.WriteLineAsync(added ? $"{source} is trusted with {Told(certificate)}" : "It was trusted already.");
            return Verbs.Yes;
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return await Verbs.ComplainAsync("CERTIFICATE: a file with one certificate, PEM or DER");
        }
    }

    static async Task<int> ListAsync(Product product, CancellationToken stop)
    {
        await using var services = product.Services();
        foreach (var row in await services.GetRequiredService<SignerStore>().AllAsync(stop))
        {
            using var certificate = X509CertificateLoader.LoadCertificate(row.Certificate);
            await System.Console.Out.WriteLineAsync($"{row.Source,-20} {Told(certificate)}");
        }
        return Verbs.Yes;
    }

    static async Task<int> RemoveAsync(Product product, string source, string fingerprint, CancellationToken stop)
    {
        await using var services = product.Services();
        var removed = await services.GetRequiredService<SignerStore>().RemoveAsync(Actor.Product("signer remove"), source, fingerprint.ToLowerInvariant(), stop);
        await System.Console.Out.WriteLineAsync(removed ? "It is trusted no more." : "no: this source was not trusted with it");
        return removed ? Verbs.Yes : Verbs.No;
    }

    static string Told(X509Certificate2 certificate) =>
        $"{certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()} until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd} {certificate.Subject}";
}
