using System.Collections.Frozen;

namespace Kluis.Vcon;

/// <summary>What the value of a member may be.</summary>
enum Shape
{
    Text, Line, Date, Seconds, Uuid, Url, Hashes, Names, Prior,
    Party, Parties, Channels, Dialog, DialogList, Dialogs, Attachments,
    DialogType, Disposition, Event, Sessions, History,
}

/// <summary>
/// The members of one kind of object in the order they are written, and the names they had in older versions.
/// </summary>
sealed class ObjectShape((string Name, Shape Shape)[] members, params (string Old, string Now)[] legacy)
{
    readonly FrozenDictionary<string, Shape> shapes = members.ToFrozenDictionary(m => m.Name, m => m.Shape);
    readonly FrozenDictionary<string, string> names = legacy.ToFrozenDictionary(m => m.Old, m => m.Now);

    public IReadOnlyList<string> Order { get; } = [.. members.Select(m => m.Name)];

    public Shape? this[string name] => shapes.TryGetValue(name, out var shape) ? shape : null;

    /// <summary>The current name of a member.</summary>
    public string Current(string name) => names.GetValueOrDefault(name, name);
}

/// <summary>The objects of draft-ietf-vcon-vcon-core-03 §4, with the CC extension's members.</summary>
static class Shapes
{
    public static readonly ObjectShape Root = new(
        [("vcon", Shape.Text), ("uuid", Shape.Uuid), ("extensions", Shape.Names), ("critical", Shape.Names),
         ("created_at", Shape.Date), ("updated_at", Shape.Date), ("subject", Shape.Text),
         ("redacted", Shape.Prior), ("amended", Shape.Prior)],
        ("appended", "amended"), ("must_support", "critical"));

    public static readonly ObjectShape Prior = new(
        [("uuid", Shape.Uuid), ("type", Shape.Text), ("url", Shape.Url), ("content_hash", Shape.Hashes)]);

    public static readonly ObjectShape Party = new(
        [("tel", Shape.Text), ("sip", Shape.Text), ("stir", Shape.Text), ("mailto", Shape.Text),
         ("name", Shape.Text), ("did", Shape.Text), ("validation", Shape.Text), ("gmlpos", Shape.Text),
         ("uuid", Shape.Text), ("type", Shape.Text), ("org", Shape.Text), ("dept", Shape.Text),
         ("role", Shape.Text), ("contact_list", Shape.Text)],
        ("email", "mailto"));

    public static readonly ObjectShape Dialog = new(
        [("type", Shape.DialogType), ("start", Shape.Date), ("duration", Shape.Seconds),
         ("parties", Shape.Channels), ("originator", Shape.Party), ("disposition", Shape.Disposition),
         ("session_id", Shape.Sessions), ("party_history", Shape.History), ("transferee", Shape.Party),
         ("transferor", Shape.Party), ("transfer_target", Shape.Parties), ("original", Shape.Dialogs),
         ("consultation", Shape.Dialogs), ("target_dialog", Shape.Dialogs), ("recordings", Shape.DialogList),
         ("recording_set", Shape.Dialog), ("application", Shape.Text), ("message_id", Shape.Text),
         ("campaign", Shape.Text), ("interaction_type", Shape.Text), ("interaction_id", Shape.Text),
         ("skill", Shape.Text), ("mediatype", Shape.Line), ("filename", Shape.Text), ("url", Shape.Url),
         ("content_hash", Shape.Hashes)],
        ("mimetype", "mediatype"), ("transfer-target", "transfer_target"), ("target-dialog", "target_dialog"));

    public static readonly ObjectShape History = new(
        [("party", Shape.Party), ("time", Shape.Date), ("event", Shape.Event), ("button", Shape.Text)]);

    public static readonly ObjectShape Analysis = new(
        [("type", Shape.Text), ("dialog", Shape.Dialogs), ("attachment", Shape.Attachments),
         ("vendor", Shape.Text), ("product", Shape.Text), ("schema", Shape.Text), ("mediatype", Shape.Line),
         ("filename", Shape.Text), ("url", Shape.Url), ("content_hash", Shape.Hashes)],
        ("mimetype", "mediatype"), ("schema_version", "schema"), ("vendor_product", "product"));

    public static readonly ObjectShape Attachment = new(
        [("purpose", Shape.Text), ("start", Shape.Date), ("party", Shape.Party), ("dialog", Shape.Dialog),
         ("mediatype", Shape.Line), ("filename", Shape.Text), ("url", Shape.Url), ("content_hash", Shape.Hashes)],
        ("type", "purpose"), ("mimetype", "mediatype"));

    /// <summary>The arrays of parts in the order they are read and written.</summary>
    public static readonly IReadOnlyList<(string Key, VconPartKind Kind, ObjectShape Shape)> Parts =
    [
        ("dialog", VconPartKind.Dialog, Dialog),
        ("analysis", VconPartKind.Analysis, Analysis),
        ("attachments", VconPartKind.Attachment, Attachment),
    ];
}
