namespace Kluis.Conversations;

/// <summary>
/// What somebody filled in on the search page, as it was written: it goes along with every further step in the body of a form,
/// and is what a kept search keeps.
/// </summary>
sealed class SearchCriteria
{
    /// <summary>The fields of the form, in its order.</summary>
    public static readonly IReadOnlyList<string> Names = ["find", "from", "until", "channel", "queue", "agent", "direction", "activity", "recording", "sort"];

    const int Longest = 254;
    readonly Dictionary<string, string> given;

    SearchCriteria(Dictionary<string, string> given) => this.given = given;

    public IReadOnlyDictionary<string, string> Given => given;

    /// <summary>What narrows the search: all but the order.</summary>
    public IEnumerable<string> Filters => Names.Where(name => name != "sort" && given.ContainsKey(name));

    public string? this[string name] => given.GetValueOrDefault(name);

    public SearchSort Sort => this["sort"] switch
    {
        "oldest" => SearchSort.Oldest,
        "longest" => SearchSort.Longest,
        _ => SearchSort.Newest,
    };

    /// <param name="read">Gives a field as it came in; unknown fields are not asked for.</param>
    public static SearchCriteria Of(Func<string, string?> read)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            if (read(name)?.Trim() is { Length: > 0 and <= Longest } text)
                given[name] = text;
        }
        return new SearchCriteria(given);
    }

    public SearchCriteria With(string name, string? value) => Of(each => each == name ? value : this[each]);

    /// <summary>Only what is looked for, in all places and times.</summary>
    public SearchCriteria Wider() => Of(name => name is "find" or "sort" ? this[name] : null);
}
