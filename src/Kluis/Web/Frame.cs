namespace Kluis.Web;

/// <summary>Gives what stands around a page. Slices above fill it: this one knows nobody.</summary>
delegate Frame FrameOf(HttpContext context);

/// <summary>What stands around a page: who is signed in, and where they may go.</summary>
/// <param name="Person">Null where nobody is signed in.</param>
/// <param name="Role">The id of the role.</param>
/// <param name="Find">Where the find field of the top bar posts to; null where the role may not search.</param>
sealed record Frame(string? Person, string? Role, string? Language, string? Find, IReadOnlyList<FrameGroup> Groups)
{
    public static readonly Frame Empty = new(null, null, null, null, []);

    public Preferences Preferences { get; init; } = Preferences.Default;
}

/// <param name="Title">Key of a text; null: the group needs none.</param>
sealed record FrameGroup(string? Title, IReadOnlyList<FrameLink> Links);

/// <param name="Title">Key of a text.</param>
sealed record FrameLink(string Path, string Title, string Icon);

/// <summary>Which language a page is in: what was chosen here, else what the person has set, else what the browser asks for.</summary>
static class Tongue
{
    public const string Cookie = "kluis-language";

    public static Words WordsOf(HttpContext context, Frame frame, TimeZoneInfo zone, TimeProvider time)
    {
        var language = Known(context.Request.Cookies[Cookie]) ?? Known(frame.Language) ?? Asked(context) ?? WordList.Languages[0];
        return new Words(language, new When(language, zone, time.GetUtcNow()));
    }

    public static string? Known(string? language) => WordList.Languages.FirstOrDefault(known => known == language);

    static string? Asked(HttpContext context) =>
        context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(each => each.Quality ?? 1)
            .Select(each => Known(each.Value.ToString().Split('-')[0].ToLowerInvariant())).FirstOrDefault(known => known is not null);
}
