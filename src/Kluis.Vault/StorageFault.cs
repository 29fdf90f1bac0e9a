namespace Kluis.Vault;

/// <summary>Turns what the operating system answers into the three faults an operator can act on.</summary>
public static class StorageFault
{
    // .NET leaves errno in HResult. The values are those of Linux.
    const int NotPermitted = 1, AccessDenied = 13, NoSpace = 28, ReadOnlyFileSystem = 30, QuotaExceeded = 122;

    /// <summary>True for exceptions by which .NET reports a failing disk, mount or permission.</summary>
    public static bool Is(Exception fault) => fault is IOException or UnauthorizedAccessException;

    /// <summary>The fault with its code: <c>storage.full</c>, <c>storage.read-only</c> or <c>storage.unavailable</c>.</summary>
    /// <param name="fault">One for which <see cref="Is"/> is true.</param>
    /// <param name="what">What was done, as the beginning of a sentence; no personal data.</param>
    public static VaultException Of(Exception fault, string what) => new(Code(fault), $"{what} failed.", fault);

    static string Code(Exception fault) => fault switch
    {
        UnauthorizedAccessException => "storage.read-only",
        { HResult: NoSpace or QuotaExceeded } => "storage.full",
        { HResult: ReadOnlyFileSystem or AccessDenied or NotPermitted } => "storage.read-only",
        _ => "storage.unavailable",
    };
}
