using Kluis.Access;
using Kluis.Vault;
using Kluis.Web;

namespace Kluis.Upkeep;

/// <summary>What around the vault does not do what it should: the clock for who may confirm it, the rest for who looks after the server.</summary>
sealed class UpkeepNeeds(ClockWatch clock, Pulse pulse, IKeyring keyring) : INeeds
{
    const string Host = "/help/on-the-host", Clock = "/clock";

    public async Task<IReadOnlyList<Need>> OfAsync(Caller caller, Words words, CancellationToken stop)
    {
        var needs = new List<Need>();
        if (caller.May(Permission.ConfirmClock))
            needs.AddRange(OfClock(await clock.StateAsync(stop), words));
        if (caller.May(Permission.EditAccess))
            needs.AddRange(OfServer(words));
        return needs;
    }

    static IEnumerable<Need> OfClock(ClockState state, Words words)
    {
        if (state.Jump is { } jump)
            yield return new(Press.Now, "time", words["need.clock-jumped"], Clock) { Why = words["need.clock-jumped-why", words.When.Moment(jump.From), words.When.Moment(jump.To)] };
        else if (state.IsBehind)
            yield return new(Press.Now, "time", words["need.clock-behind"], Clock) { Why = words["need.clock-behind-why", words.When.Moment(state.Seen!.Value)] };
    }

    IEnumerable<Need> OfServer(Words words)
    {
        if (!KeyringOpens())
            yield return new(Press.Now, "key", words["need.keyring-away"], Host) { Why = words["need.keyring-away-why"] };
        if (pulse.Fault is { } fault)
            yield return new(Press.Now, "stop", words["need.storage"], Host) { Why = words["fault." + fault] };
        if (pulse.IsSlow)
            yield return new(Press.Soon, "warning", words["need.disk-slow"], Host) { Why = words["need.disk-slow-why"] };
        if (OpenFiles.Count > OpenFiles.Limit / 5 * 4)
            yield return new(Press.Soon, "warning", words["need.open-files"], Host) { Why = words["need.open-files-why", words.When.Number(OpenFiles.Limit)] };
    }

    bool KeyringOpens()
    {
        try
        {
            return keyring.Names.Any();
        }
        catch (VaultException)
        {
            return false;
        }
    }
}
