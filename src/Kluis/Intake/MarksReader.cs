using Kluis.Access;
using Kluis.Storage;

namespace Kluis.Intake;

/// <summary>Completes whose a conversation is: the agent's team, where the other system does not name it.</summary>
sealed class MarksReader(Database database)
{
    public async Task<ConversationMarks> CompleteAsync(ConversationMarks marks, CancellationToken stop) =>
        marks is { Team: null, AgentId: { } agent }
            ? marks with { Team = await database.ReadAsync(connection => AccessStore.TeamOfAgentAsync(connection, agent), stop) }
            : marks;
}
