using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Kluis.Demo;

/// <summary>One person's voice in espeak-ng.</summary>
/// <param name="Name">Language and variant, such as nl+f2.</param>
/// <param name="Speed">Words a minute.</param>
/// <param name="Pitch">0 to 99.</param>
sealed record EspeakVoice(string Name, int Speed, int Pitch)
{
    const string Program = "espeak-ng";

    static readonly string[] womenVariants = ["+f1", "+f2", "+f3", "+f4", "+f5"];
    static readonly string[] menVariants = ["", "+m1", "+m2", "+m3", "+m4", "+m7"];

    public static bool Available { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>A person keeps the voice from call to call.</summary>
    public static EspeakVoice Of(string person, string language)
    {
        var dice = new DemoDice(DemoDice.Seed(person));
        var variant = dice.Pick(DemoPeople.IsWoman(person) ? womenVariants : menVariants);
        return new((language == "nl" ? "nl" : "en-gb") + variant, dice.Between(162, 184), dice.Between(38, 60));
    }

    /// <summary>Says a text. It goes in and the sound comes out by pipe: nothing touches a disk.</summary>
    /// <exception cref="InvalidDataException">espeak-ng failed.</exception>
    public async Task<short[]> SayAsync(string text, CancellationToken stop)
    {
        using var process = Start();
        try
        {
            await process.StandardInput.WriteAsync(Speech.Spoken(text).AsMemory(), stop);
            process.StandardInput.Close();
            using var sound = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(sound, stop);
            await process.WaitForExitAsync(stop);
            return TelephoneSound.Read(sound.GetBuffer().AsSpan(0, (int)sound.Length));
        }
        catch (IOException fault)
        {
            throw new InvalidDataException("The voice stopped.", fault);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    Process Start()
    {
        string[] arguments =
        [
            "-v", Name, "-s", Speed.ToString(CultureInfo.InvariantCulture),
            "-p", Pitch.ToString(CultureInfo.InvariantCulture), "-b", "1", "--stdin", "--stdout",
        ];
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        try
        {
            return Process.Start(start) ?? throw new InvalidDataException("The voice did not start.");
        }
        catch (Win32Exception fault)
        {
            throw new InvalidDataException("The voice did not start.", fault);
        }
    }
}
