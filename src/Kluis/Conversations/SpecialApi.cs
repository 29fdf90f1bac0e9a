using Kluis.Access;
using Kluis.Audit;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;

namespace Kluis.Conversations;

/// <summary>Routes of the mark that a conversation holds special categories of data (GDPR Art. 9).</summary>
static class SpecialApi
{
    sealed record MarkBody(string?[]? Kinds, string? Ground, string? Note);

    sealed record UnmarkBody(string? Reason);

    public static void MapSpecial(this IEndpointRouteBuilder app)
    {
        var special = app.MapGroup("/api/v1/conversations/{id:guid}/special").WithTags("Conversations");
        special.MapPut("", MarkAsync).Needs(Permission.MarkSpecial, AuditAct.ConversationSpecialMarked)
            .WithSummary("Mark a conversation as holding special categories of data (GDPR Art. 9)")
            .WithDescription("kinds, ground (the letter of Art. 9(2)) and a note. While marked it is protected as high, whatever its activity says.")
            .Produces(204);
        special.MapDelete("", UnmarkAsync).Needs(Permission.MarkSpecial, AuditAct.ConversationSpecialUnmarked)
            .WithSummary("Take that mark away, with a reason in the body")
            .Produces(204);
    }

    static async Task<IResult> MarkAsync(HttpContext context, Guid id, MarkBody body, SpecialMarks marks, CancellationToken stop)
    {
        var (reason, faults) = SpecialCategories.Read(body.Kinds, body.Ground, body.Note);
        return reason is null ? new Problem("special.invalid", $"{faults[0].Field}: {faults[0].Rule}") : Answer(await marks.MarkAsync(context.Caller(), id, reason, stop));
    }

    static async Task<IResult> UnmarkAsync(HttpContext context, Guid id, [FromBody] UnmarkBody body, SpecialMarks marks, CancellationToken stop) =>
        ActivityRegister.IsReason(body.Reason)
            ? Answer(await marks.UnmarkAsync(context.Caller(), id, body.Reason!, stop))
            : new Problem("special.invalid", "reason: why the mark goes, 1 to 500 characters");

    static IResult Answer(MarkRefusal refusal) => refusal switch
    {
        MarkRefusal.None => Results.NoContent(),
        MarkRefusal.NotFound => new Problem("conversation.not-found"),
        MarkRefusal.NotMarked => new Problem("special.not-marked"),
    };
}
