using System.Text;
using Kluis.Access;
using Kluis.Registers;
using Kluis.Vcon;

namespace Kluis.Intake.Import;

/// <summary>Looks at a file as the intake would, and stores nothing: what a dry run tells.</summary>
sealed class ImportCheck(ActivityStore activities)
{
    /// <param name="siblings">The files beside a vCon, by which they are known as its own.</param>
    public async Task<ImportLine> RunAsync(Caller caller, FoundFile file, Delivery delivery, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>>? siblings, CancellationToken stop)
    {
        var refusal = delivery.Kind == DeliveryKind.Recording
            ? await OfRecordingAsync(caller, file, delivery, stop)
            : await OfVconAsync(caller, file, delivery, siblings, stop);
        return refusal is null ? new(file.Name, ImportOutcome.Stored) : new(file.Name, ImportOutcome.Quarantined, refusal.Code, refusal.Detail);
    }

    /// <summary>Learns which files beside a vCon are its own.</summary>
    public static async Task MarkAsync(FoundFile file, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>>? siblings, CancellationToken stop)
    {
        if (siblings is not null && (await ReadAsync(file, stop)).Vcon is { } vcon)
        {
            await foreach (var _ in siblings(vcon).WithCancellation(stop))
            {
                // Named is enough.
            }
        }
    }

    async Task<IntakeRefusal?> OfRecordingAsync(Caller caller, FoundFile file, Delivery delivery, CancellationToken stop)
    {
        if (delivery.Metadata is null)
            return new("recording.no-metadata");
        var (metadata, wrong) = RecordingMetadata.Read(Encoding.UTF8.GetBytes(delivery.Metadata));
        if (metadata is null)
            return wrong;
        var (activity, missing) = await ActivityAsync(metadata.Activity ?? caller.Activity, stop);
        if (activity is null)
            return missing;
        if (activity.Recording == RecordingMode.Off)
            return new("recording.not-allowed");
        await using var sound = File.OpenRead(file.Path);
        using var start = await SoundStart.ReadAsync(sound, stop);
        return start.File is null ? new(start.Refusal!) : sound.Length <= start.File.HeaderLength ? new("recording.empty") : null;
    }

    async Task<IntakeRefusal?> OfVconAsync(Caller caller, FoundFile file, Delivery delivery, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>>? siblings, CancellationToken stop)
    {
        var (activity, missing) = await ActivityAsync(delivery.Activity ?? caller.Activity, stop);
        if (activity is null)
            return missing;
        try
        {
            var reading = await ReadAsync(file, stop);
            if (reading.Vcon is not { } vcon)
                return new(reading.Refusal!.Value.Code(), reading.Detail);
            new SoundGate(activity).Check(vcon);
            await MarkAsync(file, siblings, stop);
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

    async Task<(ProcessingActivity? Activity, IntakeRefusal? Missing)> ActivityAsync(Guid? id, CancellationToken stop)
    {
        if (id is not { } known)
            return (null, new("activity.required"));
        return await activities.FindAsync(known, stop) is { } activity ? (activity, null) : (null, new("activity.unknown"));
    }

    static async Task<VconReading> ReadAsync(FoundFile file, CancellationToken stop)
    {
        var reader = new VconReader(new VconLimits());
        await using var raw = File.OpenRead(file.Path);
        await using Stream clear = file.ContentType == "application/vcon+gzip" ? new System.IO.Compression.GZipStream(raw, System.IO.Compression.CompressionMode.Decompress) : raw;
        await new TeeStream(clear, reader.Feed, () => reader.Refused).CopyToAsync(Stream.Null, stop);
        return reader.Complete();
    }
}
