using Kluis.Access;
using Kluis.Audit;

namespace Kluis.Tests.Access;

/// <summary>Who may do what, cell by cell, against the table of contracts.md §3 as far as there is something to permit.</summary>
public sealed class PermissionTests
{
    const string Table =
        """
                       agent          team-lead quality  privacy-officer dpo      administrator auditor           integrator
        Search         FoundCustomer  Team      Queue    All             All      Nothing       Nothing           OwnSource
        OpenContent    Own            Team      Queue    All             All      Nothing       Nothing           Nothing
        Export         Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           OwnSource
        Store          Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           OwnSource
        ReadQuarantine Nothing        Nothing   Nothing  All             Nothing  All           Nothing           Nothing
        SortQuarantine Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           Nothing
        ReadErasures   Nothing        Nothing   Nothing  All             All      Nothing       WithoutCustomers  Nothing
        Hold           Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           Nothing
        ReadFolders    Nothing        Nothing   Nothing  All             All      All           All               Nothing
        ReadLog        Own            Nothing   Nothing  All             All      Technical     WithoutCustomers  Nothing
        ReadRegisters  Nothing        Nothing   Nothing  All             All      All           All               All
        EditRegisters  Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           Nothing
        MarkSpecial    Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           Nothing
        EditPeople     Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           Nothing
        ReadAccess     Nothing        Nothing   Nothing  Nothing         All      All           All               Nothing
        EditAccess     Nothing        Nothing   Nothing  Nothing         Nothing  All           Nothing           Nothing
        ConfirmClock   Nothing        Nothing   Nothing  All             Nothing  All           Nothing           Nothing
        ReadApprovals  Nothing        Nothing   Nothing  Own             All      Own           Nothing           Nothing
        ApproveAccess  Nothing        Nothing   Nothing  All             Nothing  Nothing       Nothing           Nothing
        """;

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var lines = Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            var cells = new TheoryData<string, string, string>();
            foreach (var line in lines.Skip(1))
            {
                foreach (var (role, reach) in lines[0].Zip(line.Skip(1)))
                    cells.Add(line[0], role, reach);
            }
            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void A_role_reaches_what_the_table_says(string permission, string role, string reach) =>
        Assert.Equal(reach, Permissions.Of(Roles.Parse(role)!.Value, Enum.Parse<Permission>(permission)).ToString());

    [Fact]
    public void The_table_here_has_every_role_and_every_permission() =>
        Assert.Equal(Enum.GetValues<Role>().Length * Enum.GetValues<Permission>().Length, Cells.Count);

    [Fact]
    public void An_unknown_role_reaches_nothing()
    {
        Assert.Null(Roles.Parse("wizard"));
        Assert.Null(Roles.Parse("Administrator"));
        Assert.Null(Roles.Parse(""));
        Assert.Null(Roles.Parse(null));
        var caller = new Caller(new Actor("x"), (Role)99) { Team = "t", Queue = "q", Source = "s", AgentIds = ["a"] };
        Assert.All(Enum.GetValues<Permission>(), permission => Assert.False(caller.May(permission)));
        Assert.All(Enum.GetValues<Permission>(), permission => Assert.False(caller.Reaches(permission, new ConversationMarks("t", "q", "a", "s"))));
    }

    [Fact]
    public void Every_role_name_is_read_back() =>
        Assert.All(Enum.GetValues<Role>(), role => Assert.Equal(role, Roles.Parse(role.Name())));

    [Theory]
    // role, permission, team, queue, agent, source of the conversation, whether it is reached
    [InlineData("team-lead", "OpenContent", "t1", "q2", "a2", "s2", true)]
    [InlineData("team-lead", "OpenContent", "t2", "q1", "a1", "s1", false)]
    [InlineData("team-lead", "OpenContent", null, "q1", "a1", "s1", false)]
    [InlineData("quality", "OpenContent", "t2", "q1", "a2", "s2", true)]
    [InlineData("quality", "OpenContent", "t1", "q2", "a1", "s1", false)]
    [InlineData("quality", "OpenContent", "t1", null, "a1", "s1", false)]
    [InlineData("agent", "OpenContent", "t2", "q2", "a1", "s2", true)]
    [InlineData("agent", "OpenContent", "t1", "q1", "a2", "s1", false)]
    [InlineData("agent", "OpenContent", "t1", "q1", null, "s1", false)]
    [InlineData("agent", "OpenContent", "t1", "q1", "A1", "s1", false)]
    [InlineData("integrator", "Export", "t2", "q2", "a2", "s1", true)]
    [InlineData("integrator", "Export", "t1", "q1", "a1", "s2", false)]
    [InlineData("integrator", "Export", "t1", "q1", "a1", null, false)]
    [InlineData("integrator", "OpenContent", "t1", "q1", "a1", "s1", false)]
    [InlineData("privacy-officer", "OpenContent", null, null, null, null, true)]
    [InlineData("auditor", "OpenContent", "t1", "q1", "a1", "s1", false)]
    [InlineData("administrator", "Search", "t1", "q1", "a1", "s1", false)]
    public void A_caller_reaches_the_conversations_in_scope(
        string role, string permission, string? team, string? queue, string? agent, string? source, bool reached)
    {
        var caller = new Caller(new Actor("x"), Roles.Parse(role)!.Value) { Team = "t1", Queue = "q1", AgentIds = ["a1"], Source = "s1" };
        Assert.Equal(reached, caller.Reaches(Enum.Parse<Permission>(permission), new ConversationMarks(team, queue, agent, source)));
    }

    [Theory]
    [InlineData("team-lead", "Search")]
    [InlineData("quality", "Search")]
    [InlineData("agent", "OpenContent")]
    [InlineData("integrator", "Export")]
    public void A_caller_without_a_scope_reaches_no_conversation_not_even_one_without_marks(string role, string permission)
    {
        var caller = new Caller(new Actor("x"), Roles.Parse(role)!.Value);
        Assert.False(caller.Reaches(Enum.Parse<Permission>(permission), new ConversationMarks(null, null, null, null)));
    }
}
