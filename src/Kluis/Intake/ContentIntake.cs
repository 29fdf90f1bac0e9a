using System.Buffers.Text;
using System.Security.Cryptography;
using Kluis.Access;
using Kluis.Conversations;
using Kluis.Keys;

namespace Kluis.Intake;

/// <summary>The sound of a recording whose vCon came without it: sealed while it streams in, then put in its place.</summary>
sealed class ContentIntake(ConversationReader reader, LateContent late, ObjectVault vault, TimeProvider time)
{
    /// <param name="dialog">The index of the dialog in the vCon, from 0.</param>
    public async Task<IntakeResult> TakeAsync(Caller caller, Guid id, int dialog, Stream content, CancellationToken stop)
    {
        // 1. A place that is the caller's to fill, and empty.
        var (refusal, facts) = await reader.FindAsync(caller, id, Permission.Store, stop);
        if (facts is null)
            return IntakeResult.Refused(refusal.Code());
        if (facts.Parts.FirstOrDefault(part => part.Section == "dialog" && part.Position == dialog && part.Kind == "recording") is not { } place)
            return IntakeResult.Refused("recording.not-found");
        if (place.ObjectId is not null)
            return IntakeResult.Refused("recording.exists");
        if (place.EraseAfter <= time.GetUtcNow().ToUnixTimeMilliseconds())
            return IntakeResult.Refused(PastTerm.Code);
        // 2. Look at the first bytes: is it sound?
        using var start = await SoundStart.ReadAsync(content, stop);
        if (start.File is not { } file)
            return IntakeResult.Refused(start.Refusal!);
        // 3. Seal it under the key that the conversation has.
        var (secret, hashes) = await late.OpenAsync(facts, place, stop);
        using var _ = secret;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var sound = await vault.SealAsync(new TeeStream(start.Before(content), null, null, hash), secret, ObjectKind.Recording, stop);
        // 4. Put it in its place, if it is what the vCon speaks of.
        var kept = false;
        try
        {
            if (sound.Size <= file.HeaderLength)
                return IntakeResult.Refused("recording.empty");
            if (!Fits(hashes, hash.GetHashAndReset()))
                return IntakeResult.Refused("vcon.media-mismatch", "$.dialog[].content_hash");
            kept = await late.StoreAsync(caller.Actor, facts, place, sound, file.MediaType, file.DurationOf(sound.Size), stop);
            return kept ? new IntakeResult(new StoredConversation(StoreOutcome.Stored, id, facts.GoneAt, []), [], null) : IntakeResult.Refused("recording.exists");
        }
        finally
        {
            if (!kept)
                await vault.DiscardAsync([sound]);
        }
    }

    // As with files beside a vCon: a digest of another kind says nothing that could be checked.
    static bool Fits(IReadOnlyList<string> hashes, byte[] sha512)
    {
        var known = hashes.Where(hash => hash.StartsWith("sha512-", StringComparison.Ordinal)).ToList();
        return known.Count == 0 || known.Contains("sha512-" + Base64Url.EncodeToString(sha512));
    }
}
