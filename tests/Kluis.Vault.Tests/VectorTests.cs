using System.Text.Json;

namespace Kluis.Vault.Tests;

/// <summary>The vectors of testdata, which another implementation wrote.</summary>
public sealed class VectorTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "testdata");
    static readonly JsonElement Vectors =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "vectors.json"))).RootElement;

    public static TheoryData<string> Valid => All("valid", "file");

    public static TheoryData<string> Refused => All("refused", "name");

    [Theory]
    [MemberData(nameof(Valid))]
    public async Task A_valid_object_of_another_implementation_opens(string file)
    {
        var vector = Vectors.GetProperty("valid").EnumerateArray().Single(v => Text(v, "file") == file);
        using var key = KeyOf(vector);

        var plain = await Samples.ReadAllAsync(Read(file), key, Bytes(vector, "context"));

        Assert.Equal(vector.GetProperty("length").GetInt32(), plain.Length);
        Assert.Equal(Text(vector, "sha256"), Samples.Hash(plain));
        Assert.Equal(plain.Length, SealedObject.PlainLength(Read(file).Length));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_manipulated_object_is_refused(string name)
    {
        var vector = Vectors.GetProperty("refused").EnumerateArray().Single(v => Text(v, "name") == name);
        using var key = KeyOf(vector);

        Assert.Equal("object.tampered", await Samples.FaultAsync(
            () => Samples.ReadAllAsync(Build(vector), key, Bytes(vector, "context"))));
    }

    [Fact]
    public void The_vectors_cover_all_kinds_of_manipulation() => Assert.Equal(92, Refused.Count);

    static TheoryData<string> All(string list, string name) =>
        [.. Vectors.GetProperty(list).EnumerateArray().Select(v => Text(v, name)!)];

    static ObjectKey KeyOf(JsonElement vector) => new(
        VaultId.FromBytes(Bytes(vector, "object")), VaultId.FromBytes(Bytes(vector, "keyId")), Bytes(vector, "key"));

    static byte[] Build(JsonElement vector)
    {
        var bytes = vector.GetProperty("parts").EnumerateArray().SelectMany(Part).ToArray();
        if (vector.TryGetProperty("flips", out var flips))
        {
            foreach (var flip in flips.EnumerateArray())
                bytes[flip[0].GetInt32()] ^= (byte)(1 << flip[1].GetInt32());
        }
        return bytes;
    }

    static byte[] Part(JsonElement part) => Text(part, "hex") is { } hex
        ? Convert.FromHexString(hex)
        : Read(Text(part, "file")!)[part.GetProperty("from").GetInt32()..part.GetProperty("to").GetInt32()];

    static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".vlt1"));

    // A vector says only what differs from the common values.
    static byte[] Bytes(JsonElement vector, string name) =>
        Convert.FromHexString(Text(vector, name) ?? Text(Vectors, name)!);

    static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
