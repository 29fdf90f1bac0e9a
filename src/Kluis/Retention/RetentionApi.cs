using Kluis.Access;
using Kluis.Audit;
using Kluis.Conversations;
using Kluis.Web;

namespace Kluis.Retention;

/// <summary>Routes of what was destroyed: the list, certificates, tombstones, the ledger's head and key.</summary>
static class RetentionApi
{
    sealed record ErasureView(
        string Id, string Ground, string State, string By, DateTimeOffset Started, DateTimeOffset? Destroyed, DateTimeOffset? Finished,
        IReadOnlyDictionary<string, long> Counts, long Bytes, string? Fault);

    sealed record CertificateView(ErasureView Erasure, IReadOnlyList<StoreResult> Stores, LedgerView Ledger, string? Proof);

    sealed record LedgerView(string Key, long Entry, string Leaf, int Keys);

    sealed record TombstoneView(
        string Kind, string Conversation, string Activity, string Channel, DateTimeOffset Started, double? Duration, DateTimeOffset Destroyed, string Ground, string Erasure);

    public static void MapRetention(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithTags("Retention");
        group.MapGet("/erasures", ListAsync).NeedsRecorded(Permission.ReadErasures, AuditAct.ErasureListed)
            .WithSummary("What was destroyed, newest first").WithDescription("limit up to 200; cursor: next of the page before.");
        group.MapGet("/erasures/checkpoint", HeadAsync).NeedsRecorded(Permission.ReadErasures, AuditAct.ErasureListed)
            .WithSummary("The newest signature over the erasure ledger").WithDescription("A C2SP checkpoint: keep it elsewhere, and an older ledger cannot pass for the newest.");
        group.MapGet("/erasures/key", (Ledger ledger) => Results.Text(ledger.Key + "\n", "text/plain")).NeedsRecorded(Permission.ReadErasures, AuditAct.ErasureListed)
            .WithSummary("The public key of the erasure ledger");
        group.MapGet("/certificates/{id:guid}", ShowAsync).NeedsRecorded(Permission.ReadErasures, AuditAct.ErasureViewed).Produces<CertificateView>()
            .WithSummary("The certificate of one destruction").WithDescription("proof is a text by itself (C2SP tlog-proof): kluis verify checks it offline.");
        group.MapGet("/certificates/{id:guid}/proof", ProofAsync).NeedsRecorded(Permission.ReadErasures, AuditAct.ErasureViewed)
            .WithSummary("The proof of one destruction as a file");
        group.MapGet("/tombstones", TombstonesAsync).NeedsRecorded(Permission.ReadErasures, AuditAct.ErasureViewed).Produces<IReadOnlyList<TombstoneView>>()
            .WithSummary("What went of one conversation, and when").WithDescription("conversation: its id.");
    }

    static async Task<IResult> ListAsync(ErasureStore store, Cursors cursors, int? limit, string? cursor, CancellationToken stop)
    {
        var (wish, problem) = PageWish.Read(cursors, limit, cursor);
        if (wish is null)
            return problem!;
        var (page, next) = cursors.Cut(await store.ListAsync(wish.After, wish.Size + 1, stop), wish.Size, erasure => (erasure.StartedAt, erasure.Id));
        return Results.Ok(new { items = page.Select(ViewOf), next });
    }

    static async Task<IResult> HeadAsync(Ledger ledger, CancellationToken stop) =>
        await ledger.HeadAsync(stop) is { } note ? Results.Text(note, "text/plain") : new Problem("erasure.not-found");

    static async Task<IResult> ShowAsync(Guid id, Certificates certificates, CancellationToken stop) =>
        await certificates.FindAsync(id, stop) is { } certificate
            ? Results.Ok(new CertificateView(
                ViewOf(certificate.Erasure), certificate.Stores,
                new LedgerView(certificate.Key, certificate.Erasure.LedgerSeq, Convert.ToBase64String(certificate.Leaf), certificate.Entry.Keys.Count), certificate.Proof?.Write()))
            : new Problem("erasure.not-found");

    static async Task<IResult> ProofAsync(Guid id, Certificates certificates, CancellationToken stop) =>
        await certificates.FindAsync(id, stop) switch
        {
            null => new Problem("erasure.not-found"),
            { Proof: { } proof } => Results.File(System.Text.Encoding.UTF8.GetBytes(proof.Write()), "text/plain", $"{id}.tlog-proof"),
            _ => new Problem("erasure.unproved"),
        };

    static async Task<IResult> TombstonesAsync(Guid conversation, TombstoneStore store, CancellationToken stop) =>
        Results.Ok((await store.OfConversationAsync(conversation, stop)).Select(stone => new TombstoneView(
            stone.Kind, stone.ConversationId, stone.ActivityId, stone.Channel, stone.Started, stone.DurationMs / 1000.0, stone.Destroyed, stone.Ground, stone.ErasureId)));

    static ErasureView ViewOf(Erasure erasure) => new(
        erasure.Id, erasure.Ground, erasure.State, erasure.ActorId, erasure.Started, erasure.Destroyed, erasure.Finished,
        erasure.Counts.ToDictionary(one => one.Kind, one => one.Count, StringComparer.Ordinal), erasure.Bytes, erasure.Fault);
}
