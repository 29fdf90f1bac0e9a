namespace Kluis.Tests.Crash;

/// <summary>A vault with one stored call and two tokens, made once; each test copies its folders.</summary>
public sealed class FilledVault : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("kluis-filled-").FullName;

    internal static byte[] Before { get; } = CrashClient.Sound(1);

    internal string Integrator { get; private set; } = "";

    internal string Officer { get; private set; } = "";

    internal Guid Activity { get; private set; }

    internal Guid First { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (KluisProgram.WithFaults is null)
            return;
        using var program = new KluisProgram(folder, KluisProgram.WithFaults);
        await program.StartAsync();
        Integrator = await TokenAsync(program, "--role", "integrator", "--source", "crash");
        Officer = await TokenAsync(program, "--role", "privacy-officer");
        using var officer = new CrashClient(program, Officer);
        using var integrator = new CrashClient(program, Integrator);
        Activity = await officer.AddActivityAsync();
        First = await integrator.StoreAsync(Activity, Before);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal void CopyTo(string target)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Copy(file, copy);
        }
    }

    static async Task<string> TokenAsync(KluisProgram program, params string[] arguments)
    {
        var (code, secret) = await program.RunAsync(["token", "create", "--label", "crash", .. arguments]);
        Assert.Equal(0, code);
        return secret;
    }
}
