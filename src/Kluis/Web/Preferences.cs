namespace Kluis.Web;

/// <summary>How the console looks and works for one person.</summary>
/// <param name="Theme">One of <see cref="Themes"/>.</param>
/// <param name="Density">One of <see cref="Densities"/>: how close the rows of tables stand.</param>
/// <param name="SingleKeys">Whether keys without Ctrl or Alt do something (WCAG 2.1.4).</param>
sealed record Preferences(string Theme, string Density, bool SingleKeys)
{
    public static readonly Preferences Default = new("system", "normal", SingleKeys: true);

    public static readonly IReadOnlyList<string> Themes = ["system", "light", "dark"], Densities = ["normal", "compact"];

    public bool IsCompact => Density == "compact";

    /// <summary>What somebody chose, with the default in the place of what there is not.</summary>
    public static Preferences Of(string? theme, string? density, bool singleKeys) =>
        new(Themes.FirstOrDefault(known => known == theme) ?? Default.Theme, Densities.FirstOrDefault(known => known == density) ?? Default.Density, singleKeys);
}
