using Kluis.Access;
using Kluis.Web;

namespace Kluis.Conversations;

/// <summary>What somebody has open now; and, for who looks after accounts, voices that belong to no account.</summary>
sealed class ConversationNeeds(OpenedStore opened) : INeeds
{
    /// <summary>How many of the newest conversations are looked through for agent ids.</summary>
    const int Newest = 500;

    const int MostOpen = 20, MostAgents = 5;

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop)
    {
        var needs = new List<Need>();
        if (caller.May(Permission.OpenContent))
            needs.AddRange((await opened.RunningAsync(caller.Actor.Id, words.When.Now.ToUnixTimeMilliseconds(), MostOpen, stop)).Where(row => IsOpen(caller, row, words)).Select(row => Open(row, words)));
        if (caller.May(Permission.EditAccess) && await opened.StrangeAgentsAsync(Newest, stop) is [_, ..] strange)
            needs.Add(Strange(strange, words));
        return needs;
    }

    /// <summary>Channel and moment: as much as a list tells of a conversation that is sealed.</summary>
    public static string NameOf(OpenedRow row, Words words) => words["need.conversation", words["channel." + row.Channel], words.When.Moment(When.At(row.StartedAt))];

    static bool IsOpen(Caller caller, OpenedRow row, Words words) =>
        row.Ends > words.When.Now.ToUnixTimeMilliseconds() && caller.Reaches(Permission.OpenContent, row.Marks) && OpeningRule.AllowsRole(row.Class, caller.Role);

    static Need Open(OpenedRow row, Words words) =>
        new(Press.Soon, "open", words["need.open", NameOf(row, words)], $"/conversations/{row.ConversationId}") { Why = words["need.open-why"], Until = When.At(row.Ends) };

    static Need Strange(List<string> agents, Words words) =>
        new(Press.Calm, "person", words.Count("need.agents", agents.Count, string.Join(", ", agents.Take(MostAgents)) + (agents.Count > MostAgents ? ", …" : "")), "/users") { Why = words["need.agents-why"] };
}
