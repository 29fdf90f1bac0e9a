namespace Kluis.Bench;

/// <summary>The program age with a key of its own, over a file that lies in the page cache.</summary>
sealed class AgePeer
{
    readonly string file;
    readonly string recipient;
    readonly long length;

    AgePeer(string file, string recipient, long length) => (this.file, this.recipient, this.length) = (file, recipient, length);

    public static async Task<AgePeer> MakeAsync(Place place, byte[] content)
    {
        var file = place.Fresh("content");
        await File.WriteAllBytesAsync(file, content);
        var recipient = (await Tool.RunAsync("age-keygen 2>/dev/null | grep -o 'age1.*'")).Trim();
        return new AgePeer(file, recipient, content.Length);
    }

    /// <summary>MB a second.</summary>
    public async Task<double> RateAsync() =>
        length / 1e6 / await Timed.SecondsAsync(() => Tool.RunAsync("exec age --encrypt --recipient \"$1\" <\"$2\" >/dev/null", recipient, file));
}
