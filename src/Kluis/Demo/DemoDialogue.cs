using System.Globalization;

namespace Kluis.Demo;

/// <summary>A script turned into what was said, without moments.</summary>
sealed record DemoDialogue(
    string Subject, IReadOnlyList<(bool ByCustomer, string Text)> Turns, IReadOnlyList<DemoHold> Holds,
    IReadOnlyList<DemoTransfer> Transfers)
{
    /// <summary>Plays the script for these people. Same cast and seed: same words.</summary>
    public static DemoDialogue Of(DemoScript script, DemoCast cast, DemoDice dice)
    {
        var filling = new DemoFilling(cast, dice);
        var turns = new List<(bool ByCustomer, string Text)>();
        var holds = new List<DemoHold>();
        var transfers = new List<DemoTransfer>();
        foreach (var line in Lines(script, cast, dice))
        {
            Read(line, script, turns, holds, transfers);
        }

        return new(
            filling.Fill(script.Subject),
            [.. turns.Select(turn => turn with { Text = filling.Fill(turn.Text) })],
            holds,
            transfers);
    }

    static void Read(
        string line, DemoScript script, List<(bool ByCustomer, string Text)> turns, List<DemoHold> holds,
        List<DemoTransfer> transfers)
    {
        if (line.StartsWith("hold ", StringComparison.Ordinal))
        {
            holds.Add(new(turns.Count - 1, double.Parse(line[5..], CultureInfo.InvariantCulture)));
        }
        else if (line.StartsWith("transfer ", StringComparison.Ordinal))
        {
            transfers.Add(new(line[9..], script.Queue));
        }
        else if (line.StartsWith("A: ", StringComparison.Ordinal) || line.StartsWith("C: ", StringComparison.Ordinal))
        {
            var held = holds.Count > 0 && holds[^1].AfterTurn == turns.Count - 1;
            Speak(turns, line[0] == 'C', line[3..], held);
        }
        else
        {
            turns[^1] = turns[^1] with { Text = Join(turns[^1].Text, line) };
        }
    }

    // One who goes on speaking has one turn, unless the caller was put on hold between.
    static void Speak(List<(bool ByCustomer, string Text)> turns, bool byCustomer, string text, bool heldBefore)
    {
        if (!heldBefore && turns.Count > 0 && turns[^1].ByCustomer == byCustomer)
        {
            turns[^1] = (byCustomer, turns[^1].Text + " " + text);
        }
        else
        {
            turns.Add((byCustomer, text));
        }
    }

    static string Join(string before, string line) =>
        line.Length == 0 ? before + "\n\n"
        : before.EndsWith(" /", StringComparison.Ordinal) ? before[..^2] + "\n" + line
        : before.EndsWith('\n') ? before + line
        : before + " " + line;

    static IEnumerable<string> Lines(DemoScript script, DemoCast cast, DemoDice dice) =>
        script.Lines.ReplaceLineEndings("\n").Split('\n').SelectMany(line => line switch
        {
            "@greet" => DemoPhrases.Greeting(cast),
            "@identify" => cast.Customer is null ? [] : dice.Pick(DemoPhrases.Identifying(cast.Language)),
            "@bye" => DemoPhrases.Parting(cast.Language),
            _ => [line],
        });
}
