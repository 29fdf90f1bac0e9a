namespace Kluis.Demo;

/// <summary>
/// A conversation with holes. Lines start with <c>C:</c> (customer) or <c>A:</c> (agent); what follows belongs to the
/// same turn, an empty line starts a paragraph, a line that ends in <c> /</c> keeps its break. <c>[one|other]</c> is a
/// choice, <c>{slot}</c> a hole. <c>@greet</c>, <c>@identify</c> and <c>@bye</c> are the fixed parts of a call;
/// <c>hold 8</c> lets the caller wait and <c>transfer Sales</c> names the queue it came from.
/// </summary>
sealed record DemoScript(
    DemoKind Kind, string Language, string Activity, string Queue, string Subject, string Lines,
    string Direction = "inbound");

/// <summary>All scripts by kind and language.</summary>
static class DemoScripts
{
    static readonly ILookup<(DemoKind, string), DemoScript> all =
        CallScriptsDutch.All
            .Concat(CallScriptsDutchMore.All)
            .Concat(CallScriptsEnglish.All)
            .Concat(ChatScriptsDutch.All)
            .Concat(ChatScriptsEnglish.All)
            .Concat(MailScriptsDutch.All)
            .Concat(MailScriptsEnglish.All)
            .ToLookup(script => (script.Kind, script.Language));

    public static IReadOnlyList<DemoScript> For(DemoKind kind, string language) => [.. all[(kind, language)]];
}
