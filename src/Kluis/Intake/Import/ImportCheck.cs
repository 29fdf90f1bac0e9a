using System.Text;
using Kluis.Access;
using Kluis.Vcon;

namespace Kluis.Intake.Import;

/// <summary>Looks at a file as the intake would, and stores nothing: what a dry run tells.</summary>
sealed class ImportCheck(IntakeActivities activities)
{
    /// <param name="siblings">The files beside a vCon, by which they are known as its own.</param>
    public async Task<ImportLine> RunAsync(Caller caller, FoundFile file, Delivery delivery, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>> siblings, CancellationToken stop)
    {
        var refusal = delivery.Kind == DeliveryKind.Recording
            ? await OfRecordingAsync(caller, file, delivery, stop)
            : await OfVconAsync(caller, file, delivery, siblings, stop);
        return refusal is null ? new(file.Name, ImportOutcome.Stored) : new(file.Name, ImportOutcome.Quarantined, refusal.Code, refusal.Detail);
    }

    async Task<IntakeRefusal?> OfRecordingAsync(Caller caller, FoundFile file, Delivery delivery, CancellationToken stop)
    {
        if (delivery.Metadata is null)
            return new("recording.no-metadata");
        var (metadata, wrong) = RecordingMetadata.Read(Encoding.UTF8.GetBytes(delivery.Metadata));
        if (metadata is null)
            return wrong;
        if ((await activities.FindAsync(metadata.Activity ?? caller.Activity, takesSound: true, stop)).Refusal is { } refusal)
            return refusal;
        await using var sound = File.OpenRead(file.Path);
        using var start = await SoundStart.ReadAsync(sound, stop);
        return start.File is null ? new(start.Refusal!) : sound.Length <= start.File.HeaderLength ? new("recording.empty") : null;
    }

    async Task<IntakeRefusal?> OfVconAsync(Caller caller, FoundFile file, Delivery delivery, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>> siblings, CancellationToken stop)
    {
        var (activity, refusal) = await activities.FindAsync(delivery.Activity ?? caller.Activity, takesSound: false, stop);
        if (activity is null)
            return refusal;
        try
        {
            var reading = await ReadAsync(file, stop);
            if (reading.Vcon is not { } vcon)
                return new(reading.Refusal!.Value.Code(), reading.Detail);
            new SoundGate(activity).Check(vcon);
            await foreach (var _ in siblings(vcon).WithCancellation(stop))
            {
                // Named is enough.
            }
            return null;
        }
        catch (IntakeRefusedException refused)
        {
            return refused.Refusal;
        }
        catch (VconFormatException format)
        {
            return new(format.Code, format.Path);
        }
        catch (InvalidDataException)
        {
            return new("request.malformed");
        }
    }

    static async Task<VconReading> ReadAsync(FoundFile file, CancellationToken stop)
    {
        var reader = new VconReader(new VconLimits());
        await using var raw = File.OpenRead(file.Path);
        await using var clear = DeliveryApi.Unpacked(file.ContentType, null, raw)!;
        await new TeeStream(clear, reader.Feed, () => reader.Refused).CopyToAsync(Stream.Null, stop);
        return reader.Complete();
    }
}
