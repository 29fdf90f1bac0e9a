namespace Kluis.Accounts.Pages;

/// <summary>What the fields of a person need to be drawn.</summary>
/// <param name="WithPerson">With name and address: for somebody new.</param>
sealed record UserFields(UserForm Form, bool WithPerson, IReadOnlyList<(string Field, string Text)> Errors, IReadOnlyList<string> Teams, IReadOnlyList<string> Queues)
{
    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;
}
