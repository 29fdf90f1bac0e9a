namespace Kluis.Access;

enum Role
{
    Agent,
    TeamLead,
    Quality,
    PrivacyOfficer,
    Dpo,
    Administrator,
    Auditor,
    Integrator,
}

enum Permission
{
    /// <summary>Find conversations and see their facts.</summary>
    Search,

    /// <summary>Hear and read what was said, for a stated purpose.</summary>
    OpenContent,

    /// <summary>Take a conversation out as a file.</summary>
    Export,

    /// <summary>Say that two customers are one person, or that one is two.</summary>
    EditPeople,

    /// <summary>Hand conversations in.</summary>
    Store,

    /// <summary>See what came in and was not understood: that it is there, or what it holds too.</summary>
    ReadQuarantine,

    /// <summary>Look into what was not understood, correct it, discard it.</summary>
    SortQuarantine,

    /// <summary>See which folders are watched, and what stays in them.</summary>
    ReadFolders,

    /// <summary>See the audit log.</summary>
    ReadLog,

    ReadRegisters,

    EditRegisters,

    /// <summary>See what was destroyed, when and why, with its certificate; and what is held.</summary>
    ReadErasures,

    /// <summary>Hold something for a claim, and release it.</summary>
    Hold,

    /// <summary>Say that a conversation holds special categories of data (GDPR Art. 9), and take that back.</summary>
    MarkSpecial,

    /// <summary>See users, sources, tokens.</summary>
    ReadAccess,

    EditAccess,

    /// <summary>Say that the clock is right after it jumped: what ends by time goes on.</summary>
    ConfirmClock,

    /// <summary>Read what takes a second person: what one asked or may decide; or everybody's.</summary>
    ReadApprovals,

    /// <summary>Be the second person where somebody is to get access.</summary>
    ApproveAccess,
}

/// <summary>How far a permission goes.</summary>
enum Reach
{
    Nothing,

    /// <summary>Conversations of the person's own agent ids.</summary>
    Own,

    /// <summary>One customer at a time, found by an exact identifier, other people's identifiers masked.</summary>
    FoundCustomer,

    Team,

    Queue,

    /// <summary>What came in through the token's own source.</summary>
    OwnSource,

    /// <summary>Entries of the log without customers' disclosures.</summary>
    WithoutCustomers,

    /// <summary>Entries of the log about keys, tokens, accounts, the clock and the log itself.</summary>
    Technical,

    All,
}

/// <summary>Who may do what, how far: one table. Everything else in the product asks it.</summary>
static class Permissions
{
    static readonly Dictionary<Permission, (Role Role, Reach Reach)[]> Table = new()
    {
        [Permission.Search] =
        [
            (Role.Agent, Reach.FoundCustomer), (Role.TeamLead, Reach.Team), (Role.Quality, Reach.Queue),
            (Role.PrivacyOfficer, Reach.All), (Role.Dpo, Reach.All), (Role.Integrator, Reach.OwnSource),
        ],
        [Permission.OpenContent] =
        [
            (Role.Agent, Reach.Own), (Role.TeamLead, Reach.Team), (Role.Quality, Reach.Queue),
            (Role.PrivacyOfficer, Reach.All), (Role.Dpo, Reach.All),
        ],
        [Permission.Export] = [(Role.PrivacyOfficer, Reach.All), (Role.Integrator, Reach.OwnSource)],
        [Permission.EditPeople] = [(Role.PrivacyOfficer, Reach.All)],
        [Permission.Store] = [(Role.PrivacyOfficer, Reach.All), (Role.Integrator, Reach.OwnSource)],
        [Permission.ReadQuarantine] = [(Role.PrivacyOfficer, Reach.All), (Role.Administrator, Reach.All)],
        [Permission.SortQuarantine] = [(Role.PrivacyOfficer, Reach.All)],
        [Permission.ReadFolders] = [(Role.PrivacyOfficer, Reach.All), (Role.Dpo, Reach.All), (Role.Administrator, Reach.All), (Role.Auditor, Reach.All)],
        [Permission.ReadLog] =
        [
            (Role.Agent, Reach.Own), (Role.PrivacyOfficer, Reach.All), (Role.Dpo, Reach.All),
            (Role.Administrator, Reach.Technical), (Role.Auditor, Reach.WithoutCustomers),
        ],
        [Permission.ReadRegisters] =
        [
            (Role.PrivacyOfficer, Reach.All), (Role.Dpo, Reach.All), (Role.Auditor, Reach.All),
            (Role.Administrator, Reach.All), (Role.Integrator, Reach.All),
        ],
        [Permission.EditRegisters] = [(Role.PrivacyOfficer, Reach.All)],
        [Permission.ReadErasures] = [(Role.PrivacyOfficer, Reach.All), (Role.Dpo, Reach.All), (Role.Auditor, Reach.WithoutCustomers)],
        [Permission.Hold] = [(Role.PrivacyOfficer, Reach.All)],
        [Permission.MarkSpecial] = [(Role.PrivacyOfficer, Reach.All)],
        [Permission.ReadAccess] = [(Role.Dpo, Reach.All), (Role.Administrator, Reach.All), (Role.Auditor, Reach.All)],
        [Permission.EditAccess] = [(Role.Administrator, Reach.All)],
        [Permission.ConfirmClock] = [(Role.PrivacyOfficer, Reach.All), (Role.Administrator, Reach.All)],
        [Permission.ReadApprovals] = [(Role.PrivacyOfficer, Reach.Own), (Role.Administrator, Reach.Own), (Role.Dpo, Reach.All)],
        [Permission.ApproveAccess] = [(Role.PrivacyOfficer, Reach.All)],
    };

    public static Reach Of(Role role, Permission permission) =>
        Table[permission].FirstOrDefault(entry => entry.Role == role).Reach;
}

static class Roles
{
    static readonly Dictionary<string, Role> ByName = Enum.GetValues<Role>().ToDictionary(Name, StringComparer.Ordinal);

    /// <summary>The id in the API and the database: <c>team-lead</c>.</summary>
    public static string Name(this Role role) => role switch
    {
        Role.TeamLead => "team-lead",
        Role.PrivacyOfficer => "privacy-officer",
        _ => role.ToString().ToLowerInvariant(),
    };

    public static Role? Parse(string? name) => name is not null && ByName.TryGetValue(name, out var role) ? role : null;
}
