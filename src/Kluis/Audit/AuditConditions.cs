namespace Kluis.Audit;

/// <summary>One thing that must hold of an entry and has an index in the order of the log.</summary>
/// <param name="Along">As the condition of a walk along that index.</param>
/// <param name="Aside">The same, written so that no index is walked for it.</param>
/// <param name="Acts">Where any of several acts will do: the parameters that they are.</param>
sealed record AuditWalk(string Along, string Aside, IReadOnlyList<string>? Acts = null)
{
    /// <summary>Along the time, whatever the entries are.</summary>
    public static readonly AuditWalk ThroughTime = new("1 = 1", "1 = 1");
}

/// <summary>What must hold of an entry, by what it costs to find those of which it does.</summary>
/// <param name="Range">On the place in the log, which every index ends in.</param>
/// <param name="Others">Looked at entry by entry.</param>
sealed record AuditConditions(IReadOnlyList<AuditWalk> Walks, IReadOnlyList<string> Range, IReadOnlyList<string> Others)
{
    public static AuditConditions Of(AuditQuery query)
    {
        var walks = new List<AuditWalk>();
        void Walk(bool isAsked, string column, string parameter, string also = "")
        {
            if (isAsked)
                walks.Add(new AuditWalk($"{column} = {parameter}{also}", $"coalesce({column}, '') = {parameter}"));
        }
        Walk(query.Conversation is not null, "conversation_id", "@conversation");
        Walk(query.DataSubject is not null, "subject_id", "@subject");
        Walk(query.ActorId is not null, "actor_id", "@ActorId");
        // Said in so many words, or the index of the rare outcomes is not used.
        Walk(query.Outcome is not (null or AuditOutcome.Ok), "outcome", "@outcome", " and outcome <> 'ok'");
        Walk(query.Purpose is not null, "why", "@Purpose");
        if (query.Acts is { } acts)
            walks.Add(OfActs([.. acts.Select((_, i) => $"@act{i}")]));
        return new AuditConditions(walks, RangeOf(query), query.Outcome is AuditOutcome.Ok ? ["outcome = @outcome"] : []);
    }

    static AuditWalk OfActs(List<string> acts)
    {
        var list = string.Join(", ", acts);
        return acts.Count == 1 ? new AuditWalk($"act = {list}", $"coalesce(act, '') = {list}") : new AuditWalk($"act in ({list})", $"coalesce(act, '') in ({list})", acts);
    }

    static List<string> RangeOf(AuditQuery query)
    {
        var range = new List<string>();
        void Add(bool isAsked, string condition)
        {
            if (isAsked)
                range.Add(condition);
        }
        Add(query.Seq is not null, "seq = @Seq");
        Add(query.From is not null, "at >= @From");
        Add(query.Until is not null, "at < @Until");
        Add(query.Before is not null, "(at, seq) < (@moment, @Before)");
        Add(query.After is not null, "(at, seq) > (@moment, @After)");
        return range;
    }
}
