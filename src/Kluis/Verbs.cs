using Kluis.Storage;
using Kluis.Vault;

namespace Kluis;

/// <summary>What all verbs share: settings checked first, and the one catch-all of the command line.</summary>
static class Verbs
{
    public const int Yes = 0, Usage = 1, No = 2, Fault = 3;

    public static async Task<int> WithSettingsAsync(string? data, string? urls, Func<Settings, Task<int>> run)
    {
        var (settings, complaints) = Settings.Read(Environment.GetEnvironmentVariable, data, urls);
        if (settings is null)
            return await ComplainAsync([.. complaints]);
        return await GuardAsync(() => run(settings));
    }

    /// <summary>Says what is wrong with the call, and gives the exit code for it.</summary>
    public static async Task<int> ComplainAsync(params string[] complaints)
    {
        foreach (var complaint in complaints)
            await System.Console.Error.WriteLineAsync(complaint);
        return Usage;
    }

    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            return Yes;
        }
        catch (Exception exception) when (CodeOf(exception) is { } code)
        {
            await System.Console.Error.WriteLineAsync($"{code}: {exception.Message}");
            return Fault;
        }
        catch (Exception exception)
        {
            // A message may hold input; the kind and the place are enough to find a bug.
            await System.Console.Error.WriteLineAsync($"internal: {exception.GetType().FullName}\n{exception.StackTrace}");
            return Usage;
        }
    }

    static string? CodeOf(Exception exception) => exception switch
    {
        FaultException fault => fault.Code,
        VaultException vault => vault.Code,
        AuditLog.LogException log => log.Code,
        IOException { Message: var message } when message.Contains("address already in use", StringComparison.OrdinalIgnoreCase) => "address.in-use",
        UnauthorizedAccessException or IOException => "storage.unavailable",
        _ => null,
    };
}
