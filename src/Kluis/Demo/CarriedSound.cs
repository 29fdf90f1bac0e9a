using System.Globalization;

namespace Kluis.Demo;

/// <summary>
/// Small calls that the program carries for machines without espeak-ng, one for each queue and language, with nobody's
/// name in them. Made by <see cref="SpeechMaker"/> from the first script of the queue and encoded with
/// <c>ffmpeg -c:a libopus -application voip -b:a 24k</c>; the text file beside each tells who says what when.
/// </summary>
static class CarriedSound
{
    public static DemoAudio For(DemoConversation call)
    {
        var name = Name(call.Language, call.Queue);
        var lines = ReadLines(name + ".txt");
        return new(
            ReadBytes(name + ".ogg"),
            "audio/ogg",
            Number(lines[0]),
            [.. lines.Where(line => line[0] is 'C' or 'A').Select(Turn)],
            [.. lines.Where(line => line[0] is 'H').Select(Hold)]);
    }

    /// <summary>File name without ending, such as nl-moving-house.</summary>
    public static string Name(string language, string queue) =>
        language + "-" + queue.ToLowerInvariant().Replace(' ', '-');

    static DemoTurn Turn(string line)
    {
        var cells = line.Split('\t');
        return new(cells[0] == "C", cells[2], Number(cells[1]));
    }

    static DemoSpan Hold(string line)
    {
        var cells = line.Split('\t');
        return new(Number(cells[1]), Number(cells[2]));
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    static string[] ReadLines(string file)
    {
        using var reader = new StreamReader(Open(file));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static byte[] ReadBytes(string file)
    {
        using var from = Open(file);
        using var copy = new MemoryStream();
        from.CopyTo(copy);
        return copy.ToArray();
    }

    static Stream Open(string file)
    {
        var program = typeof(CarriedSound).Assembly;
        var name = program.GetManifestResourceNames()
            .Single(name => name.EndsWith(".audio." + file, StringComparison.Ordinal));
        return program.GetManifestResourceStream(name)!;
    }
}
