namespace Kluis.Web;

/// <summary>Sizes as people say them.</summary>
static class Sizes
{
    public static string Of(long bytes, Words words) => bytes switch
    {
        < 1000 => $"{words.When.Number(bytes)} B",
        < 1_000_000 => $"{words.When.Number((bytes + 500) / 1000)} kB",
        < 1_000_000_000 => $"{words.When.Number((bytes + 500_000) / 1_000_000)} MB",
        _ => $"{words.When.Number((bytes + 500_000_000) / 1_000_000_000)} GB",
    };
}
