using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kluis.Access;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>A recording with its metadata: sealed while it streams in, then stored as a conversation of one dialog.</summary>
sealed class RecordingIntake(
    IntakeActivities activities, ObjectVault vault, ConversationWriter writer, MarksReader marks, Installation installation, IdSource ids, TimeProvider time)
{
    /// <param name="isLast">Whether nothing comes after the sound; asked when it was read to its end.</param>
    public async Task<IntakeResult> TakeAsync(
        Caller caller, RecordingMetadata metadata, byte[] metadataBytes, Stream audio, Func<Task<bool>> isLast, CancellationToken stop)
    {
        // 1. Nothing is stored without a processing activity.
        var (activity, refusal) = await activities.FindAsync(metadata.Activity ?? caller.Activity, takesSound: true, stop);
        if (activity is null)
            return new IntakeResult(null, [], refusal);
        if (PastTerm.Holds(activity, PartKind.Recording, metadata.Start!.Value, time.GetUtcNow()))
            return IntakeResult.Refused(PastTerm.Code);
        // 2. Look at the first bytes: is it sound?
        using var start = await SoundStart.ReadAsync(audio, stop);
        if (start.File is not { } file)
            return IntakeResult.Refused(start.Refusal!);
        // 3. Seal it while it streams in.
        var id = ids.New();
        using var secret = ConversationSecret.New(id);
        var sound = await vault.SealAsync(start.Before(audio), secret, ObjectKind.Recording, stop);
        // 4. Store it whole; what was here already leaves nothing behind.
        try
        {
            if (sound.Size <= file.HeaderLength || !await isLast())
            {
                await vault.DiscardAsync([sound]);
                return sound.Size <= file.HeaderLength ? IntakeResult.Refused("recording.empty") : IntakeResult.Refused("request.malformed", "one recording after its metadata, and nothing after that");
            }
            var conversation = await MakeAsync(id, activity, metadata, metadataBytes, file, sound, caller, stop);
            var stored = await writer.StoreAsync(caller.Actor, conversation, secret, stop);
            if (stored.Outcome is StoreOutcome.Same or StoreOutcome.Erased)
                await vault.DiscardAsync([sound]);
            if (stored.Outcome == StoreOutcome.Erased)
                return IntakeResult.Refused(PastTerm.ErasedCode);
            return new IntakeResult(stored, stored.Findings, null);
        }
        catch
        {
            await vault.DiscardAsync([sound]);
            throw;
        }
    }

    async Task<NewConversation> MakeAsync(
        Guid id, ProcessingActivity activity, RecordingMetadata metadata, byte[] metadataBytes, AudioFile file, NewObject sound, Caller caller, CancellationToken stop)
    {
        var start = metadata.Start!.Value;
        var duration = file.DurationOf(sound.Size) ?? (metadata.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        var parties = (metadata.Parties ?? []).Select(party => PartyReading.Read(party.ToVcon(), installation.Country)).ToList();
        if (parties.Count == 0)
            parties.AddRange(FromNumbers(metadata));
        return new NewConversation(id, activity, Channel.Call, start)
        {
            // Handed out and handed in again, it is known by this.
            VconUuid = id.ToString(),
            Direction = metadata.Direction,
            Duration = duration,
            Marks = await marks.CompleteAsync(new ConversationMarks(metadata.Team, metadata.Queue, metadata.AgentId ?? parties.Find(party => party.AgentId is not null)?.AgentId, caller.Source), stop),
            ReceivedDigest = SHA256.HashData([.. SHA256.HashData(metadataBytes), .. sound.Digest]),
            Document = DocumentOf(start, duration, file, metadata, parties.Count),
            Parties = parties,
            Parts = [new NewPart(PartKind.Recording, "dialog", 0, start, duration, file.MediaType, sound)],
            Call = new NewCallMetadata(
                Seconds(metadata.WaitSeconds), Seconds(metadata.HoldSeconds), metadata.Transfers,
                new CallFacts(metadata.Caller, metadata.Called, metadata.MenuChoices ?? [], metadata.Disposition)),
        };
    }

    // Without parties the numbers still say who called whom; the organisation's own side is not a customer.
    IEnumerable<NewParty> FromNumbers(RecordingMetadata metadata)
    {
        var customer = metadata.Direction == "out" ? metadata.Called : metadata.Caller;
        if (customer is not null)
            yield return PartyReading.Read(new JsonObject { ["tel"] = customer }, installation.Country);
        if (metadata.AgentId is { } agent)
            yield return PartyReading.Read(new JsonObject { ["agent_id"] = agent, ["role"] = "agent" }, installation.Country);
    }

    static JsonObject DocumentOf(DateTimeOffset start, TimeSpan? duration, AudioFile file, RecordingMetadata metadata, int parties)
    {
        var dialog = new JsonObject
        {
            ["type"] = "recording",
            ["start"] = start.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["parties"] = new JsonArray([.. Enumerable.Range(0, parties).Select(index => (JsonNode)index)]),
            ["mediatype"] = file.MediaType,
            ["encoding"] = "base64url",
        };
        if (duration is { } length)
            dialog["duration"] = Math.Round(length.TotalSeconds, 3);
        if (metadata.FileName is { Length: > 0 } name)
            dialog["filename"] = name;
        return new JsonObject { ["dialog"] = new JsonArray(dialog) };
    }

    static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
