using Kluis.Demo;

namespace Kluis.Bench;

/// <summary>A call of twenty minutes with a thousand turns: the heaviest page of a conversation that somebody opens.</summary>
static class LongCall
{
    public const string Source = "archive";

    const int Turns = 1200, Seconds = 1200, Holds = 60;

    public static byte[] Make(DateTimeOffset now)
    {
        var start = now.AddDays(-1);
        var likeness = DemoWorld.Conversations(now).First(conversation => conversation.Kind == DemoKind.Call);
        var call = likeness with { Start = start, SubjectLine = "A long call", Language = "nl", Turns = Spoken(now) };
        // Silence: of the sound only its length counts here.
        var sound = TelephoneSound.Stereo(new short[TelephoneSound.Rate * Seconds], []);
        var holds = Enumerable.Range(1, Holds).Select(hold => new DemoSpan(hold * 18, (hold * 18) + 6)).ToList();
        return DemoVcon.Build(call, new DemoAudio(sound, "audio/x-wav", Seconds, call.Turns, holds));
    }

    // What is said in the calls of the demo, one after another.
    static List<DemoTurn> Spoken(DateTimeOffset now) =>
    [
        .. DemoWorld.Conversations(now).Where(conversation => conversation.Kind == DemoKind.Call).SelectMany(conversation => conversation.Turns).Take(Turns)
            .Select((turn, i) => turn with { At = i * (double)Seconds / Turns }),
    ];
}
