using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Demo;
using Kluis.Intake;
using Kluis.Registers;
using Microsoft.Extensions.DependencyInjection;

namespace Kluis.Bench;

/// <summary>A vault that takes in calls as its API does, and numbers its log meanwhile as its server does.</summary>
sealed class IntakeVault : IAsyncDisposable
{
    static readonly byte[] likeness = TelephoneSound.Stereo(new short[25_000], []);

    readonly Product product;
    readonly ServiceProvider services;
    readonly RecordingIntake intake;
    readonly Caller caller;
    readonly CancellationTokenSource ending = new();
    readonly Task numbering;

    int seed = Random.Shared.Next(1 << 30);

    IntakeVault(string data, Product product, Guid activity)
    {
        (Data, this.product, Activity) = (data, product, activity);
        services = product.Services();
        intake = services.GetRequiredService<RecordingIntake>();
        caller = new Caller(new Actor("token:6f1d8c0b2a3e4f5061728394a5b6c7d8", "192.0.2.17"), Role.Integrator) { Source = "telephony", Activity = activity };
        numbering = NumberAsync();
    }

    public string Data { get; }

    public Guid Activity { get; }

    /// <param name="activity">Null: one is made.</param>
    public static async Task<IntakeVault> OpenAsync(string data, string? database = null, Guid? activity = null)
    {
        var product = await OpenedVault.OpenAsync(data, database);
        return new IntakeVault(data, product, activity ?? await AddActivityAsync(product));
    }

    /// <summary>One call: its metadata read, its sound sealed, all of it durable.</summary>
    public async Task TakeAsync()
    {
        var number = Interlocked.Increment(ref seed);
        var bytes = System.Text.Encoding.UTF8.GetBytes(MetadataOf(number).ToJsonString());
        var (metadata, refusal) = RecordingMetadata.Read(bytes);
        using var sound = new MemoryStream(SoundOf(number), writable: false);
        var result = await intake.TakeAsync(caller, metadata ?? throw new InvalidOperationException(refusal!.Code), bytes, sound, () => Task.FromResult(true), default);
        if (result.Stored is null)
            throw new InvalidOperationException(result.Refusal!.Code);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await numbering;
        ending.Dispose();
        await services.DisposeAsync();
        await product.DisposeAsync();
    }

    /// <summary>About 100 kB; no two are alike.</summary>
    public static byte[] SoundOf(int number)
    {
        var sound = likeness.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(sound.Length / 2), number);
        return sound;
    }

    // Every other one of a customer who called before.
    static JsonObject MetadataOf(int number) => new()
    {
        ["start"] = TimeProvider.System.GetUtcNow().AddSeconds(-number % 100_000).ToString("O"),
        ["direction"] = "in",
        ["queue"] = "billing",
        ["team"] = "team-1",
        ["agentId"] = $"agent{number % 400}",
        ["caller"] = Population.PhoneOf(number % 2 == 0 ? number % 3000 : 1_000_000 + (number % 80_000_000)),
        ["called"] = "+31880001122",
    };

    async Task NumberAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            await product.Sequencer.RunAsync(default);
            await Task.Delay(TimeSpan.FromSeconds(1), ending.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    static Task<Guid> AddActivityAsync(Product product)
    {
        var store = new ActivityStore(product.Database, product.Chain, product.Ids);
        var activity = new ProcessingActivity(
            product.Ids.New(), $"Intake {Guid.CreateVersion7()}", "Answering customers", LegalBasis.Contract, ["service"], new Dictionary<PartKind, Term> { [PartKind.Recording] = new(600, 0), [PartKind.CallMetadata] = new(600, 0) })
        {
            Recording = RecordingMode.Announce, Protection = ProtectionClass.Normal,
        };
        return product.Journal.ChangeAsync(
            Actor.Product("bench"),
            async change =>
            {
                await store.AddAsync(change, activity);
                change.Record(new AuditEvent(AuditAct.ActivityCreated) { Target = activity.Id.ToString() });
                return activity.Id;
            });
    }
}
