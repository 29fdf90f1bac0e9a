using System.Globalization;
using System.Runtime.CompilerServices;
using Kluis.Audit;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Access.Pages;

/// <summary>The audit log, newest first: as much of it as the reader's role sees.</summary>
[Needs(Permission.ReadLog, AuditAct.LogViewed, ByGate = true)]
sealed class LogPage(AuditViewStore store, StaffStore staff, Journal journal, Words words) : PageModel
{
    public const int PageSize = 50;
    const int MostInFile = 100_000, Batch = 1000;
    static readonly string[] columns = ["number", "at", "act", "what", "who", "outcome", "purpose", "conversation", "customer"];

    [BindProperty(SupportsGet = true)]
    public LogFilter Filter { get; set; } = new();

    public LogSight Sight => LogSight.Of(HttpContext.Caller());

    public AuditPage? Found { get; private set; }

    public LogWords Teller { get; private set; } = null!;

    /// <summary>Whom the reader can choose: id and name.</summary>
    public IReadOnlyList<(string Id, string Name)> Actors { get; private set; } = [];

    public List<(string Field, string Text)> Errors { get; } = [];

    public string? ErrorOf(string field) => Errors.Find(error => error.Field == field).Text;

    public bool MayOpenConversations => HttpContext.Caller().May(Permission.Search);

    public async Task OnGetAsync(CancellationToken stop)
    {
        Actors = Sight.KnowsStaff ? await ActorsAsync(stop) : [];
        var query = Filter.Read(words, PageSize, (field, text) => Errors.Add((field, text)));
        var page = query is null ? null : await store.PageAsync(Sight.Narrow(query), stop);
        Found = page is null ? null : page with { Rows = [.. page.Rows.Select(Sight.Show)] };
        Teller = await TellerAsync(Found?.Rows ?? [], stop);
    }

    /// <summary>The same entries as a file, the newest hundred thousand of them at most.</summary>
    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        if (Filter.Read(words, Batch, (_, _) => { }) is not { } query)
            return BadRequest();
        await journal.OpenedAsync(HttpContext.Caller().Actor, new AuditEvent(AuditAct.LogExported) { Target = "csv" }, stop);
        return new CsvFile("kluis-log.csv", words.Language, [.. columns.Select(column => words["log.csv-" + column])], RowsAsync(Sight.Narrow(query with { Before = null, After = null }), stop));
    }

    async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken stop)
    {
        for (var sent = 0; sent < MostInFile; sent += Batch)
        {
            var rows = (await store.FindAsync(query, stop)).ConvertAll(Sight.Show);
            var teller = await TellerAsync(rows, stop);
            foreach (var row in rows)
                yield return
                [
                    row.Seq.ToString(CultureInfo.InvariantCulture), words.When.Local(When.At(row.At)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
                    row.Act, teller.Sentence(row), teller.Who(row.ActorId), words["outcome." + row.Outcome], row.Why, row.ConversationId, row.SubjectId,
                ];
            if (rows.Count < Batch)
                yield break;
            query = query with { Before = rows[^1].Seq };
        }
    }

    Task<LogWords> TellerAsync(IReadOnlyList<AuditViewRow> rows, CancellationToken stop) =>
        LogWords.OfAsync(staff, HttpContext.Caller(), rows, Sight.KnowsStaff, words, stop);

    async Task<IReadOnlyList<(string Id, string Name)>> ActorsAsync(CancellationToken stop)
    {
        var known = await staff.AllAsync(stop);
        if (Filter.Actor is { Length: > 0 } asked && !known.Exists(each => each.Id == asked))
            known.Add(new StaffMember(asked, "", null, asked, null));
        return [.. known.Select(each => (each.Id, Name: each.Name ?? each.Label ?? each.Id)).OrderBy(each => each.Name, StringComparer.CurrentCultureIgnoreCase)];
    }
}
