using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Kluis.Access;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kluis.Intake;

/// <summary>
/// The one door for what is handed in, whether it comes now or was kept and is tried again: looks at the form in which it comes,
/// and gives it to the intake of that kind.
/// </summary>
sealed class DeliveryApi(RecordingIntake recordings, VconIntake vcons)
{
    /// <param name="siblings">The files that lie beside a vCon; null: none.</param>
    /// <exception cref="InvalidDataException">A multipart body that breaks the rules.</exception>
    public async Task<IntakeResult> TakeAsync(Caller caller, Delivery delivery, Stream body, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>>? siblings, CancellationToken stop) => (delivery.Kind, FormApi.Of(delivery.ContentType, body)) switch
    {
        (DeliveryKind.Recording, { } form) => await TakeRecordingAsync(caller, delivery, form, stop),
        (DeliveryKind.Recording, null) => await TakeSoundAsync(caller, delivery, body, stop),
        (_, { } form) => await TakeVconAsync(caller, delivery, form, stop),
        _ => await TakeVconAsync(caller, delivery, body, siblings ?? (_ => AsyncEnumerable.Empty<SentFile>()), stop),
    };

    async Task<IntakeResult> TakeRecordingAsync(Caller caller, Delivery delivery, FormApi form, CancellationToken stop)
    {
        if (await form.NextAsync(stop) is not { } first || NameOf(first) != "metadata")
            return IntakeResult.Refused("recording.metadata-first");
        var (bytes, refusal) = await ReadSmallAsync(first.Body, RecordingMetadata.Longest, stop);
        if (refusal is not null)
            return new IntakeResult(null, [], refusal);
        // Corrected metadata stands in the place of what was sent.
        bytes = delivery.Metadata is { } corrected ? Encoding.UTF8.GetBytes(corrected) : bytes;
        var (metadata, wrong) = RecordingMetadata.Read(bytes);
        if (metadata is null)
            return new IntakeResult(null, [], wrong);
        if (await form.NextAsync(stop) is not { } second)
            return IntakeResult.Refused("recording.missing");
        return await recordings.TakeAsync(caller, Placed(metadata, delivery), bytes, second.Body, async () => await form.NextAsync(stop) is null, stop);
    }

    async Task<IntakeResult> TakeSoundAsync(Caller caller, Delivery delivery, Stream sound, CancellationToken stop)
    {
        if (delivery.Metadata is null)
            return delivery.Way == DeliveryWay.Api
                ? IntakeResult.Refused("request.unsupported-type", "multipart/form-data with the parts metadata and recording")
                : IntakeResult.Refused("recording.no-metadata");
        var bytes = Encoding.UTF8.GetBytes(delivery.Metadata);
        var (metadata, wrong) = RecordingMetadata.Read(bytes);
        return metadata is null
            ? new IntakeResult(null, [], wrong)
            : await recordings.TakeAsync(caller, Placed(metadata, delivery), bytes, sound, () => Task.FromResult(true), stop);
    }

    async Task<IntakeResult> TakeVconAsync(Caller caller, Delivery delivery, FormApi form, CancellationToken stop)
    {
        if (await form.NextAsync(stop) is not { } first || NameOf(first) != "vcon")
            return IntakeResult.Refused("request.malformed", "send the part named vcon first, then its files");
        return Unpacked(first.ContentType ?? "application/vcon", null, first.Body) is { } document
            ? await vcons.TakeAsync(caller, delivery.Activity, document, _ => FilesAsync(form, stop), stop)
            : IntakeResult.Refused("request.unsupported-type", "the part vcon is application/vcon or application/vcon+gzip");
    }

    async Task<IntakeResult> TakeVconAsync(Caller caller, Delivery delivery, Stream body, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>> siblings, CancellationToken stop) =>
        Unpacked(delivery.ContentType, delivery.ContentEncoding, body) is { } document
            ? await vcons.TakeAsync(caller, delivery.Activity, document, siblings, stop)
            : IntakeResult.Refused("request.unsupported-type", "application/vcon, application/vcon+json, application/vcon+gzip or multipart/form-data");

    // An officer who says under which activity it belongs is heard before the sender.
    static RecordingMetadata Placed(RecordingMetadata metadata, Delivery delivery) =>
        delivery.Activity is { } activity ? metadata with { Activity = activity } : metadata;

    /// <summary>The clear JSON stream of a body, unpacked where it is packed; null for a type that is not taken.</summary>
    internal static Stream? Unpacked(string? contentType, string? contentEncoding, Stream body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return null;
        var packed = contentEncoding == "gzip";
        if (contentEncoding is { Length: > 0 } && !packed)
            return null;
        return type.MediaType.ToString().ToLowerInvariant() switch
        {
            "application/vcon" or "application/vcon+json" or "application/json" => packed ? new GZipStream(body, CompressionMode.Decompress) : body,
            "application/vcon+gzip" or "application/gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => null,
        };
    }

    static async IAsyncEnumerable<SentFile> FilesAsync(FormApi form, [EnumeratorCancellation] CancellationToken stop)
    {
        while (await form.NextAsync(stop) is { } section)
            yield return new SentFile(FileNameOf(section), section.Body);
    }

    static string? NameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) ? HeaderUtilities.RemoveQuotes(disposition.Name).ToString() : null;

    // The name is a label to compare with, never a path: whatever stands before a slash is dropped.
    static string? FileNameOf(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            return null;
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        return name.Length is 0 or > 255 ? null : name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    static async Task<(byte[] Bytes, IntakeRefusal? Refusal)> ReadSmallAsync(Stream body, int longest, CancellationToken stop)
    {
        var buffer = new byte[longest + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return read > longest ? ([], new IntakeRefusal("request.too-large", "metadata: at most 64 KiB")) : (buffer[..read], null);
    }
}
