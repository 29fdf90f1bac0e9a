using System.Buffers.Text;
using System.Text.Json;

namespace Kluis.Vcon;

/// <summary>Reads the general JSON serialization of JWS (RFC 7515 §7.2.1) and JWE (RFC 7516 §7.2.1) from a skeleton.</summary>
static class CoveredForm
{
    const int MostSigners = 16;

    public static SignedVcon Signed(JsonElement root, IReadOnlyList<FoundBody> bodies)
    {
        var signatures = Items(root, "signatures").Select(Signature).ToList();
        return new SignedVcon(Range(root, "payload", bodies), signatures);
    }

    public static EncryptedVcon Encrypted(JsonElement root, IReadOnlyList<FoundBody> bodies)
    {
        var protectedText = Text(root, "protected") ?? "";
        var header = Header(protectedText);
        var shared = Object(root, "unprotected");
        var recipients = Items(root, "recipients").Select(recipient => Recipient(recipient, header, shared)).ToList();
        return new EncryptedVcon(Range(root, "ciphertext", bodies))
        {
            AuthenticatedData = Text(root, "aad") is { } more ? $"{protectedText}.{more}" : protectedText,
            Encryption = Member("enc", header, shared) ?? recipients[0].Encryption ?? throw Wrong("enc"),
            InitializationVector = Bytes(root, "iv"),
            Tag = Bytes(root, "tag"),
            Recipients = recipients,
            Uuid = Member("uuid", header, shared),
        };
    }

    static VconSignature Signature(JsonElement source)
    {
        var protectedText = Text(source, "protected") ?? "";
        var header = Header(protectedText);
        var open = Object(source, "header");
        return new VconSignature(
            protectedText,
            Member("alg", header, open) ?? throw Wrong("alg"),
            Bytes(source, "signature"),
            Certificates(header) ?? Certificates(open) ?? [],
            Member("uuid", header, open));
    }

    static VconRecipient Recipient(JsonElement source, JsonElement? header, JsonElement? shared)
    {
        var own = Object(source, "header");
        return new VconRecipient(Member("alg", header, shared, own) ?? throw Wrong("alg"), Bytes(source, "encrypted_key"), Member("enc", own));
    }

    // What somebody demands to be understood, and is not, makes the whole unreadable (RFC 7515 §4.1.11).
    static JsonElement? Header(string text)
    {
        if (text.Length == 0)
            return null;
        var header = JsonElement.Parse(Decoded(text), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
        return header.ValueKind == JsonValueKind.Object && !header.TryGetProperty("crit", out _) ? header : throw Wrong("protected");
    }

    /// <summary>The member in whichever header has it. One that stands in two with two values is a trick.</summary>
    static string? Member(string name, params ReadOnlySpan<JsonElement?> headers)
    {
        string? found = null;
        foreach (var header in headers)
        {
            if (header is not { } known || Text(known, name) is not { } text)
                continue;
            if (found is not null && found != text)
                throw Wrong(name);
            found = text;
        }
        return found;
    }

    static List<byte[]>? Certificates(JsonElement? header) =>
        header is { } known && known.TryGetProperty("x5c", out var chain) && chain.ValueKind == JsonValueKind.Array
            ? [.. chain.EnumerateArray().Take(MostSigners).Select(item => item.TryGetBytesFromBase64(out var bytes) ? bytes : throw Wrong("x5c"))]
            : null;

    static BodyRange Range(JsonElement root, string name, IReadOnlyList<FoundBody> bodies)
    {
        // The scanner put the number of the body in its place, also where the input had a string that looks like one.
        if (Text(root, name) is not { } number || !int.TryParse(number, out var index))
            throw Wrong(name);
        return new BodyRange(bodies[index].Offset, bodies[index].Length);
    }

    static List<JsonElement> Items(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MostSigners
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object)
            ? [.. list.EnumerateArray()]
            : throw Wrong(name);

    static JsonElement? Object(JsonElement root, string name) =>
        root.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Object ? found : null;

    static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    static byte[] Bytes(JsonElement root, string name) => Decoded(Text(root, name) ?? throw Wrong(name));

    static byte[] Decoded(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : throw Wrong("base64url");

    static VconFormatException Wrong(string member) => new("vcon.invalid", "$." + member);
}
