namespace Kluis.Vcon;

/// <summary>Collects what was odd, up to a number: a document of oddities must not fill the memory.</summary>
sealed class Findings
{
    const int Most = 1000;

    readonly List<VconFinding> all = [];

    public IReadOnlyList<VconFinding> All => all;

    public void Add(string code, string path)
    {
        if (all.Count < Most)
        {
            all.Add(new VconFinding(code, path));
        }
        else if (all.Count == Most)
        {
            all.Add(new VconFinding("vcon.findings-cut", "$"));
        }
    }
}
