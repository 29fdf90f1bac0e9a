using Kluis.Access;
using Kluis.Web;

namespace Kluis.Console;

/// <summary>Where a role may go. What it may not open does not stand there; a group without links is gone.</summary>
static class Navigation
{
    /// <param name="Group">Key of a text; null: above all groups.</param>
    /// <param name="Permission">Null: for everybody who has signed in.</param>
    sealed record Door(string? Group, FrameLink Link, Permission? Permission);

    static readonly Door[] doors =
    [
        new(null, new("/", "nav.today", "house"), null),
        new(null, new("/approvals", "nav.approvals", "person"), Permission.ReadApprovals),
        new("nav.look-up", new("/search", "nav.conversations", "find"), Permission.Search),
        new("nav.account-for-it", new("/activities", "nav.activities", "file"), Permission.ReadRegisters),
        new("nav.prove", new("/holds", "nav.holds", "lock"), Permission.ReadErasures),
        new("nav.prove", new("/erasures", "nav.erasures", "stop"), Permission.ReadErasures),
        new("nav.prove", new("/log", "nav.log", "file"), Permission.ReadLog),
        new("nav.prove", new("/access", "nav.access", "person"), Permission.ReadAccess),
        new("nav.run", new("/quarantine", "nav.quarantine", "warning"), Permission.ReadQuarantine),
        new("nav.run", new("/folders", "nav.folders", "folder"), Permission.ReadFolders),
        new("nav.run", new("/users", "nav.users", "person"), Permission.ReadAccess),
        new("nav.run", new("/teams", "nav.teams", "house"), Permission.ReadAccess),
        new("nav.run", new("/tokens", "nav.tokens", "key"), Permission.ReadAccess),
    ];

    public static Frame For(Caller? caller) =>
        caller is null
            ? Frame.Empty
            : new Frame(
                caller.DisplayName, caller.Role.Name(), caller.Language, caller.May(Permission.Search) ? "/search" : null,
                [.. doors.Where(door => door.Permission is not { } needed || caller.May(needed)).GroupBy(door => door.Group).Select(group => new FrameGroup(group.Key, [.. group.Select(door => door.Link)]))])
            {
                Preferences = caller.Preferences,
            };
}
