using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Kluis.Intake.Import;

/// <summary>
/// The files to which the vCons of an import refer: they come with their vCon, and are no recordings of their own. Several vCons
/// may refer to one.
/// </summary>
sealed class VconFiles
{
    readonly ConcurrentDictionary<string, bool> isStored = new(StringComparer.Ordinal);

    public bool Has(string path) => isStored.ContainsKey(path);

    /// <summary>The files that lie beside a vCon, one after another; each is known from then on, and noted in <paramref name="opened"/>.</summary>
    public async IAsyncEnumerable<SentFile> BesideAsync(FoundFile file, Vcon.Vcon vcon, List<string> opened, [EnumeratorCancellation] CancellationToken stop = default)
    {
        foreach (var name in vcon.Parts.Where(part => part.Link is not null).SelectMany(VconMedia.NamesOf).Distinct(StringComparer.Ordinal))
        {
            if (ImportFolder.BesideVcon(file.Path, name) is not { } path)
                continue;
            Add(path, stored: false);
            opened.Add(path);
            await using var stream = File.OpenRead(path);
            yield return new SentFile(name, stream);
        }
    }

    /// <returns>Whether it is in a conversation, by this vCon or by one before.</returns>
    public bool Add(string path, bool stored) => isStored.AddOrUpdate(path, stored, (_, before) => before || stored);
}
