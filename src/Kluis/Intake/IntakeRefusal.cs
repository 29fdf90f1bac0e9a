namespace Kluis.Intake;

/// <summary>Why something was not taken in.</summary>
/// <param name="Code">One of the stable codes.</param>
/// <param name="Detail">The rule or the place; never a value of the input.</param>
sealed record IntakeRefusal(string Code, string? Detail = null);

/// <summary>What became of an intake: stored, or refused with nothing left behind.</summary>
sealed record IntakeResult(Conversations.StoredConversation? Stored, IReadOnlyList<string> Findings, IntakeRefusal? Refusal)
{
    public static IntakeResult Refused(string code, string? detail = null) => new(null, [], new IntakeRefusal(code, detail));
}

/// <summary>Thrown inside an intake while content streams, where no value can be returned; caught at its own door.</summary>
sealed class IntakeRefusedException(string code, string? detail = null) : Exception(code)
{
    public IntakeRefusal Refusal { get; } = new(code, detail);
}
