using Kluis.Conversations;

namespace Kluis.Bench;

/// <summary>
/// What one conversation of many is like: mostly calls from customers, under a few of the activities, in teams and queues of very
/// different sizes. The same number is the same conversation on every machine.
/// </summary>
readonly struct ConversationMix(int number, int agent)
{
    /// <summary>Of everything that has fewer than one in a thousand: what is looked for and hardly there.</summary>
    public const string RareSource = "fax";

    public const int Teams = 12;

    public static string TeamOf(int agent) => $"Team {(char)('A' + (agent % Teams))}";

    public Channel Channel => Part(1) switch { < 700 => Channel.Call, < 900 => Channel.Chat, _ => Channel.Mail };

    public string Direction => Part(2) < 880 ? "in" : "out";

    public string Source => Part(3) == 0 && Part(4) < 100 ? RareSource : Channel switch { Channel.Call => "pbx", Channel.Chat => "webchat", _ => "mailbox" };

    public string Team => TeamOf(agent);

    /// <summary>One in twenty calls was not recorded.</summary>
    public bool HasRecording => Part(5) >= 50;

    public long? Milliseconds => Channel == Channel.Mail ? null : 20_000 + ((long)Part(6) * Part(7) * 4);

    public int Queue(int queues) => Part(8) * Part(8) / 1000 * queues / 1000;

    /// <summary>Seven in ten under the first; one in ten thousand under the last.</summary>
    public int Activity(int activities) =>
        Part(9) < 700 ? 0 : Part(9) == 999 && Part(10) < 100 ? activities - 1 : 1 + (Part(10) * (activities - 2) / 1000);

    // 0 to 999, another for each thing that is chosen.
    int Part(int what)
    {
        unchecked
        {
            var mixed = ((ulong)(uint)number * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)what * 0xC2B2AE3D27D4EB4F);
            mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9;
            return (int)((mixed ^ (mixed >> 32)) % 1000);
        }
    }
}
