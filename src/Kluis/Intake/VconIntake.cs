using System.Security.Cryptography;
using Kluis.Access;
using Kluis.Conversations;
using Kluis.Keys;
using Kluis.Registers;
using Kluis.Storage;
using Kluis.Vcon;

namespace Kluis.Intake;

/// <summary>A file that came beside the vCon.</summary>
sealed record SentFile(string? Name, Stream Content);

/// <summary>
/// A vCon, with its media inside or beside it. The document is sealed as it streams in while its structure is read; the
/// bodies are then read back from the sealed copy, decoded and sealed one by one. Memory holds the structure, never the media.
/// </summary>
sealed class VconIntake(
    IntakeActivities activities, VconCover cover, ObjectVault vault, ConversationWriter writer, MarksReader marks, Installation installation, IdSource ids, TimeProvider time)
{
    static readonly VconLimits Limits = new();

    /// <param name="document">The unpacked vCon; read to its end before <paramref name="files"/> is asked.</param>
    /// <param name="files">What lies beside it, once it is known what it refers to.</param>
    public async Task<IntakeResult> TakeAsync(Caller caller, Guid? activityId, Stream document, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>> files, CancellationToken stop)
    {
        var (activity, refusal) = await activities.FindAsync(activityId ?? caller.Activity, takesSound: false, stop);
        if (activity is null)
            return new IntakeResult(null, [], refusal);
        using var secret = ConversationSecret.New(ids.New());
        var made = new List<NewObject>();
        try
        {
            return await TakeAsync(caller, activity, document, files, secret, made, stop);
        }
        catch (IntakeRefusedException refused)
        {
            await vault.DiscardAsync(made);
            return IntakeResult.Refused(refused.Refusal.Code, refused.Refusal.Detail);
        }
        catch (VconFormatException format)
        {
            await vault.DiscardAsync(made);
            return IntakeResult.Refused(format.Code, format.Path);
        }
        catch
        {
            await vault.DiscardAsync(made);
            throw;
        }
    }

    async Task<IntakeResult> TakeAsync(
        Caller caller, ProcessingActivity activity, Stream document, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>> files, ConversationSecret secret, List<NewObject> made, CancellationToken stop)
    {
        // 1. Seal the document as it comes, take off what covers it, and read its structure.
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (vcon, source, findings) = await ReadAsync(caller.Source, document, secret, made, digest, stop);
        var gate = new SoundGate(activity);
        gate.Check(vcon);
        // 2. Decode and seal each body that is inside.
        var contents = new Dictionary<(VconPartKind, int), NewObject>();
        foreach (var part in vcon.Parts.Where(part => part.Body is not null))
            contents[(part.Kind, part.Index)] = await SealBodyAsync(source, secret, part, gate, made, stop);
        // 3. Seal each file that came beside it, and find its place.
        await SealFilesAsync(files(vcon), vcon, secret, gate, contents, made, digest, stop);
        if (vcon.Parts.Any(part => part.Link is not null && !contents.ContainsKey((part.Kind, part.Index))))
            findings.Add("vcon.media-missing");
        // 4. Store it whole. The copies of the document have served.
        var whole = VconMapping.Read(secret.Conversation, activity, vcon, contents, digest.GetHashAndReset(), installation.Country, caller.Source, time.GetUtcNow());
        var conversation = PastTerm.Without(whole, time.GetUtcNow()) ?? throw new IntakeRefusedException(PastTerm.Code);
        if (ContentsOf(conversation).Count < ContentsOf(whole).Count || whole.Call != conversation.Call)
            findings.Add(PastTerm.Finding);
        conversation = conversation with { Marks = await marks.CompleteAsync(conversation.Marks, stop) };
        if (conversation.Parties.All(party => !party.IsStaff) && conversation.Parties.Count > 1)
            findings.Add("party.role-unknown");
        var stored = await writer.StoreAsync(caller.Actor, conversation, secret, stop);
        if (stored.Outcome == StoreOutcome.Erased)
            throw new IntakeRefusedException(PastTerm.ErasedCode);
        await vault.DiscardAsync(stored.Outcome == StoreOutcome.Same ? made : [.. made.Except(ContentsOf(conversation))]);
        return new IntakeResult(stored, [.. findings.Concat(stored.Findings).Distinct()], null);
    }

    async Task<(Vcon.Vcon Vcon, NewObject Source, List<string> Findings)> ReadAsync(
        string? sender, Stream document, ConversationSecret secret, List<NewObject> made, IncrementalHash digest, CancellationToken stop)
    {
        var covers = new Covers();
        for (var layer = 0; ; layer++)
        {
            var reader = new VconReader(Limits);
            // What is inside was opened here; what came in belongs to the caller, and is what is known again.
            await using var inside = layer == 0 ? null : document;
            var tee = new TeeStream(document, reader.Feed, () => reader.Refused, layer == 0 ? [digest] : []);
            var source = await vault.SealAsync(tee, secret, ObjectKind.Source, stop);
            made.Add(source);
            var reading = reader.Complete();
            if (covers.Judge(reading) is { } vcon)
                return (vcon, source, [.. covers.Findings, .. reading.Findings.Select(finding => finding.Code)]);
            document = await cover.UncoverAsync(
                reading, async range => new RangeStream(await vault.OpenAsync(source.Row, secret, stop), range.Offset, range.Length), sender, covers, stop);
        }
    }

    static List<NewObject> ContentsOf(NewConversation conversation) => [.. conversation.Parts.Select(part => part.Content).OfType<NewObject>()];

    async Task<NewObject> SealBodyAsync(NewObject source, ConversationSecret secret, VconPart part, SoundGate gate, List<NewObject> made, CancellationToken stop)
    {
        var body = part.Body!;
        await using var content = body.Inline is { } inline
            ? new MemoryStream(inline, writable: false)
            : VconBodyStream.Open(new RangeStream(await vault.OpenAsync(source.Row, secret, stop), body.Offset, body.Length), body.Encoding);
        var sealedBody = await vault.SealAsync(await gate.PassAsync(content, stop), secret, VconMapping.ObjectKindOf(part), stop);
        made.Add(sealedBody);
        if (sealedBody.Size == 0 && part.Kind == VconPartKind.Dialog && part.Type == "recording")
            throw new IntakeRefusedException("recording.empty", $"$.dialog[{part.Index}]");
        return sealedBody;
    }

    async Task SealFilesAsync(
        IAsyncEnumerable<SentFile> files, Vcon.Vcon vcon, ConversationSecret secret, SoundGate gate, Dictionary<(VconPartKind, int), NewObject> contents,
        List<NewObject> made, IncrementalHash digest, CancellationToken stop)
    {
        await foreach (var file in files.WithCancellation(stop))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            var kind = vcon.Parts.Any(part => part.Link is not null && part.Kind == VconPartKind.Dialog) ? ObjectKind.Recording : ObjectKind.Attachment;
            var sealedFile = await vault.SealAsync(new TeeStream(await gate.PassAsync(file.Content, stop), null, null, hash), secret, kind, stop);
            made.Add(sealedFile);
            if (sealedFile.Size == 0)
                throw new IntakeRefusedException("recording.empty");
            digest.AppendData(sealedFile.Digest);
            var part = VconMedia.PlaceOf(vcon, file.Name, hash.GetHashAndReset(), contents.Keys)
                ?? throw new IntakeRefusedException("vcon.media-mismatch", "a file that no part of the vCon refers to, by hash or by name");
            contents[(part.Kind, part.Index)] = sealedFile;
        }
    }
}
