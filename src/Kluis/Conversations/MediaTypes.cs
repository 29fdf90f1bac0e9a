namespace Kluis.Conversations;

/// <summary>The only types that are ever sent as sound: what was declared on the way in is a claim, not a fact.</summary>
static class AudioTypes
{
    public static string Of(string? declared) => declared?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "audio/wav" or "audio/x-wav" or "audio/wave" or "audio/vnd.wave" => "audio/wav",
        "audio/mpeg" or "audio/mp3" or "audio/x-mp3" => "audio/mpeg",
        "audio/ogg" or "audio/opus" or "application/ogg" => "audio/ogg",
        "audio/mp4" or "audio/x-mp4" or "audio/m4a" or "audio/x-m4a" => "audio/mp4",
        _ => "application/octet-stream",
    };
}

/// <summary>Text is sent as plain text or JSON, whatever it calls itself.</summary>
static class TextTypes
{
    public static string Of(string? declared) =>
        declared?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? "application/json" : "text/plain; charset=utf-8";
}
