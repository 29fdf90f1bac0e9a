using Kluis.Web;

namespace Kluis.Registers.Pages;

/// <summary>What a field of an activity is called, and its values as a reader reads them.</summary>
static class ActivityWords
{
    public static string FieldOf(string field, Words words) =>
        field.StartsWith("terms.", StringComparison.Ordinal) ? words["activity-field.term", words["part." + field["terms.".Length..]]] : words["activity-field." + field];

    public static string ValueOf(string field, string? value, Words words)
    {
        if (value is null)
            return words[field.StartsWith("terms.", StringComparison.Ordinal) ? "activity-term.shortest" : "activity-value.none"];
        return field switch
        {
            "legalBasis" => words["basis." + value],
            "recording" => words["recording-mode." + value],
            "protection" => words["protection." + value],
            "people" => Listed("people-kind.", value, words),
            "data" => Listed("data-kind.", value, words),
            "purposes" => Listed("purpose.", value, words),
            _ when field.StartsWith("terms.", StringComparison.Ordinal) => TermOf(value, words),
            _ => value,
        };
    }

    public static string TermOf(string value, Words words) => Term.Parse(value) is { } term ? TermWords.Of(term, words) : value;

    static string Listed(string key, string value, Words words) =>
        string.Join(", ", value.Split(", ").Select(each => words.Find(key + each) ?? each));
}
