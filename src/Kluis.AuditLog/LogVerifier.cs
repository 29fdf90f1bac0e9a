namespace Kluis.AuditLog;

/// <summary>
/// Checks an exported log with nothing but its files and the key of the log: recomputes every hash from the entries and
/// compares all tiles, the root and the signature. Strict: every byte and every file has one right value, so any
/// change, addition or loss is a no (public verifiers ignore some).
/// </summary>
public static class LogVerifier
{
    /// <summary>Verifies a folder. Memory: about 200 bytes for each file, and one file.</summary>
    /// <exception cref="IOException">A file cannot be read: a fault, not an answer.</exception>
    public static VerifyOutcome Verify(string folder, VerifierKey key) => Verify(ExportFiles.InFolder(folder), key);

    /// <summary>
    /// Verifies a tar of such a folder, read once from beginning to end, files in any order. Names may begin with
    /// <c>./</c>; times, owners and modes in the tar are not looked at.
    /// </summary>
    public static VerifyOutcome VerifyTar(Stream tar, VerifierKey key) => Verify(ExportFiles.InTar(tar), key);

    internal static VerifyOutcome Verify(IEnumerable<ExportFile> files, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            var verification = new Verification();
            foreach (var file in files)
                verification.Add(file);
            var checkpoint = verification.Finish(key);
            return new VerifyOutcome(true, checkpoint.Size, checkpoint.Root, null, null);
        }
        catch (LogException no)
        {
            return new VerifyOutcome(false, 0, null, no.Code, no.Message);
        }
    }
}
