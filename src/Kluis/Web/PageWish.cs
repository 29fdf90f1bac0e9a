namespace Kluis.Web;

/// <summary>Which page of a list somebody asks the API for.</summary>
/// <param name="After">Where the page before ended; null: the first page.</param>
sealed record PageWish(int Size, (long At, string Id)? After)
{
    const int Usual = 50, Largest = 200;

    /// <summary>Reads <c>limit</c> and <c>cursor</c>.</summary>
    /// <returns>The wish, or what is wrong with it.</returns>
    public static (PageWish? Wish, Problem? Problem) Read(Cursors cursors, int? limit, string? cursor)
    {
        if (limit is < 1 or > Largest)
            return (null, new Problem("request.malformed", "limit: 1 to 200"));
        var after = cursor is null ? null : cursors.Open(cursor);
        return cursor is not null && after is null
            ? (null, new Problem("request.malformed", "cursor: next of the page before"))
            : (new PageWish(limit ?? Usual, after), null);
    }
}
