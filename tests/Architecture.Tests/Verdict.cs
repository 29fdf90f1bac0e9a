namespace Architecture.Tests;

/// <summary>The outcome of a gate: every violation in full, one a line.</summary>
static class Verdict
{
    public static void Clean(IEnumerable<string> violations)
    {
        var lines = violations.ToList();
        if (lines.Count > 0)
            Assert.Fail($"{lines.Count} violations:\n" + string.Join('\n', lines));
    }
}
