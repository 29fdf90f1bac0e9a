using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>How the last computation of the whole log came out, for who may have it computed.</summary>
sealed class LogNeeds(LogCheckStore checks) : INeeds
{
    const string Icon = "file", Path = "/log/verify";

    static readonly TimeSpan fresh = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop) =>
        caller.May(Permission.ReadLog) && LogSight.Of(caller).MayVerify ? [NeedOf(await checks.NewestAsync(1, stop), words)] : [];

    static Need NeedOf(List<LogCheckRow> newest, Words words)
    {
        if (newest is not [var last])
            return new(Press.Calm, Icon, words["need.log-never"], Path) { Why = words["need.log-why"] };
        var at = When.At(last.FinishedAt);
        return last.Fault is not null ? new(Press.Now, "stop", words["need.log-wrong"], Path) { Why = words["need.log-wrong-why", words.When.Moment(at)] }
            : words.When.Now - at > fresh ? new(Press.Calm, Icon, words["need.log-old", words.When.Date(at)], Path) { Why = words["need.log-why"] }
            : new(Press.Fine, "ok", words["need.log-fine"], Path) { Why = words["need.log-fine-why", words.When.Moment(at), words.When.Number(last.Size)] };
    }
}
