using Kluis.Conversations;
using Kluis.Registers;
using Kluis.Vcon;

namespace Kluis.Intake;

/// <summary>
/// Keeps sound out under an activity that takes none. What a part is called is not believed: its first bytes are looked at too.
/// </summary>
sealed class SoundGate(ProcessingActivity activity)
{
    const string Code = "recording.not-allowed";

    bool IsShut => activity.Recording == RecordingMode.Off;

    /// <summary>What says itself that it is sound, inside or beside the document. A call of which only the facts came has none.</summary>
    /// <exception cref="IntakeRefusedException">It is not taken here.</exception>
    public void Check(Vcon.Vcon vcon)
    {
        if (IsShut && vcon.Parts.FirstOrDefault(part => (part.Body is not null || part.Link is not null) && VconMapping.IsSound(part)) is { } sound)
            throw new IntakeRefusedException(Code, $"$.{(sound.Kind == VconPartKind.Attachment ? "attachments" : sound.Kind.ToString().ToLowerInvariant())}[{sound.Index}]");
    }

    /// <returns>The same bytes, unless they are sound.</returns>
    /// <exception cref="IntakeRefusedException">They are, and it is not taken here.</exception>
    public async Task<Stream> PassAsync(Stream content, CancellationToken stop)
    {
        if (!IsShut)
            return content;
        var start = new byte[AudioFile.Peek];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, stop);
        return AudioFile.Recognise(start.AsSpan(0, read)) is null
            ? new ConcatenatedStream(new MemoryStream(start, 0, read, writable: false), content)
            : throw new IntakeRefusedException(Code, "a body that is sound, whatever it is called");
    }
}
