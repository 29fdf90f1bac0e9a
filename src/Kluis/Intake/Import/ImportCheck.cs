using System.Text;
using Kluis.Access;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Vcon;

namespace Kluis.Intake.Import;

/// <summary>Looks at a file as the intake would, and stores nothing: what a dry run tells.</summary>
sealed class ImportCheck(IntakeActivities activities, VconCover cover, Installation installation, TimeProvider time)
{
    /// <param name="siblings">The files beside a vCon, by which they are known as its own.</param>
    public async Task<ImportLine> RunAsync(Caller caller, FoundFile file, Recipe recipe, Delivery delivery, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>> siblings, CancellationToken stop)
    {
        var refusal = delivery.Kind == DeliveryKind.Recording
            ? await OfRecordingAsync(caller, file, delivery, stop)
            : await OfVconAsync(caller, file, recipe, delivery, siblings, stop);
        return refusal is null
            ? new(file.Name, ImportOutcome.Stored)
            : new(file.Name, refusal.Code == PastTerm.Code ? ImportOutcome.PastTerm : ImportOutcome.Quarantined, refusal.Code, refusal.Detail);
    }

    async Task<IntakeRefusal?> OfRecordingAsync(Caller caller, FoundFile file, Delivery delivery, CancellationToken stop)
    {
        if (delivery.Metadata is null)
            return new("recording.no-metadata");
        var (metadata, wrong) = RecordingMetadata.Read(Encoding.UTF8.GetBytes(delivery.Metadata));
        if (metadata is null)
            return wrong;
        var (activity, refusal) = await activities.FindAsync(metadata.Activity ?? caller.Activity, takesSound: true, stop);
        if (activity is null)
            return refusal;
        if (PastTerm.Holds(activity, PartKind.Recording, metadata.Start!.Value, time.GetUtcNow()))
            return new(PastTerm.Code);
        await using var sound = File.OpenRead(file.Path);
        using var start = await SoundStart.ReadAsync(sound, stop);
        return start.File is null ? new(start.Refusal!) : sound.Length <= start.File.HeaderLength ? new("recording.empty") : null;
    }

    async Task<IntakeRefusal?> OfVconAsync(Caller caller, FoundFile file, Recipe recipe, Delivery delivery, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>> siblings, CancellationToken stop)
    {
        var (activity, refusal) = await activities.FindAsync(delivery.Activity ?? caller.Activity, takesSound: false, stop);
        if (activity is null)
            return refusal;
        try
        {
            var vcon = await ReadAsync(caller.Source, () => Task.FromResult(DeliveryApi.Unpacked(file.ContentType, null, Importer.OpenOf(file, recipe))!), new Covers(), stop);
            new SoundGate(activity).Check(vcon);
            if (PastTerm.Without(VconMapping.Read(Guid.Empty, activity, vcon, new Dictionary<(VconPartKind, int), NewObject>(), [], installation.Country, caller.Source, time.GetUtcNow()), time.GetUtcNow()) is null)
                return new(PastTerm.Code);
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

    // Nothing is kept: what is needed again is read again.
    async Task<Vcon.Vcon> ReadAsync(string? source, Func<Task<Stream>> openAsync, Covers covers, CancellationToken stop)
    {
        var reader = new VconReader(new VconLimits());
        await using (var document = await openAsync())
            await new TeeStream(document, reader.Feed, () => reader.Refused).CopyToAsync(Stream.Null, stop);
        var reading = reader.Complete();
        return covers.Judge(reading) ?? await ReadAsync(source, () => cover.UncoverAsync(reading, async range => new RangeStream(await openAsync(), range.Offset, range.Length), source, covers, stop), covers, stop);
    }
}
