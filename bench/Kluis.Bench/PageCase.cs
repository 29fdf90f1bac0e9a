using Kluis.Access;

namespace Kluis.Bench;

/// <summary>A page in one state, as somebody of one role asks for it.</summary>
/// <param name="Role">Null: nobody is signed in.</param>
/// <param name="Ask">The request; another for each number where the page differs by what it is about.</param>
sealed record PageCase(string Area, string Name, Role? Role, Func<int, Ask> Ask)
{
    public int Status { get; init; } = 200;

    /// <summary>Always the same person: who has opened it, or whose it is.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>An act that must have happened before: its answer leads back to the page.</summary>
    public Ask? Before { get; init; }

    /// <summary>A file and no page: only the wait for its first byte counts.</summary>
    public bool IsFile { get; init; }

    public static PageCase Of(string area, string name, Role? role, string path) => new(area, name, role, _ => new Ask(path));
}
