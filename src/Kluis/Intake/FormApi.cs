using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Kluis.Intake;

/// <summary>The parts of a multipart body as they come in, and nothing beside them.</summary>
sealed class FormApi
{
    readonly MultipartReader parts;
    readonly Epilogue epilogue;

    FormApi(string boundary, Stream body)
    {
        epilogue = new Epilogue(boundary);
        parts = new MultipartReader(boundary, new TeeStream(body, epilogue.See, null), 64 * 1024) { HeadersCountLimit = 16, HeadersLengthLimit = 8 * 1024 };
    }

    /// <returns>Null for a body that is not multipart.</returns>
    public static FormApi? Of(string? contentType, Stream body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is 0 or > 200 ? null : new FormApi(boundary.ToString(), body);
    }

    /// <returns>The next part; null after the last.</returns>
    /// <exception cref="InvalidDataException">The body breaks the rules of multipart, or something stands after its last boundary.</exception>
    /// <exception cref="IOException">It ends before its last boundary.</exception>
    public async Task<MultipartSection?> NextAsync(CancellationToken stop)
    {
        if (await parts.ReadNextSectionAsync(stop) is { } part)
            return part;
        // What nobody reads may be what the sender meant to hand in: better refused than lost without a word.
        return epilogue.IsBlank ? null : throw new InvalidDataException("Something stands after the last boundary.");
    }
}
