using System.Buffers.Binary;
using Kluis.Demo;

namespace Kluis.Tests.Demo;

public sealed class SpeechMakerTests
{
    static readonly DateTimeOffset now = new(2026, 11, 23, 9, 40, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("nl")]
    [InlineData("en")]
    public async Task Two_people_speak_each_on_their_own_channel(string language)
    {
        SkipWithoutVoice();
        var call = Calls().First(c => c.Language == language);
        var sound = await new SpeechMaker().SpeakAsync(call, TestContext.Current.CancellationToken);
        Assert.Equal("audio/x-wav", sound.MediaType);
        Assert.Equal((2, 8000, 16), Format(sound.Bytes));
        Assert.InRange(sound.Duration, 20, 65);
        Assert.Equal((int)(sound.Duration * 8000), (sound.Bytes.Length - 44) / 4);
        foreach (var turn in sound.TimedTurns)
        {
            var (left, right) = Loudness(sound.Bytes, turn.At!.Value, 0.8);
            var (speaker, listener) = turn.ByCustomer ? (left, right) : (right, left);
            Assert.True(speaker > 300, $"{turn.At}: {speaker}");
            Assert.Equal(0, listener);
        }
    }

    [Fact]
    public async Task A_hold_is_silence_for_as_long_as_it_lasted()
    {
        SkipWithoutVoice();
        var call = Calls().First(c => c.Facts!.Holds.Count > 0);
        var sound = await new SpeechMaker().SpeakAsync(call, TestContext.Current.CancellationToken);
        var hold = Assert.Single(sound.Holds);
        Assert.Equal(call.Facts!.Holds[0].Seconds, hold.To - hold.From, 2);
        Assert.Equal((0, 0), Loudness(sound.Bytes, hold.From, hold.To - hold.From));
    }

    [Fact]
    public async Task The_same_call_sounds_the_same()
    {
        SkipWithoutVoice();
        var call = Calls()[0];
        var first = await new SpeechMaker().SpeakAsync(call, TestContext.Current.CancellationToken);
        var second = await new SpeechMaker().SpeakAsync(call, TestContext.Current.CancellationToken);
        Assert.Equal(first.Bytes, second.Bytes);
    }

    [Fact]
    public async Task A_stopped_demo_stops_speaking()
    {
        SkipWithoutVoice();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new SpeechMaker().SpeakAsync(Calls()[0], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Without_a_voice_every_call_has_a_carried_file_that_names_nobody()
    {
        var people = DemoWorld.Customers.Select(customer => customer.Name)
            .Concat(DemoWorld.Agents.Select(agent => agent.Name.Split(' ')[0])).ToList();
        var files = new HashSet<string>();
        foreach (var call in Calls())
        {
            var stop = TestContext.Current.CancellationToken;
            var sound = await new SpeechMaker(carriedOnly: true).SpeakAsync(call, stop);
            Assert.Equal("audio/ogg", sound.MediaType);
            Assert.Equal("OggS"u8, sound.Bytes.AsSpan(0, 4));
            Assert.Equal("OpusHead"u8, sound.Bytes.AsSpan(28, 8));
            Assert.Equal(2, sound.Bytes[37]);
            Assert.InRange(sound.Duration, 20, 60);
            Assert.All(sound.TimedTurns, turn => Assert.InRange(turn.At!.Value, 0, sound.Duration));
            var text = string.Join('\n', sound.TimedTurns.Select(turn => turn.Text));
            Assert.DoesNotContain(people, name => text.Contains(name, StringComparison.Ordinal));
            files.Add(text);
        }

        Assert.Equal(10, files.Count);
    }

    [Fact]
    public void The_carried_files_are_small_together()
    {
        var program = typeof(SpeechMaker).Assembly;
        var sizes = program.GetManifestResourceNames()
            .Where(name => name.Contains(".audio.", StringComparison.Ordinal))
            .Select(name => program.GetManifestResourceStream(name)!.Length)
            .ToList();
        Assert.Equal(20, sizes.Count);
        Assert.InRange(sizes.Sum(), 100_000, 3_000_000);
    }

    [Theory]
    [InlineData("Met 06-00001295.", "Met 0 6-0 0 0 0 1 2 9 5.")]
    [InlineData("Dat is 40118276.", "Dat is 4 0 1 1 8 2 7 6.")]
    [InlineData("G-2026-764", "G-2026-7 6 4")]
    [InlineData("Van 347 euro, tussen 9.00 en 15.00 uur", "Van 347 euro, tussen 9.00 en 15.00 uur")]
    public void Numbers_that_name_something_are_read_digit_by_digit(string written, string spoken) =>
        Assert.Equal(spoken, Speech.Spoken(written));

    [Fact]
    public void A_person_keeps_the_voice_and_two_people_differ()
    {
        Assert.Equal(EspeakVoice.Of("Fatima Ouahbi", "nl"), EspeakVoice.Of("Fatima Ouahbi", "nl"));
        Assert.StartsWith("nl+f", EspeakVoice.Of("Fatima Ouahbi", "nl").Name, StringComparison.Ordinal);
        Assert.StartsWith("en-gb", EspeakVoice.Of("Daniel Okafor", "en").Name, StringComparison.Ordinal);
        Assert.All(Calls(), call => Assert.NotEqual(
            EspeakVoice.Of(call.Customer.Name, call.Language), EspeakVoice.Of(call.Agent.Name, call.Language)));
    }

    [Fact]
    public void Sound_that_is_no_wav_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => TelephoneSound.Read([]));
        Assert.Throws<InvalidDataException>(() => TelephoneSound.Read(TelephoneSound.Stereo([1, 2], [3])));
    }

    // The machine that decides about a change must have the voice.
    static void SkipWithoutVoice() => Assert.SkipWhen(
        !SpeechMaker.EspeakAvailable && Environment.GetEnvironmentVariable("CI") != "true",
        "espeak-ng is not installed");

    static List<DemoConversation> Calls() => [.. DemoWorld.Conversations(now).Where(c => c.Kind == DemoKind.Call)];

    static (int Channels, int Rate, int Bits) Format(byte[] wav) => (
        BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(22)),
        BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(24)),
        BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(34)));

    static (int Left, int Right) Loudness(byte[] wav, double from, double seconds)
    {
        int left = 0, right = 0;
        var first = (int)(from * 8000) + 8;
        var last = Math.Min(first - 16 + (int)(seconds * 8000), (wav.Length - 48) / 4);
        for (var frame = first; frame < last; frame++)
        {
            left = Math.Max(left, Sample(wav, 44 + (frame * 4)));
            right = Math.Max(right, Sample(wav, 46 + (frame * 4)));
        }

        return (left, right);
    }

    static int Sample(byte[] wav, int at) => Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(wav.AsSpan(at)));
}
