namespace Kluis.Registers.Pages;

/// <summary>A question with a few answers, of which one or several hold.</summary>
/// <param name="Field">Name of the field; its text is <c>activity-field.NAME</c>.</param>
/// <param name="Words">What the keys of the answers start with.</param>
/// <param name="Reasons">The same for the sentence beside each answer, where there is one.</param>
sealed record Choices(string Field, IEnumerable<string> Values, string Words, string? Reasons, IReadOnlyList<string> Chosen, bool IsMany, string? Error)
{
    /// <summary>Key of the question, where it is not one about an activity.</summary>
    public string? Label { get; init; }
}
