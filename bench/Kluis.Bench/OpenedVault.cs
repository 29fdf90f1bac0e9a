namespace Kluis.Bench;

/// <summary>The product over a folder, without its web server.</summary>
static class OpenedVault
{
    public static Task<Product> OpenAsync(string data, string? database = null)
    {
        var (settings, complaints) = Settings.Read(name => name == "KLUIS_DATABASE" ? database : null, data, null);
        return settings is null
            ? throw new InvalidOperationException(string.Join('\n', complaints))
            : Product.OpenAsync(settings, TimeProvider.System, default);
    }
}
