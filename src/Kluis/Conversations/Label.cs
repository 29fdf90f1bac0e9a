namespace Kluis.Conversations;

/// <summary>What stands in clear in a row, to filter by: short, and without characters that a database does not take.</summary>
static class Label
{
    const int Longest = 100;

    public static bool Fits(string? text) => text is null || (text.Length <= Longest && !text.Any(char.IsControl));
}
