using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kluis.Vcon;

/// <summary>Writes plain vCon 0.4.0 that validates against the schema of draft-ietf-vcon-vcon-core-03.</summary>
public static class VconWriter
{
    // HTML escapes would triple the size of e-mail bodies; the media type keeps browsers from taking it for a page.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes the document with its bodies, with memory bounded by the document. Mandatory members that a part lacks
    /// are completed: vendor and type with <c>unknown</c>, start with that of the dialog or of the vCon, the party of
    /// an attachment with an empty party at the end. A body takes the place of a URL. Fixed order, no white space.
    /// </summary>
    /// <param name="document">As <see cref="Vcon.Document"/>; not changed.</param>
    /// <param name="bodies">Content of parts, in any order; at most one for a part.</param>
    /// <param name="to">Receives UTF-8; neither flushed to its end nor closed.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="VconFormatException">
    /// <c>vcon.document-invalid</c>, before the first byte, when uuid or created_at is missing, a member has another
    /// shape than 0.4.0 says, or a body has no part; also when a <c>json</c> body is not JSON.
    /// </exception>
    public static async Task WriteAsync(
        JsonObject document, IReadOnlyList<VconOutBody> bodies, Stream to, CancellationToken stop)
    {
        var byPart = Completion.ByPart(document, bodies);
        var complete = Completion.Complete(document, byPart.Keys);
        await using var writer = new Utf8JsonWriter(to, Options);
        var content = new BodyWriter(writer);
        writer.WriteStartObject();
        WriteMembers(writer, complete, Shapes.Root, Completion.Arrays);
        WriteArray(writer, "parties", (JsonArray)complete["parties"]!, Shapes.Party);
        foreach (var (key, kind, shape) in Shapes.Parts)
        {
            writer.WriteStartArray(key);
            var parts = (JsonArray)complete[key]!;
            for (var i = 0; i < parts.Count; i++)
            {
                writer.WriteStartObject();
                WriteMembers(writer, (JsonObject)parts[i]!, shape);
                await content.WriteAsync(byPart.GetValueOrDefault((kind, i)), stop);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        await writer.FlushAsync(stop);
    }

    static void WriteArray(Utf8JsonWriter writer, string name, JsonArray items, ObjectShape shape)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            WriteMembers(writer, (JsonObject)item!, shape);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>Known members in the order of the shape, then the others by name.</summary>
    static void WriteMembers(
        Utf8JsonWriter writer, JsonObject source, ObjectShape shape, params ReadOnlySpan<string> leave)
    {
        var others = new SortedSet<string>(source.Select(m => m.Key), StringComparer.Ordinal);
        others.ExceptWith(shape.Order);
        foreach (var name in leave)
        {
            others.Remove(name);
        }
        foreach (var name in shape.Order.Where(source.ContainsKey).Concat(others))
        {
            writer.WritePropertyName(name);
            Write(writer, source[name]);
        }
    }

    static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }
}
