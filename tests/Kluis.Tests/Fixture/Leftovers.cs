namespace Kluis.Tests;

/// <summary>What must not be there after something was refused.</summary>
static class Leftovers
{
    public static string[] ObjectFiles(this RunningVault vault) => ObjectFiles(vault.Settings.Objects);

    /// <summary>Objects lie in folders of their own; beside these there is only the block by which the disk is tried.</summary>
    public static string[] ObjectFiles(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).SelectMany(below => Directory.GetFiles(below, "*", SearchOption.AllDirectories))] : [];

    /// <summary>Fails when a conversation, a person, a key of content or an object is there.</summary>
    public static async Task AssertNothingStoredAsync(this RunningVault vault)
    {
        foreach (var table in new[] { "conversation", "party", "part", "call_metadata", "data_subject", "conversation_key", "object_key", "received", "bix" })
            Assert.True(await vault.ScalarAsync<long>($"select count(*) from {table}") == 0, $"{table} holds something");
        Assert.Empty(vault.ObjectFiles());
    }

    /// <summary>Every object in the folder has its row, and every row that names a file has its object.</summary>
    public static async Task AssertNoOrphansAsync(this RunningVault vault)
    {
        var files = vault.ObjectFiles();
        Assert.DoesNotContain(files, file => file.EndsWith(".part", StringComparison.Ordinal));
        Assert.Equal(await vault.ScalarAsync<long>("select count(*) from object_key where body is null"), files.Length);
    }
}
