using System.Text;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Intake.Pages;

/// <summary>One item: what is wrong with it, what it holds, another try, or its end.</summary>
[Needs(Permission.SortQuarantine, AuditAct.ItemOpened)]
sealed class QuarantineItemPage(Quarantine quarantine, Incoming incoming, ActivityStore activities, Journal journal, Words words) : PageModel
{
    /// <summary>Of a document, as much as a person reads and corrects by hand.</summary>
    const int LongestText = 256 * 1024;

    public QuarantineRow? Item { get; private set; }

    public ItemDetails? Details { get; private set; }

    public IReadOnlyList<ProcessingActivity> Activities { get; private set; } = [];

    /// <summary>What it holds, where that is text; null when it was not asked for.</summary>
    public string? Text { get; private set; }

    public bool IsBinary { get; private set; }

    public bool IsCut { get; private set; }

    public Guid? Activity { get; private set; }

    public string? Metadata { get; private set; }

    public IReadOnlyList<(string Field, string Text)> Errors { get; private set; } = [];

    public bool IsRecording => Item?.Kind == "recording";

    public bool MayCorrectText => Text is not null && !IsCut && !IsRecording;

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken stop)
    {
        await journal.OpenedAsync(HttpContext.Caller().Actor, new AuditEvent(AuditAct.ItemListed) { Target = $"item {id}" }, stop);
        return await ShowAsync(id, stop);
    }

    /// <summary>Looks into it. A post: looking leaves a trace.</summary>
    public async Task<IActionResult> OnPostLookAsync(Guid id, CancellationToken stop)
    {
        using var item = await quarantine.OpenAsync(id, stop);
        if (item is not null)
            await ReadAsync(item, stop);
        return await ShowAsync(item, stop);
    }

    public async Task<IActionResult> OnPostFetchAsync(Guid id, CancellationToken stop)
    {
        using var item = await quarantine.OpenAsync(id, stop);
        if (item is null)
            return await ShowAsync(item, stop);
        Response.Headers.CacheControl = "no-store";
        return File(await quarantine.ReadAsync(HttpContext.Caller(), item, stop), "application/octet-stream", $"kluis-item-{id}");
    }

    public async Task<IActionResult> OnPostRetryAsync(Guid id, Guid? activity, string? metadata, string? document, CancellationToken stop)
    {
        (Activity, Metadata) = (activity, metadata);
        using var replacement = string.IsNullOrWhiteSpace(document) ? null : new MemoryStream(Encoding.UTF8.GetBytes(document));
        var result = await incoming.RetryAsync(HttpContext.Caller(), id, delivery => Corrected(delivery, replacement is not null), replacement, stop);
        if (result?.Stored is not null)
            return Redirect("/quarantine?done=stored");
        if (result?.Refusal is { } refusal)
            Errors = [(IsAboutActivity(refusal) ? "activity" : document is null ? "metadata" : "document", words["item.retry-refused", RefusalWords.Sentence(refusal.Code, words)] + (refusal.Detail is { } detail ? $" ({detail})" : ""))];
        Text = document;
        return await ShowAsync(id, stop);
    }

    public async Task<IActionResult> OnPostDiscardAsync(Guid id, string? reason, CancellationToken stop)
    {
        if (reason is null || !Quarantine.Decisions.Contains(reason))
        {
            Errors = [("reason", words["item.discard-missing"])];
            return await ShowAsync(id, stop);
        }
        return await quarantine.DiscardAsync(HttpContext.Caller(), id, reason, stop) ? Redirect("/quarantine?done=discarded") : await ShowAsync(id, stop);
    }

    static bool IsAboutActivity(IntakeRefusal refusal) => refusal.Code.StartsWith("activity.", StringComparison.Ordinal) || refusal.Code == "recording.not-allowed";

    Delivery Corrected(Delivery delivery, bool isReplaced) => delivery with
    {
        Activity = Activity,
        Metadata = string.IsNullOrWhiteSpace(Metadata) ? delivery.Metadata : Metadata,
        ContentType = isReplaced ? "application/vcon" : delivery.ContentType,
        ContentEncoding = isReplaced ? null : delivery.ContentEncoding,
    };

    async Task ReadAsync(OpenedItem item, CancellationToken stop)
    {
        await using var stream = await quarantine.ReadAsync(HttpContext.Caller(), item, stop);
        var bytes = new byte[LongestText + 1];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        IsCut = read > LongestText;
        var length = Math.Min(read, LongestText);
        // A cut may fall inside a character: it ends before that one.
        while (IsCut && length > 0 && (bytes[length] & 0xc0) == 0x80)
            length--;
        Text = TextOf(bytes.AsSpan(0, length));
        IsBinary = Text is null;
    }

    static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.Any(letter => char.IsControl(letter) && letter is not ('\r' or '\n' or '\t')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    async Task<IActionResult> ShowAsync(Guid id, CancellationToken stop)
    {
        using var item = await quarantine.OpenAsync(id, stop);
        return await ShowAsync(item, stop);
    }

    async Task<IActionResult> ShowAsync(OpenedItem? item, CancellationToken stop)
    {
        (Item, Details) = (item?.Row, item?.Details);
        Metadata ??= item?.Details.Metadata;
        Activities = await activities.AllAsync(stop);
        if (item is null)
            Response.StatusCode = ProblemCodes.StatusOf("item.not-found");
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
