using System.Globalization;
using Kluis.Web;

namespace Kluis.Conversations.Pages;

/// <summary>The found list as a file for a spreadsheet.</summary>
static class FoundCsv
{
    static readonly string[] columns = ["facts.id", "found.when", "search.channel", "search.direction", "export.seconds", "search.queue", "facts.team", "search.agent", "found.customer", "export.known", "found.agent", "found.gone"];

    public static CsvFile Of(IAsyncEnumerable<FoundConversation> rows, Words words) =>
        new("kluis-conversations.csv", words.Language, columns.Select(column => words[column]), rows.Select(found => Cells(found, words)));

    static IEnumerable<string?> Cells(FoundConversation found, Words words)
    {
        var row = found.Row;
        var people = found.Parties.Select(party => new PersonView(party)).ToList();
        var customers = people.Where(person => !person.IsStaff).ToList();
        yield return row.Id;
        yield return words.When.Machine(When.At(row.StartedAt));
        yield return words["channel." + row.Channel];
        yield return row.Direction is { } direction ? words["direction." + direction] : null;
        yield return row.DurationMs is { } length ? (length / 1000.0).ToString("0", CultureInfo.InvariantCulture) : null;
        yield return row.Queue;
        yield return row.Team;
        yield return row.AgentId;
        yield return string.Join(", ", customers.Select(person => person.Name).OfType<string>());
        yield return string.Join(", ", customers.SelectMany(person => person.Known));
        yield return string.Join(", ", people.Where(person => person.IsStaff).Select(person => person.Name).OfType<string>());
        yield return found.GoneAt is { } gone ? words.When.Machine(gone) : null;
    }
}
