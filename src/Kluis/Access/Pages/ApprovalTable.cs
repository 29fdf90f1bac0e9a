namespace Kluis.Access.Pages;

/// <summary>One list of the page of approvals.</summary>
/// <param name="Name">The last part of the key of its title.</param>
sealed record ApprovalTable(string Name, IReadOnlyList<ApprovalView> Rows, Func<string?, string> NameOf, bool IsDecided);
