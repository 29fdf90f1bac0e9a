using Kluis.Storage;
using Kluis.Vault;

namespace Kluis;

/// <summary>What all verbs share: settings checked first, and the one catch-all of the command line.</summary>
static class Verbs
{
    public const int Yes = 0, Usage = 1, No = 2, Fault = 3;

    /// <param name="inbox">Instead of the one in the settings; null: that one.</param>
    public static async Task<int> WithSettingsAsync(string? data, string? urls, Func<Settings, Task<int>> run, string? inbox = null)
    {
        var (settings, complaints) = Settings.Read(name => name == "KLUIS_INBOX" && inbox is not null ? inbox : Environment.GetEnvironmentVariable(name), data, urls);
        if (settings is null)
            return await ComplainAsync([.. complaints]);
        return await GuardAsync(() => run(settings));
    }

    /// <summary>For a verb that works on what is there; only serve, demo and set-up begin something new.</summary>
    public static Task<int> WithVaultAsync(string? data, Func<Settings, Task<int>> run) =>
        WithSettingsAsync(data, null, settings =>
            settings.Database.StartsWith("sqlite:", StringComparison.Ordinal) && !File.Exists(settings.Database["sqlite:".Length..])
                ? ComplainAsync($"There is no vault in {settings.Data}. Give its folder with --data, or start one with kluis serve.")
                : run(settings));

    /// <param name="mayBegin">Whether the verb may make the vault that it works on.</param>
    public static Task<int> WithProductAsync(string? data, Func<Product, Task<int>> run, CancellationToken stop, bool mayBegin = false)
    {
        return mayBegin ? WithSettingsAsync(data, null, RunAsync) : WithVaultAsync(data, RunAsync);

        async Task<int> RunAsync(Settings settings)
        {
            await using var product = await Product.OpenAsync(settings, TimeProvider.System, stop);
            return await run(product);
        }
    }

    /// <summary>Shows how far long work is, where a person is looking.</summary>
    public static Action<long> Progress(string things) => done =>
    {
        if (!System.Console.IsErrorRedirected)
            System.Console.Error.Write($"\r{done} {things} ");
    };

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

    /// <summary>The code of something around the product that does not work; null for a bug.</summary>
    public static string? CodeOf(Exception exception) => exception switch
    {
        FaultException fault => fault.Code,
        VaultException vault => vault.Code,
        AuditLog.LogException log => log.Code,
        IOException { Message: var message } when message.Contains("address already in use", StringComparison.OrdinalIgnoreCase) => "address.in-use",
        UnauthorizedAccessException or IOException => "storage.unavailable",
        _ => null,
    };
}
