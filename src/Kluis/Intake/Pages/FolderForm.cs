using Kluis.Intake.Folders;
using Kluis.Web;

namespace Kluis.Intake.Pages;

/// <summary>The fields of a watched folder as a person fills them in, and what is wrong with them.</summary>
sealed record FolderForm
{
    /// <summary>Those that may be chosen; null: it is said already, and stays.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    public IReadOnlyDictionary<Guid, string> Activities { get; init; } = new Dictionary<Guid, string>();

    public string? Folder { get; init; }

    public string? Source { get; init; }

    public Guid? Activity { get; init; }

    public string Recipe { get; init; } = "kluis";

    public string? Pattern { get; init; }

    public string? StableSeconds { get; init; } = "10";

    public bool Deletes { get; init; }

    public bool IsOn { get; init; } = true;

    public IReadOnlyList<(string Field, string Text)> Errors { get; init; } = [];

    public static IReadOnlyList<string> Recipes => Import.Recipe.Names;

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public static FolderForm Of(WatchedFolder folder) => new()
    {
        Folder = folder.Folder, Source = folder.Source, Activity = folder.Activity, Recipe = folder.Recipe, Pattern = folder.Pattern,
        StableSeconds = $"{folder.StableSeconds}", Deletes = folder.Deletes, IsOn = folder.IsOn,
    };

    public FolderForm Read(IFormCollection sent) => this with
    {
        Folder = Names is null ? Folder : sent["folder"], Source = Names is null ? Source : sent["source"].ToString().Trim(),
        Activity = Guid.TryParse(sent["activity"], out var activity) ? activity : null, Recipe = sent["recipe"].ToString(), Pattern = sent["pattern"].ToString().Trim(),
        StableSeconds = sent["stableSeconds"], Deletes = sent["deletes"] == "on", IsOn = sent["on"] == "on",
    };

    public FolderWish Wish => new(Folder, Source)
    {
        Activity = Activity, Recipe = Recipe, Pattern = Pattern, Deletes = Deletes, IsOn = IsOn, StableSeconds = int.TryParse(StableSeconds, out var seconds) ? seconds : 0,
    };

    public FolderForm With(IReadOnlyList<FolderProblem> problems, Words words) => this with { Errors = [.. problems.Select(problem => (problem.Field, words["folder.wrong-" + problem.Key]))] };
}
