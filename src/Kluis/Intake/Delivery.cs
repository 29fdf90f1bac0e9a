namespace Kluis.Intake;

enum DeliveryKind
{
    /// <summary>Sound with its metadata.</summary>
    Recording,

    /// <summary>A vCon, with or without files beside it.</summary>
    Vcon,
}

/// <summary>By which way something came in. The name in the database is the lower-case word.</summary>
enum DeliveryWay
{
    Api,
    Import,
    Folder,
}

/// <summary>Something that is handed in, without its bytes: all that is needed to try it again later.</summary>
/// <param name="ContentType">As HTTP has it; a multipart type with its boundary.</param>
sealed record Delivery(DeliveryKind Kind, DeliveryWay Way, string ContentType)
{
    public string? ContentEncoding { get; init; }

    /// <summary>A label for people, never a path.</summary>
    public string? FileName { get; init; }

    public Guid? Activity { get; init; }

    /// <summary>Of sound that comes as a bare file: its metadata, JSON as <see cref="RecordingMetadata"/> reads it.</summary>
    public string? Metadata { get; init; }
}
