namespace Kluis.Demo;

/// <summary>Lets two people speak a call: by espeak-ng if it is there, else by a file the program carries.</summary>
/// <param name="carriedOnly">Never asks espeak-ng.</param>
sealed class SpeechMaker(bool carriedOnly = false)
{
    const double Lead = 0.4;

    // Two at a time whoever asks: the vault works on the same cores.
    static readonly SemaphoreSlim turnstile = new(2);

    public static bool EspeakAvailable => EspeakVoice.Available;

    /// <summary>The sound of a call: customer left, agent right.</summary>
    public async Task<DemoAudio> SpeakAsync(DemoConversation call, CancellationToken stop)
    {
        if (carriedOnly || !EspeakAvailable)
        {
            return CarriedSound.For(call);
        }

        try
        {
            return Mix(call, await Task.WhenAll(call.Turns.Select(turn => SayAsync(call, turn, stop))));
        }
        catch (InvalidDataException)
        {
            // A machine may have espeak-ng without these voices; a demo goes on.
            return CarriedSound.For(call);
        }
    }

    static async Task<short[]> SayAsync(DemoConversation call, DemoTurn turn, CancellationToken stop)
    {
        var voice = EspeakVoice.Of(turn.ByCustomer ? call.Customer.Name : call.Agent.Name, call.Language);
        await turnstile.WaitAsync(stop);
        try
        {
            return await voice.SayAsync(turn.Text, stop);
        }
        finally
        {
            turnstile.Release();
        }
    }

    static DemoAudio Mix(DemoConversation call, short[][] spoken)
    {
        var dice = new DemoDice(DemoDice.Seed(call.SubjectLine));
        var turns = new List<DemoTurn>();
        var holds = new List<DemoSpan>();
        var starts = new int[spoken.Length];
        var at = Lead;
        for (var index = 0; index < spoken.Length; index++)
        {
            starts[index] = (int)(at * TelephoneSound.Rate);
            turns.Add(call.Turns[index] with { At = Math.Round(at, 2) });
            at += ((double)spoken[index].Length / TelephoneSound.Rate) + Pause(dice);
            foreach (var hold in (call.Facts?.Holds ?? []).Where(hold => hold.AfterTurn == index))
            {
                holds.Add(new(Math.Round(at, 2), Math.Round(at + hold.Seconds, 2)));
                at += hold.Seconds + Pause(dice);
            }
        }

        var frames = (int)(at * TelephoneSound.Rate);
        var wav = TelephoneSound.Stereo(
            Channel(call, spoken, starts, frames, byCustomer: true),
            Channel(call, spoken, starts, frames, byCustomer: false));
        return new(wav, "audio/x-wav", (double)frames / TelephoneSound.Rate, turns, holds);
    }

    static double Pause(DemoDice dice) => dice.Between(10, 40) / 100.0;

    static short[] Channel(DemoConversation call, short[][] spoken, int[] starts, int frames, bool byCustomer)
    {
        var channel = new short[frames];
        for (var index = 0; index < spoken.Length; index++)
        {
            if (call.Turns[index].ByCustomer == byCustomer)
            {
                spoken[index].CopyTo(channel, starts[index]);
            }
        }

        return channel;
    }
}
